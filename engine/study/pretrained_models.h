// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/base_spec.h"

namespace palimpsest
{

/// The kind under which a study keeps a document for each pretrained model that it has.
inline constexpr const char* kPretrained = "pretrained";

struct PretrainedEntry {
    PretrainedModel model;
    ModelOptions options;
};
void to_json(nlohmann::json& json, const PretrainedEntry& entry);
void from_json(const nlohmann::json& json, PretrainedEntry& entry);

/// From the documents of that kind, by name.
std::vector<PretrainedEntry>
pretrainedModels(const std::map<std::string, nlohmann::json>& documents);

/// Throws BadInput where another model has this name.
void checkName(const std::vector<PretrainedEntry>& known, const PretrainedModel& model);

/// The base model that the pretrained model of this name is. Throws BadInput naming those there
/// are.
void choosePretrained(BaseSpec& base, const std::vector<PretrainedEntry>& known,
                      const std::string& name);

} // namespace palimpsest
