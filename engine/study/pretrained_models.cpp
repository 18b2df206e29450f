// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/pretrained_models.h"

#include <algorithm>

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

auto named(const std::vector<PretrainedEntry>& known, const std::string& name)
{
    return std::ranges::find(known, name,
                             [](const PretrainedEntry& entry) { return entry.model.name; });
}

} // namespace

void to_json(nlohmann::json& json, const PretrainedEntry& entry)
{
    json = {{"model", entry.model}, {"options", entry.options}};
}

void from_json(const nlohmann::json& json, PretrainedEntry& entry)
{
    ObjectReader reader(json);
    reader("model", entry.model);
    reader("options", entry.options);
    reader.finish();
}

std::vector<PretrainedEntry>
pretrainedModels(const std::map<std::string, nlohmann::json>& documents)
{
    std::vector<PretrainedEntry> entries;
    for (const auto& [name, document] : documents)
        entries.push_back(document.get<PretrainedEntry>());
    return entries;
}

void checkName(const std::vector<PretrainedEntry>& known, const PretrainedModel& model)
{
    const auto found = named(known, model.name);
    if (found != known.end() && found->model.id != model.id)
        throw BadInput("The study has another pretrained model \"" + model.name +
                       "\": give this one a name of its own (--name).");
}

void choosePretrained(BaseSpec& base, const std::vector<PretrainedEntry>& known,
                      const std::string& name)
{
    const auto found = named(known, name);
    if (found == known.end()) {
        std::string names;
        for (const PretrainedEntry& entry : known)
            names += (names.empty() ? "" : ", ") + entry.model.name;
        throw BadInput("The study has no pretrained model \"" + name + "\"" +
                       (names.empty() ? "" : " (it has " + names + ")") +
                       ": bring it in with 'base import', or name its folder.");
    }
    base = BaseSpec{};
    base.pretrained = found->model;
    base.model = found->options;
}

} // namespace palimpsest
