// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/base_spec.h"

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

template <class Self, class Visitor>
void eachPart(Self& spec, Visitor&& visit)
{
    visit("pretrained", spec.pretrained);
    visit("tokenizer", spec.tokenizer);
    visit("filter", spec.filter);
    visit("model", spec.model);
    visit("training", spec.training);
}

} // namespace

void validate(const BaseSpec& spec)
{
    validate(spec.tokenizer);
    requireField(spec.filter.maxPieces >= 1, "filter", "maxPieces", spec.filter.maxPieces,
                 "it must be at least 1");
    requireField(spec.filter.maxRatio >= 1, "filter", "maxRatio", spec.filter.maxRatio,
                 "it must be at least 1");
    validate(spec.model);
    requireField(spec.model.adapterWidth == 0, "model", "adapterWidth", spec.model.adapterWidth,
                 "a base model has no adapters; use the strategy \"adapters\" to adapt it by them");
    requireField(spec.filter.maxPieces < spec.model.maxPositions, "filter", "maxPieces",
                 spec.filter.maxPieces,
                 "with its end mark a line must fit model.maxPositions, " +
                     std::to_string(spec.model.maxPositions));
    validate(spec.training, "base");
}

void to_json(nlohmann::json& json, const PretrainedModel& model)
{
    json = {{"id", model.id}, {"name", model.name}};
}

void from_json(const nlohmann::json& json, PretrainedModel& model)
{
    ObjectReader reader(json);
    reader("id", model.id);
    reader("name", model.name);
    reader.finish();
}

void to_json(nlohmann::json& json, const BaseSpec& spec)
{
    eachPart(spec, ObjectWriter(json));
    if (spec.pretrained.id.empty())
        json.erase("pretrained");
}

void from_json(const nlohmann::json& json, BaseSpec& spec)
{
    ObjectReader reader(json);
    eachPart(spec, reader);
    reader.finish();
}

} // namespace palimpsest
