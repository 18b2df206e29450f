// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/freezing.h"

#include <ATen/core/grad_mode.h>

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

/// Layers are named "encoder.<i>.…".
bool inOuterLayer(const std::string& name, const ModelOptions& options)
{
    const auto begins = [&name](const char* stack, int layer) {
        return name.starts_with(std::string(stack) + "." + std::to_string(layer) + ".");
    };
    return begins("encoder", 0) || begins("encoder", options.encoderLayers - 1) ||
           begins("decoder", 0) || begins("decoder", options.decoderLayers - 1);
}

SelectedWeights::Choice choiceOf(const std::string& train, const ModelOptions& options)
{
    if (train == "encoder" || train == "decoder")
        return [train](const ParameterEntry& entry) { return entry.name.starts_with(train + "."); };
    if (train == "embeddings")
        return
            [](const ParameterEntry& entry) { return entry.group == ParameterGroup::Embeddings; };
    if (train == "attention")
        return [](const ParameterEntry& entry) { return entry.group == ParameterGroup::Attention; };
    if (train == "cross-attention")
        return [](const ParameterEntry& entry) {
            return entry.name.find(".cross.") != std::string::npos;
        };
    if (train == "feed-forward")
        return
            [](const ParameterEntry& entry) { return entry.group == ParameterGroup::FeedForward; };
    if (train == "norms-and-biases")
        return [](const ParameterEntry& entry) {
            return entry.group == ParameterGroup::Norms || entry.name.ends_with(".bias");
        };
    if (train == "outer-layers")
        return [options](const ParameterEntry& entry) { return inOuterLayer(entry.name, options); };
    throw BadInput("\"" + train + "\" is no part of the network that can be trained alone.");
}

} // namespace

SelectedWeights::SelectedWeights(Parameters& parameters, const Choice& trained)
    : m_parameters(parameters)
{
    const auto& entries = parameters.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const bool chosen = trained(entries[i]);
        if (chosen)
            m_chosen.push_back(entries[i]);
        parameters.at(i).set_requires_grad(chosen);
    }
    if (m_chosen.empty())
        throw BadInput("The model has no parameter of the part that is to be trained.");
    m_variables = std::make_unique<Parameters>(m_chosen, parameters.device());
    const at::NoGradGuard noGrad;
    for (std::size_t i = 0; i < m_chosen.size(); ++i) {
        const ParameterEntry& place = m_variables->entries()[i];
        m_variables->flat()
            .narrow(0, place.offset, place.size)
            .copy_(parameters.flat().narrow(0, m_chosen[i].offset, m_chosen[i].size));
    }
}

SelectedWeights::~SelectedWeights()
{
    for (std::size_t i = 0; i < m_parameters.entries().size(); ++i)
        m_parameters.at(i).set_requires_grad(true);
}

void SelectedWeights::pullGradient()
{
    const at::Tensor all = m_parameters.gradient();
    at::Tensor own = m_variables->gradient();
    for (std::size_t i = 0; i < m_chosen.size(); ++i)
        own.narrow(0, m_variables->entries()[i].offset, m_chosen[i].size)
            .copy_(all.narrow(0, m_chosen[i].offset, m_chosen[i].size));
}

void SelectedWeights::apply()
{
    const at::NoGradGuard noGrad;
    const at::Tensor own = m_variables->flat();
    at::Tensor all = m_parameters.flat();
    for (std::size_t i = 0; i < m_chosen.size(); ++i)
        all.narrow(0, m_chosen[i].offset, m_chosen[i].size)
            .copy_(own.narrow(0, m_variables->entries()[i].offset, m_chosen[i].size));
}

Freezing::Freezing(Transformer& model, const std::string& train)
    : m_weights(model.parameters(), choiceOf(train, model.options()))
{
}

std::unique_ptr<Strategy> makeFreezing(const StrategyContext& context,
                                       const nlohmann::json& parameters)
{
    return std::make_unique<Freezing>(context.model, parameters.at("train").get<std::string>());
}

} // namespace palimpsest
