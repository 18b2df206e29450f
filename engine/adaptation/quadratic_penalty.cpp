// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/quadratic_penalty.h"

#include <cmath>
#include <sstream>

#include <ATen/ops/mul.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/sub.h>

#include "engine/study/enum_text.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

void requireUsable(const at::Tensor& fisher)
{
    const double sum = fisher.sum(at::kDouble).item<double>();
    if (!std::isfinite(sum))
        throw BadInput("The Fisher information contains numbers that are not finite; estimate it "
                       "anew.");
    if (fisher.min().item<double>() < 0)
        throw BadInput("The Fisher information contains negative numbers; estimate it anew.");
    if (sum == 0)
        throw BadInput("The Fisher information is zero everywhere: EWC would be plain fine-tuning; "
                       "estimate it anew.");
}

} // namespace

QuadraticPenalty::QuadraticPenalty(const Parameters& parameters, const at::Tensor& base,
                                   const at::Tensor& importance, const Options& options)
    : m_parameters(parameters), m_base(base.contiguous()), m_learningRate(options.learningRate),
      m_name(options.name)
{
    if (importance.numel() != parameters.size() || m_base.numel() != parameters.size())
        throw BadInput("The Fisher information has " + std::to_string(importance.numel()) +
                       " entries for a model of " + std::to_string(parameters.size()) +
                       " parameters.");
    requireUsable(importance);
    double scale = 2 * options.factor * options.lambda;
    if (options.scale == Scale::Normalised)
        scale /=
            importance.sum(at::kDouble).item<double>() / static_cast<double>(importance.numel());
    m_stiffness = importance.to(m_base.options()).mul(scale).contiguous();
    m_largest = m_stiffness.max().item<double>();
    if (!std::isfinite(m_largest)) {
        std::ostringstream text;
        text << "λ = " << options.lambda
             << " is too large: 2cλF does not fit into a 32-bit number; choose a smaller λ.";
        throw BadInput(text.str());
    }
}

void QuadraticPenalty::addGradient(at::Tensor& flatGradient, const UpdateInfo& info)
{
    cpu::PenaltySums sums;
    if (flatGradient.is_cpu())
        sums = cpu::addPenaltyGradient(flatGradient, m_parameters.flat(), m_base, m_stiffness);
    else
        sums = addGradientOnDevice(flatGradient, info.logged);
    if (!info.logged)
        return;
    const double length = std::sqrt(sums.squaredGradient);
    m_logged["penalty"] = sums.penalty;
    m_logged["penaltyGradientNorm"] = length;
    m_logged["penaltyRatio"] = info.gradientNorm > 0 ? length / info.gradientNorm : 0;
}

/// The sums are 0 where they are not wanted: the device is not waited for.
cpu::PenaltySums QuadraticPenalty::addGradientOnDevice(at::Tensor& flatGradient, bool wanted) const
{
    const at::Tensor drift = at::sub(m_parameters.flat(), m_base);
    flatGradient.addcmul_(m_stiffness, drift);
    if (!wanted)
        return {};
    const at::Tensor gradient = at::mul(m_stiffness, drift);
    return {0.5 * gradient.mul(drift).sum(at::kDouble).item<double>(),
            gradient.square().sum(at::kDouble).item<double>()};
}

double QuadraticPenalty::penalty() const
{
    const at::Tensor drift = at::sub(m_parameters.flat(), m_base);
    return 0.5 * drift.square().mul_(m_stiffness).sum(at::kDouble).item<double>();
}

std::vector<std::string> QuadraticPenalty::warnings() const
{
    const double bound = m_largest * m_learningRate;
    if (bound < 2)
        return {};
    std::ostringstream text;
    text
        << m_name << " is stiff: 2cλ·max(F)·learning rate = " << bound
        << ", above the limit of 2 for plain gradient descent; the loss may oscillate, and a lower "
           "λ or learning rate would cure it.";
    return {text.str()};
}

namespace
{

QuadraticPenalty::Options optionsOf(const RunConfig& config, const nlohmann::json& parameters,
                                    const std::string& name)
{
    QuadraticPenalty::Options options;
    options.lambda = parameters.at("lambda");
    options.factor = parameters.at("factor");
    if (parameters.value("scale", "raw") == "normalised")
        options.scale = QuadraticPenalty::Scale::Normalised;
    options.learningRate = config.training.learningRate;
    options.name = name;
    return options;
}

std::unique_ptr<Strategy> fromFile(const StrategyContext& context, const nlohmann::json& parameters,
                                   const std::string& name, bool sensitivity)
{
    const FisherFile file = loadImportance(context, name);
    const std::string estimator = file.facts.at("estimator");
    if ((estimator == enumText(FisherEstimator::Sensitivity)) != sensitivity)
        throw BadInput(name + " cannot use the estimate in " + context.config.fisherFolder +
                       ", which was made by the estimator \"" + estimator + "\".");
    return std::make_unique<QuadraticPenalty>(context.model.parameters(), context.baseFlat,
                                              file.flat,
                                              optionsOf(context.config, parameters, name));
}

} // namespace

std::unique_ptr<Strategy> makeEwc(const StrategyContext& context, const nlohmann::json& parameters)
{
    return fromFile(context, parameters, "EWC", false);
}

std::unique_ptr<Strategy> makeMas(const StrategyContext& context, const nlohmann::json& parameters)
{
    return fromFile(context, parameters, "MAS", true);
}

std::unique_ptr<Strategy> makeL2(const StrategyContext& context, const nlohmann::json& parameters)
{
    return std::make_unique<QuadraticPenalty>(context.model.parameters(), context.baseFlat,
                                              at::ones_like(context.baseFlat),
                                              optionsOf(context.config, parameters, "L2"));
}

} // namespace palimpsest
