// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/ewc.h"

#include <cmath>
#include <sstream>

#include <ATen/ops/empty_like.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sub.h>

#include "engine/adaptation/fisher_file.h"
#include "engine/model/model_files.h"
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

Ewc::Ewc(const Parameters& parameters, at::Tensor base, const at::Tensor& fisher,
         const Options& options)
    : m_parameters(parameters), m_base(std::move(base)), m_drift(at::empty_like(m_base)),
      m_learningRate(options.learningRate)
{
    if (fisher.numel() != parameters.size() || m_base.numel() != parameters.size())
        throw BadInput("The Fisher information has " + std::to_string(fisher.numel()) +
                       " entries for a model of " + std::to_string(parameters.size()) +
                       " parameters.");
    requireUsable(fisher);
    double scale = 2 * options.factor * options.lambda;
    if (options.scale == Scale::Normalised)
        scale /= fisher.sum(at::kDouble).item<double>() / static_cast<double>(fisher.numel());
    m_stiffness = fisher.to(m_base.options()).mul(scale);
    m_largest = m_stiffness.max().item<double>();
    if (!std::isfinite(m_largest)) {
        std::ostringstream text;
        text << "λ = " << options.lambda
             << " is too large: 2cλF does not fit into a 32-bit number; choose a smaller λ.";
        throw BadInput(text.str());
    }
}

void Ewc::addGradient(at::Tensor& flatGradient, const UpdateInfo& info)
{
    at::sub_out(m_drift, m_parameters.flat(), m_base);
    flatGradient.addcmul_(m_stiffness, m_drift);
    if (!info.logged)
        return;
    const at::Tensor gradient = at::mul(m_stiffness, m_drift);
    const double length = at::linalg_vector_norm(gradient).item<double>();
    m_logged["penalty"] = 0.5 * gradient.mul(m_drift).sum(at::kDouble).item<double>();
    m_logged["penaltyGradientNorm"] = length;
    m_logged["penaltyRatio"] = info.gradientNorm > 0 ? length / info.gradientNorm : 0;
}

double Ewc::penalty() const
{
    const at::Tensor drift = at::sub(m_parameters.flat(), m_base);
    return 0.5 * drift.square().mul_(m_stiffness).sum(at::kDouble).item<double>();
}

std::vector<std::string> Ewc::warnings() const
{
    const double bound = m_largest * m_learningRate;
    if (bound < 2)
        return {};
    std::ostringstream text;
    text
        << "EWC is stiff: 2cλ·max(F)·learning rate = " << bound
        << ", above the limit of 2 for plain gradient descent; the loss may oscillate, and a lower "
           "λ or learning rate would cure it.";
    return {text.str()};
}

std::unique_ptr<Strategy> makeEwc(const StrategyContext& context, const nlohmann::json& parameters)
{
    const RunConfig& config = context.config;
    if (config.fisherFolder.empty())
        throw BadInput("EWC needs a Fisher estimate, and the configuration of run \"" + config.run +
                       "\" names none in fisherFolder.");
    const FisherFile file =
        loadFisher(context.studyFolder / config.fisherFolder, context.model.parameters());
    requireSameModel(file, context.studyFolder / config.baseFolder);
    Ewc::Options options;
    options.lambda = parameters.at("lambda");
    options.factor = parameters.at("factor");
    options.scale =
        parameters.at("scale") == "normalised" ? Ewc::Scale::Normalised : Ewc::Scale::Raw;
    options.learningRate = config.training.learningRate;
    return std::make_unique<Ewc>(context.model.parameters(), context.baseFlat, file.flat, options);
}

} // namespace palimpsest
