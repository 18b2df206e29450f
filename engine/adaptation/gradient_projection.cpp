// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/gradient_projection.h"

#include <cmath>

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "engine/study/error.h"
#include "engine/text/text_hash.h"
#include "engine/training/batch_assembly.h"

namespace palimpsest
{
namespace
{

/// Old batches are drawn, and dropped out, independently of the training's own.
constexpr std::uint64_t kSeedOffset = 0x6f6c64; // "old"

double product(const at::Tensor& a, const at::Tensor& b)
{
    return a.dot(b).item<double>();
}

BatchStream oldStream(std::vector<std::shared_ptr<const IdShard>> shards,
                      const TrainingOptions& training)
{
    std::int64_t pairs = 0;
    for (const auto& shard : shards)
        pairs += shard->size();
    if (pairs == 0)
        throw BadInput("Gradient projection needs training text of an old domain, and there is "
                       "none.");
    return BatchStream({{std::move(shards), 1, false}}, training.batchTokens,
                       mixBits(training.seed + kSeedOffset));
}

} // namespace

GradientProjection::GradientProjection(Transformer& model,
                                       std::vector<std::shared_ptr<const IdShard>> oldShards,
                                       const Options& options)
    : m_model(model), m_options(options),
      m_stream(oldStream(std::move(oldShards), options.training))
{
}

/// Of as many batches as an update has new ones, per target piece; a function of the update alone,
/// so that resuming needs no replay.
at::Tensor GradientProjection::oldGradient(const UpdateInfo& info)
{
    const TrainingOptions& training = m_options.training;
    Parameters& parameters = m_model.parameters();
    const at::Tensor kept = parameters.gradient().clone();
    parameters.zeroGradient();
    std::int64_t tokens = 0;
    for (int micro = 0; micro < training.accumulate; ++micro) {
        const std::int64_t step = (info.update - 1) * training.accumulate + micro;
        const Batch batch = assembleBatch(m_stream, m_stream.at(step), parameters.device());
        at::manual_seed(
            mixBits(mixBits(training.seed + kSeedOffset) + static_cast<std::uint64_t>(step)));
        const at::AutoGradMode withGradients(true);
        const BatchLoss loss =
            m_model.loss(batch, training.labelSmoothing, trainingPass(training, info.precision));
        loss.smoothed.backward();
        tokens += loss.tokens;
    }
    m_model.holdZeroStart();
    at::Tensor gradient = parameters.gradient().div(static_cast<double>(tokens));
    parameters.gradient().copy_(kept);
    return gradient;
}

void GradientProjection::addGradient(at::Tensor& flatGradient, const UpdateInfo& info)
{
    // Shortened like the new one: clipping leaves their proportion, and a projection onto either.
    const at::Tensor old = oldGradient(info).mul_(info.clipFactor);
    const double agreement = product(flatGradient, old);
    const double oldSquare = product(old, old);
    const double newSquare = product(flatGradient, flatGradient);
    if (info.logged)
        m_logged["oldGradientCosine"] =
            oldSquare > 0 && newSquare > 0 ? agreement / std::sqrt(oldSquare * newSquare) : 0;
    const bool conflict = agreement < 0 && oldSquare > 0 && newSquare > 0;
    if (m_options.method == Method::PcGrad) {
        // g·(1 − g·o/g·g) + o·(1 − g·o/o·o)
        if (conflict)
            flatGradient.mul_(1 - agreement / newSquare);
        flatGradient.add_(old, conflict ? 1 - agreement / oldSquare : 1);
    } else if (conflict) {
        flatGradient.sub_(old, agreement / oldSquare);
    }
}

std::unique_ptr<Strategy> makeGradientProjection(const StrategyContext& context,
                                                 const nlohmann::json& parameters)
{
    const bool both = parameters.at("method") == "pcgrad";
    return std::make_unique<GradientProjection>(
        context.model, context.oldShards,
        GradientProjection::Options{both ? GradientProjection::Method::PcGrad
                                         : GradientProjection::Method::AGem,
                                    context.config.training});
}

} // namespace palimpsest
