// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/merging.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/where.h>

namespace palimpsest
{

Interpolation::Interpolation(Transformer& model, at::Tensor base, double share)
    : m_model(model), m_base(std::move(base)), m_share(share)
{
}

void Interpolation::afterTraining()
{
    const at::NoGradGuard noGrad;
    Parameters& parameters = m_model.parameters();
    parameters.assignFlat(at::lerp(m_base, parameters.flat(), m_share));
}

FisherMerging::FisherMerging(const StrategyContext& context, at::Tensor oldFisher, double share)
    : m_model(context.model), m_base(context.baseFlat), m_oldFisher(std::move(oldFisher)),
      m_newShards(context.newShards), m_options(context.config.fisher), m_share(share)
{
}

at::Tensor FisherMerging::weights(const at::Tensor& oldFisher, const at::Tensor& newFisher,
                                  double share)
{
    const at::Tensor ofNew = newFisher * share;
    const at::Tensor sum = ofNew + oldFisher * (1 - share);
    return at::where(sum > 0, ofNew / sum, share);
}

void FisherMerging::afterTraining()
{
    const at::Tensor newFisher = estimateFisher(m_model, m_newShards, m_options).flat;
    const at::NoGradGuard noGrad;
    Parameters& parameters = m_model.parameters();
    const at::Tensor share = weights(m_oldFisher, newFisher, m_share);
    parameters.assignFlat(at::lerp(m_base, parameters.flat(), share));
}

std::unique_ptr<Strategy> makeInterpolation(const StrategyContext& context,
                                            const nlohmann::json& parameters)
{
    return std::make_unique<Interpolation>(context.model, context.baseFlat,
                                           parameters.at("share").get<double>());
}

std::unique_ptr<Strategy> makeFisherMerging(const StrategyContext& context,
                                            const nlohmann::json& parameters)
{
    return std::make_unique<FisherMerging>(context,
                                           loadImportance(context, "Fisher-weighted merging").flat,
                                           parameters.at("share").get<double>());
}

} // namespace palimpsest
