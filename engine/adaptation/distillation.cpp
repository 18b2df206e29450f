// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/distillation.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/cross_entropy.h"

namespace palimpsest
{

Distillation::Distillation(const Transformer& model, const at::Tensor& base, const Options& options)
    : m_teacher(model.options(), model.vocabulary(), model.parameters().device()),
      m_options(options)
{
    m_teacher.parameters().assignFlat(base);
}

at::Tensor Distillation::adjustLoss(const Batch& batch, const BatchLoss& pass,
                                    const at::Tensor& loss)
{
    if (m_options.weight == 0)
        return loss;
    const TargetStates& student = pass.states;
    const bool half = student.hidden.scalar_type() == at::kBFloat16;
    TargetStates teacher;
    {
        const at::NoGradGuard noGrad;
        teacher =
            m_teacher.targetStates(batch, {0, half ? Precision::BFloat16 : Precision::Float32});
    }
    const double temperature = m_options.temperature;
    const at::Tensor term = projectedSoftCrossEntropy(
        student.hidden, student.projection, teacher.hidden, teacher.projection, temperature);
    return loss * (1 - m_options.weight) + term * (m_options.weight * temperature * temperature);
}

std::unique_ptr<Strategy> makeDistillation(const StrategyContext& context,
                                           const nlohmann::json& parameters)
{
    return std::make_unique<Distillation>(
        context.model, context.baseFlat,
        Distillation::Options{parameters.at("weight"), parameters.at("temperature")});
}

} // namespace palimpsest
