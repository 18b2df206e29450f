// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <nlohmann/json.hpp>

#include "engine/adaptation/freezing.h"
#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// Trains adapters and nothing else: bottlenecks x + U·relu(D·norm(x) + b) + b' after the base
/// model's sublayers (Houlsby et al. 2019; after the feed-forward block only, Bapna and Firat
/// 2019). U and b' are zero at the start, so that step 0 is the base model exactly. A trained
/// adapter cannot be merged into other weights: the adapted model has them.
class Adapters : public Strategy
{
public:
    /// Throws BadInput where the model has no adapters: it is the one of modelToAdapt().
    explicit Adapters(Transformer& model);

    TrainedVariables* trainedVariables() override { return &m_weights; }

private:
    SelectedWeights m_weights;
};

/// The model that a run trains: the base model itself or, where the run's strategy says so, the
/// same function with new adapters, drawn from the training's seed.
std::unique_ptr<Transformer> modelToAdapt(std::unique_ptr<Transformer> base,
                                          const RunConfig& config);

/// Makes the part; its parameters `width` and `places` are those of modelToAdapt().
std::unique_ptr<Strategy> makeAdapters(const StrategyContext& context,
                                       const nlohmann::json& parameters);

} // namespace palimpsest
