// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/parameters.h"

#include <algorithm>
#include <stdexcept>

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

namespace palimpsest
{

namespace
{

// A tensor over a part of another's memory that autograd does not know as a view: writing to the
// flat memory between steps is then no in-place change of a leaf.
at::Tensor window(const at::Tensor& flat, const ParameterEntry& entry)
{
    at::Tensor part = at::empty({0}, flat.options());
    std::vector<std::int64_t> strides(entry.shape.size(), 1);
    for (std::size_t i = strides.size(); i-- > 1;)
        strides[i - 1] = strides[i] * entry.shape[i];
    return part.set_(flat.storage(), entry.offset, entry.shape, strides);
}

} // namespace

const char* toString(ParameterGroup group)
{
    switch (group) {
    case ParameterGroup::Embeddings:
        return "embeddings";
    case ParameterGroup::Attention:
        return "attention";
    case ParameterGroup::FeedForward:
        return "feed-forward";
    case ParameterGroup::Norms:
        return "norms";
    case ParameterGroup::Adapters:
        return "adapters";
    case ParameterGroup::Other:
        break;
    }
    return "other";
}

Parameters::Parameters(std::vector<ParameterEntry> entries, at::Device device)
    : m_entries(std::move(entries))
{
    std::int64_t offset = 0;
    for (ParameterEntry& entry : m_entries) {
        entry.offset = offset;
        entry.size = 1;
        for (const std::int64_t extent : entry.shape)
            entry.size *= extent;
        offset += entry.size;
    }
    const at::NoGradGuard noGrad;
    const auto options = at::TensorOptions().dtype(at::kFloat).device(device);
    m_flat = at::zeros({offset}, options);
    m_gradient = at::zeros({offset}, options);
    for (const ParameterEntry& entry : m_entries) {
        at::Tensor leaf = window(m_flat, entry);
        leaf.set_requires_grad(true);
        // A gradient that is there already is added to in place, so backward fills m_gradient.
        leaf.mutable_grad() = window(m_gradient, entry);
        m_leaves.push_back(std::move(leaf));
    }
}

const at::Tensor& Parameters::operator[](const std::string& name) const
{
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        if (m_entries[i].name == name)
            return m_leaves[i];
    throw std::out_of_range("no parameter is called " + name);
}

bool Parameters::contains(const std::string& name) const
{
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [&](const ParameterEntry& entry) { return entry.name == name; });
}

void Parameters::assign(const Parameters& other)
{
    const auto alike = [](const ParameterEntry& a, const ParameterEntry& b) {
        return a.name == b.name && a.shape == b.shape;
    };
    if (!std::equal(m_entries.begin(), m_entries.end(), other.m_entries.begin(),
                    other.m_entries.end(), alike))
        throw std::invalid_argument("parameters of another architecture cannot be assigned");
    assignFlat(other.m_flat);
}

void Parameters::assignFlat(const at::Tensor& flat)
{
    if (flat.dim() != 1 || flat.numel() != size())
        throw std::invalid_argument("a flat vector of another size cannot be assigned");
    const at::NoGradGuard noGrad;
    m_flat.copy_(flat);
}

} // namespace palimpsest
