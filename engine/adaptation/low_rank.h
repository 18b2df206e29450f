// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// Low-rank adaptation (LoRA, Hu et al. 2022): each chosen matrix is W = W₀ + (α/r)·B·A with A
/// [r, in] Kaiming-uniform, B [out, r] zero, and W₀ and everything else fixed. The model computes
/// with W itself, so translation needs nothing merged; by the chain rule
///
///     ∂L/∂B = (α/r) · G · Aᵀ,   ∂L/∂A = (α/r) · Bᵀ · G,   G = ∂L/∂W.
///
/// Projections that the model stacks for speed (query, key, value) are separate matrices here.
class LowRankVariables : public TrainedVariables
{
public:
    struct Options {
        std::int64_t rank = 8;
        double alpha = 16;
        std::string targets = "attention"; ///< "query-value", "attention" or "linear"
        std::uint64_t seed = 1;            ///< of A
    };

    /// Throws BadInput where the rank exceeds what a chosen matrix can have.
    LowRankVariables(Transformer& model, const Options& options);
    ~LowRankVariables() override; ///< all parameters have gradients again
    LowRankVariables(const LowRankVariables&) = delete;
    LowRankVariables& operator=(const LowRankVariables&) = delete;

    Parameters& variables() override { return *m_variables; }
    void pullGradient() override;
    void apply() override;

private:
    struct Target {
        std::string name;    ///< "encoder.0.self.qkv.query"
        at::Tensor weight;   ///< [out, in], a part of the model's flat memory
        at::Tensor gradient; ///< [out, in], of its gradient
        at::Tensor base;     ///< [out, in], a copy
    };

    void chooseTargets(const Options& options);
    void drawVariables(std::uint64_t seed);
    at::Tensor part(const at::Tensor& flat, std::size_t index) const;

    Transformer& m_model;
    std::vector<Target> m_targets;
    std::unique_ptr<Parameters> m_variables; ///< A and B of each target, in turn
    double m_scale;                          ///< α/r
};

class Lora : public Strategy
{
public:
    Lora(Transformer& model, const LowRankVariables::Options& options) : m_variables(model, options)
    {
    }

    TrainedVariables* trainedVariables() override { return &m_variables; }

private:
    LowRankVariables m_variables;
};

/// From the part's parameters `rank`, `alpha` and `targets`.
std::unique_ptr<Strategy> makeLora(const StrategyContext& context,
                                   const nlohmann::json& parameters);

} // namespace palimpsest
