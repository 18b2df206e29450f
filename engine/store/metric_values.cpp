// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/metric_values.h"

#include <charconv>
#include <optional>

#include <nlohmann/json.hpp>

#include "engine/study/json_members.h"

namespace palimpsest
{

namespace
{

using Values = std::vector<std::pair<std::string, double>>;

/// A number and nothing else; "inf" and "nan", which from_chars would take, are none.
std::optional<double> numberIn(std::string_view text)
{
    double number = 0;
    const char* end = text.data() + text.size();
    if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos)
        return std::nullopt;
    const auto [read, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && read == end ? std::optional(number) : std::nullopt;
}

/// Of an object of numbers and nulls; nothing where it is anything else.
std::optional<Values> plainValues(std::string_view text)
{
    const auto members = jsonMembers(text);
    if (!members)
        return std::nullopt;
    Values values;
    values.reserve(members->size());
    for (const auto& [name, value] : *members) {
        if (value == "null")
            continue;
        const auto number = numberIn(value);
        if (!number)
            return std::nullopt;
        values.emplace_back(name, *number);
    }
    return values;
}

} // namespace

std::vector<std::pair<std::string, double>> metricValues(std::string_view record)
{
    if (auto plain = plainValues(record))
        return std::move(*plain);
    Values values;
    const nlohmann::json parsed = nlohmann::json::parse(record);
    for (const auto& [name, value] : parsed.items()) {
        if (value.is_number())
            values.emplace_back(name, value.get<double>());
    }
    return values;
}

} // namespace palimpsest
