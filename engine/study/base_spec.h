// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "engine/study/model_options.h"
#include "engine/study/tokenizer_options.h"
#include "engine/study/training_options.h"

namespace palimpsest
{

/// How a base model comes to be: tokenizer, network and training on the old domains' text.
struct BaseSpec {
    TokenizerOptions tokenizer;
    LengthFilter filter;
    ModelOptions model;
    TrainingOptions training;

    bool operator==(const BaseSpec&) const = default;
};

void validate(const BaseSpec& spec);
void to_json(nlohmann::json& json, const BaseSpec& spec);
void from_json(const nlohmann::json& json, BaseSpec& spec);

} // namespace palimpsest
