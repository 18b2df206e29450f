// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/adapters.h"

#include "engine/study/enum_text.h"

namespace palimpsest
{

Adapters::Adapters(Transformer& model)
    : m_weights(model.parameters(),
                [](const ParameterEntry& entry) { return entry.group == ParameterGroup::Adapters; })
{
}

std::unique_ptr<Transformer> modelToAdapt(std::unique_ptr<Transformer> base,
                                          const RunConfig& config)
{
    const StrategySpec strategy = completed(config.strategy);
    const nlohmann::json width = strategy.parameter("adapters", "width");
    if (width.is_null())
        return base;
    const auto places =
        enumFromText<AdapterPlaces>(strategy.parameter("adapters", "places").get<std::string>());
    const ModelOptions& has = base->options();
    if (has.adapterWidth == width.get<int>() && has.adapterPlaces == places)
        return base; // a later step of a sequence trains on what the first one put in
    return base->withAdapters(width.get<int>(), places, config.training.seed);
}

std::unique_ptr<Strategy> makeAdapters(const StrategyContext& context,
                                       const nlohmann::json& /*parameters*/)
{
    return std::make_unique<Adapters>(context.model);
}

} // namespace palimpsest
