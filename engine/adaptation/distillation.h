// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// Knowledge distillation to the base model (Khayrallah et al. 2018; temperature after Hinton et
/// al. 2015): replaces the loss L by
///
///     (1 − a) · L + a · T² · Σ_t CE(base(· | gold prefix; T) ‖ model(· | gold prefix; T))
///
/// over the real target positions. The base model is in evaluation mode.
class Distillation : public Strategy
{
public:
    struct Options {
        double weight = 0.1; ///< a
        double temperature = 1;
    };

    /// The teacher has the architecture of `model` and the weights `base`.
    Distillation(const Transformer& model, const at::Tensor& base, const Options& options);

    at::Tensor adjustLoss(const Batch& batch, const BatchLoss& pass,
                          const at::Tensor& loss) override;

private:
    Transformer m_teacher;
    Options m_options;
};

/// From the part's parameters `weight` and `temperature`.
std::unique_ptr<Strategy> makeDistillation(const StrategyContext& context,
                                           const nlohmann::json& parameters);

} // namespace palimpsest
