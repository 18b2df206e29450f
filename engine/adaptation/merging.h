// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// θ* + w·(θ − θ*), entry by entry, which is θ* for w = 0 and θ for w = 1 to the last bit.
/// Interpolation (WiSE-FT, Wortsman et al. 2022): w = a everywhere.
class Interpolation : public Strategy
{
public:
    Interpolation(Transformer& model, at::Tensor base, double share);
    void afterTraining() override;

private:
    Transformer& m_model;
    at::Tensor m_base;
    double m_share;
};

/// Fisher-weighted merging (Matena and Raffel 2022): ((1−a)·F·θ* + a·G·θ) / ((1−a)·F + a·G), F the
/// Fisher information of the base model on old text and G that of the adapted model on new text,
/// both by the same estimator. Where both are zero, w = a.
class FisherMerging : public Strategy
{
public:
    FisherMerging(const StrategyContext& context, at::Tensor oldFisher, double share);
    void afterTraining() override;

    /// w [parameters] of θ* + w·(θ − θ*).
    static at::Tensor weights(const at::Tensor& oldFisher, const at::Tensor& newFisher,
                              double share);

private:
    Transformer& m_model;
    at::Tensor m_base;
    at::Tensor m_oldFisher;
    std::vector<std::shared_ptr<const IdShard>> m_newShards;
    FisherOptions m_options;
    double m_share;
};

/// From the part's parameter `share`.
std::unique_ptr<Strategy> makeInterpolation(const StrategyContext& context,
                                            const nlohmann::json& parameters);
/// From `share` and the run's Fisher file. Throws BadInput as makeEwc does.
std::unique_ptr<Strategy> makeFisherMerging(const StrategyContext& context,
                                            const nlohmann::json& parameters);

} // namespace palimpsest
