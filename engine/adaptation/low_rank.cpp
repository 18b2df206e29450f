// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/low_rank.h"

#include <algorithm>
#include <cmath>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

/// Matrices that one parameter stacks, from top to bottom.
std::vector<std::string> stackedIn(const std::string& name)
{
    if (name.ends_with(".self.qkv.weight"))
        return {"query", "key", "value"};
    if (name.ends_with(".cross.key_value.weight"))
        return {"key", "value"};
    if (name.ends_with(".cross.query.weight"))
        return {"query"};
    if (name.ends_with(".output.weight"))
        return {"output"};
    return {"matrix"};
}

bool isTarget(const ParameterEntry& entry, const std::string& matrix, const std::string& targets)
{
    const bool attention = entry.group == ParameterGroup::Attention;
    if (entry.shape.size() != 2)
        return false;
    if (targets == "query-value")
        return attention && (matrix == "query" || matrix == "value");
    if (targets == "attention")
        return attention;
    return attention || entry.group == ParameterGroup::FeedForward;
}

ParameterEntry variable(const std::string& name, std::int64_t rows, std::int64_t columns)
{
    ParameterEntry entry;
    entry.name = name;
    entry.shape = {rows, columns};
    return entry;
}

} // namespace

LowRankVariables::LowRankVariables(Transformer& model, const Options& options)
    : m_model(model), m_scale(options.alpha / static_cast<double>(options.rank))
{
    chooseTargets(options);
    std::vector<ParameterEntry> entries;
    for (const Target& target : m_targets) {
        const std::int64_t out = target.weight.size(0);
        const std::int64_t in = target.weight.size(1);
        if (options.rank > std::min(out, in))
            throw BadInput("LoRA's rank " + std::to_string(options.rank) +
                           " is more than the matrix " + target.name + " of " +
                           std::to_string(out) + " × " + std::to_string(in) +
                           " can have: choose a smaller one.");
        entries.push_back(variable(target.name + ".A", options.rank, in));
        entries.push_back(variable(target.name + ".B", out, options.rank));
    }
    m_variables = std::make_unique<Parameters>(std::move(entries), model.parameters().device());
    drawVariables(options.seed);
}

LowRankVariables::~LowRankVariables()
{
    const Parameters& parameters = m_model.parameters();
    for (std::size_t i = 0; i < parameters.entries().size(); ++i)
        parameters.at(i).set_requires_grad(true);
}

void LowRankVariables::chooseTargets(const Options& options)
{
    const Parameters& parameters = m_model.parameters();
    for (std::size_t i = 0; i < parameters.entries().size(); ++i) {
        const ParameterEntry& entry = parameters.entries()[i];
        const std::vector<std::string> names = stackedIn(entry.name);
        bool trained = false;
        for (std::size_t part = 0; part < names.size(); ++part) {
            if (!isTarget(entry, names[part], options.targets))
                continue;
            const auto count = static_cast<std::int64_t>(names.size());
            const std::int64_t rows = entry.shape[0] / count;
            const std::int64_t offset =
                entry.offset + static_cast<std::int64_t>(part) * rows * entry.shape[1];
            const auto window = [&](const at::Tensor& flat) {
                return flat.narrow(0, offset, rows * entry.shape[1]).view({rows, entry.shape[1]});
            };
            const std::string stem = entry.name.substr(0, entry.name.rfind('.'));
            m_targets.push_back({names.size() == 1 ? stem : stem + "." + names[part],
                                 window(parameters.flat()), window(parameters.gradient()),
                                 window(parameters.flat()).clone()});
            trained = true;
        }
        parameters.at(i).set_requires_grad(trained);
    }
}

/// A as a linear layer is initialised (Kaiming-uniform with a = √5): bound 1/√in.
void LowRankVariables::drawVariables(std::uint64_t seed)
{
    const at::NoGradGuard noGrad;
    at::Generator generator = at::detail::createCPUGenerator(seed);
    for (std::size_t i = 0; i < m_variables->entries().size(); i += 2) {
        const ParameterEntry& entry = m_variables->entries()[i];
        const double bound = 1 / std::sqrt(static_cast<double>(entry.shape[1]));
        const at::Tensor drawn =
            at::empty(entry.shape, at::kFloat).uniform_(-bound, bound, generator);
        part(m_variables->flat(), i).copy_(drawn);
    }
}

at::Tensor LowRankVariables::part(const at::Tensor& flat, std::size_t index) const
{
    const ParameterEntry& entry = m_variables->entries()[index];
    return flat.narrow(0, entry.offset, entry.size).view(entry.shape);
}

void LowRankVariables::pullGradient()
{
    const at::Tensor values = m_variables->flat();
    const at::Tensor gradients = m_variables->gradient();
    for (std::size_t i = 0; i < m_targets.size(); ++i) {
        const at::Tensor& slope = m_targets[i].gradient;
        at::Tensor ofA = part(gradients, 2 * i);
        at::Tensor ofB = part(gradients, 2 * i + 1);
        at::mm_out(ofA, part(values, 2 * i + 1).t(), slope);
        at::mm_out(ofB, slope, part(values, 2 * i).t());
    }
    m_variables->gradient().mul_(m_scale);
}

void LowRankVariables::apply()
{
    const at::NoGradGuard noGrad;
    const at::Tensor values = m_variables->flat();
    for (std::size_t i = 0; i < m_targets.size(); ++i) {
        Target& target = m_targets[i];
        target.weight.copy_(target.base);
        target.weight.addmm_(part(values, 2 * i + 1), part(values, 2 * i), 1, m_scale);
    }
}

std::unique_ptr<Strategy> makeLora(const StrategyContext& context, const nlohmann::json& parameters)
{
    LowRankVariables::Options options;
    options.rank = parameters.at("rank").get<std::int64_t>();
    options.alpha = parameters.at("alpha");
    options.targets = parameters.at("targets");
    options.seed = context.config.training.seed;
    return std::make_unique<Lora>(context.model, options);
}

} // namespace palimpsest
