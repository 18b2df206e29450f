// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "engine/study/model_options.h"
#include "engine/study/tokenizer_options.h"
#include "engine/study/training_options.h"

namespace palimpsest
{

/// A model that was trained elsewhere and brought into the study (see `base import`).
struct PretrainedModel {
    std::string id;   ///< hash of its weights, architecture and tokenizer; empty = there is none
    std::string name; ///< for people

    bool operator==(const PretrainedModel&) const = default;
};

/// How a base model comes to be: tokenizer, network and training on the old domains' text; or the
/// pretrained model that it is, whose tokenizer and network stand in their place (`model` then
/// repeats what it is, `tokenizer` and `training` count for nothing).
struct BaseSpec {
    PretrainedModel pretrained;
    TokenizerOptions tokenizer;
    LengthFilter filter;
    ModelOptions model;
    TrainingOptions training;

    bool operator==(const BaseSpec&) const = default;
};

void validate(const BaseSpec& spec);
void to_json(nlohmann::json& json, const PretrainedModel& model);
void from_json(const nlohmann::json& json, PretrainedModel& model);
void to_json(nlohmann::json& json, const BaseSpec& spec);
void from_json(const nlohmann::json& json, BaseSpec& spec);

} // namespace palimpsest
