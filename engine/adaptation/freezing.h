// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// Trains whole parameters of a model and leaves the others as they are, to the last bit. Autograd
/// does not compute what is not trained.
class SelectedWeights : public TrainedVariables
{
public:
    using Choice = std::function<bool(const ParameterEntry&)>;

    /// Throws BadInput when nothing is chosen.
    SelectedWeights(Parameters& parameters, const Choice& trained);
    ~SelectedWeights() override; ///< all parameters have gradients again
    SelectedWeights(const SelectedWeights&) = delete;
    SelectedWeights& operator=(const SelectedWeights&) = delete;

    Parameters& variables() override { return *m_variables; }
    void pullGradient() override;
    void apply() override;

private:
    Parameters& m_parameters;
    std::vector<ParameterEntry> m_chosen; ///< of the model, in the order of the variables
    std::unique_ptr<Parameters> m_variables;
};

/// Freezes all but one part of the network (Thompson et al. 2018).
class Freezing : public Strategy
{
public:
    /// `train` is a choice of the catalogue: "encoder", "norms-and-biases", …
    Freezing(Transformer& model, const std::string& train);

    TrainedVariables* trainedVariables() override { return &m_weights; }

private:
    SelectedWeights m_weights;
};

/// From the part's parameter `train`.
std::unique_ptr<Strategy> makeFreezing(const StrategyContext& context,
                                       const nlohmann::json& parameters);

} // namespace palimpsest
