// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/parameters.h"

namespace palimpsest
{

/// What the optimiser changes, and how the model's weights follow from it. Plain training changes
/// all weights (AllWeights); freezing a part of them, LoRA other variables altogether. The trainer
/// knows no more than this.
class TrainedVariables
{
public:
    virtual ~TrainedVariables() = default;

    /// What the optimiser changes, with a gradient of its own; saved with a checkpoint. May be the
    /// model's parameters themselves.
    virtual Parameters& variables() = 0;
    /// Sets the variables' gradient from the model's (chain rule), which is kept.
    virtual void pullGradient() = 0;
    /// Sets the model's weights from the variables, after an update.
    virtual void apply() = 0;
};

/// The model's parameters as they are.
class AllWeights : public TrainedVariables
{
public:
    explicit AllWeights(Parameters& parameters) : m_parameters(parameters) {}

    Parameters& variables() override { return m_parameters; }
    void pullGradient() override {}
    void apply() override {}

private:
    Parameters& m_parameters;
};

} // namespace palimpsest
