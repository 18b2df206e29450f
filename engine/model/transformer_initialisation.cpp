// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/transformer.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

// Starting values of one parameter; `deviation` is that of an embedding.
void draw(const ParameterEntry& entry, double deviation, at::Tensor part, at::Generator& generator)
{
    const bool bias = entry.name.ends_with(".bias");
    const bool adapter = entry.group == ParameterGroup::Adapters;
    if (entry.group == ParameterGroup::Embeddings && !bias) {
        part.normal_(0, deviation, generator);
    } else if (entry.name.ends_with("norm.weight")) {
        part.fill_(1.0);
    } else if (!bias && !(adapter && entry.name.ends_with(".up.weight"))) {
        // Matrices that are stacked only for speed are drawn as the separate [d, d] they stand for.
        const std::int64_t in = entry.shape[1];
        const std::int64_t out = entry.group == ParameterGroup::Attention ? in : entry.shape[0];
        const double bound = std::sqrt(6.0 / static_cast<double>(in + out));
        part.uniform_(-bound, bound, generator);
    }
}

} // namespace

void Transformer::initialise(std::uint64_t seed)
{
    const at::NoGradGuard noGrad;
    at::Generator generator = at::detail::createCPUGenerator(seed);
    const double deviation = 1 / std::sqrt(static_cast<double>(m_options.dModel));
    at::Tensor flat = at::zeros({m_parameters.size()}, at::kFloat);
    for (const ParameterEntry& entry : m_parameters.entries())
        draw(entry, deviation, flat.narrow(0, entry.offset, entry.size), generator);
    m_parameters.assignFlat(flat);
    if (m_options.startsWithPad) // as in Marian; see holdZeroStart()
        m_parameters.at(m_layout.targetEmbedding).select(0, kPadId).zero_();
}

std::unique_ptr<Transformer> Transformer::withAdapters(int width, AdapterPlaces places,
                                                       std::uint64_t seed) const
{
    if (m_options.adapterWidth > 0)
        throw BadInput("The model has adapters already: choose a base model without.");
    ModelOptions options = m_options;
    options.adapterWidth = width;
    options.adapterPlaces = places;
    auto wider = std::make_unique<Transformer>(options, m_vocabulary, m_parameters.device());
    wider->initialise(seed);
    const at::NoGradGuard noGrad;
    wider->parameters().flat().narrow(0, 0, m_parameters.size()).copy_(m_parameters.flat());
    return wider;
}

} // namespace palimpsest
