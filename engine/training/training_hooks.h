// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

#include "engine/model/batch.h"
#include "engine/model/transformer.h"

namespace palimpsest
{

/// What a hook may know of the update under way.
struct UpdateInfo {
    std::int64_t update = 0; ///< from 1
    double learningRate = 0; ///< of this update
    double gradientNorm = 0; ///< of the gradient as it is handed to addGradient (first hook)
    Precision precision = Precision::Float32; ///< of the computation; never Auto
    bool logged = false;   ///< logValues() will be asked for: compute what is only shown
    double clipFactor = 1; ///< by which clipping has shortened that gradient, at most 1
};

/// Places where an adaptation strategy may change plain training. Every hook has a default that
/// does nothing; several are called in the order in which the trainer was given them. The trainer
/// knows none of their names.
class TrainingHooks
{
public:
    virtual ~TrainingHooks() = default;

    /// Replaces the loss of one batch (label-smoothed cross-entropy summed over its target tokens,
    /// differentiable) before backward. `pass` has what the model made of the batch.
    virtual at::Tensor adjustLoss(const Batch& /*batch*/, const BatchLoss& /*pass*/,
                                  const at::Tensor& loss)
    {
        return loss;
    }

    /// Changes the flat gradient [parameters] once an update, after backward over all accumulated
    /// batches and after division by the update's target tokens. Never called once a batch or once
    /// a device.
    virtual void addGradient(at::Tensor& /*flatGradient*/, const UpdateInfo& /*info*/) {}

    /// Real target pieces of the batches that the hook itself draws and trains on in the first
    /// `updates` updates: a budget in target tokens counts them, too.
    virtual std::int64_t targetPiecesDrawn(std::int64_t /*updates*/) { return 0; }

    /// Values of the update just made for the log, e.g. {"penalty", …}; asked for at logged updates
    /// only.
    virtual std::map<std::string, double> logValues() { return {}; }
};

} // namespace palimpsest
