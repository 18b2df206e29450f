// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/search_options.h"

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

constexpr int kMostConfigurations = 10000;

template <class Self, class Visitor>
void eachSearchOption(Self& options, Visitor&& visit)
{
    visit("method", options.method);
    visit("values", options.values);
    visit("configurations", options.configurations);
    visit("seed", options.seed);
}

template <class Self, class Visitor>
void eachStoppingOption(Self& options, Visitor&& visit)
{
    visit("mode", options.mode);
    visit("margin", options.margin);
    visit("after", options.after);
}

} // namespace

void validate(const SearchOptions& options, const std::string& at)
{
    requireField(options.configurations >= 1 && options.configurations <= kMostConfigurations, at,
                 "configurations", options.configurations,
                 "it must be between 1 and " + std::to_string(kMostConfigurations));
}

void validate(const StoppingOptions& options, const std::string& at)
{
    requireField(options.margin >= 0, at, "margin", options.margin, "it must be 0 or more");
    requireField(options.after >= 0 && options.after < 1, at, "after", options.after,
                 "give the share of the updates before which no trial is judged, from 0 to below "
                 "1");
}

void to_json(nlohmann::json& json, const SearchOptions& options)
{
    eachSearchOption(options, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, SearchOptions& options)
{
    ObjectReader reader(json);
    eachSearchOption(options, reader);
    reader.finish();
}

void to_json(nlohmann::json& json, const StoppingOptions& options)
{
    eachStoppingOption(options, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, StoppingOptions& options)
{
    ObjectReader reader(json);
    eachStoppingOption(options, reader);
    reader.finish();
}

} // namespace palimpsest
