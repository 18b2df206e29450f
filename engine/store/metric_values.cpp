// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/metric_values.h"

#include <charconv>
#include <optional>

#include <nlohmann/json.hpp>

namespace palimpsest
{

namespace
{

using Values = std::vector<std::pair<std::string, double>>;

/// Takes `expected` off the front of the text.
bool take(std::string_view& text, std::string_view expected)
{
    if (!text.starts_with(expected))
        return false;
    text.remove_prefix(expected.size());
    return true;
}

/// A name in quotation marks without escapes.
bool takeName(std::string_view& text, std::string& name)
{
    if (!take(text, "\""))
        return false;
    const std::size_t end = text.find_first_of("\"\\");
    if (end == std::string_view::npos || text[end] != '"')
        return false;
    name.assign(text.substr(0, end));
    text.remove_prefix(end + 1);
    return true;
}

/// A number; "inf" and "nan", which from_chars would take, are none.
bool takeNumber(std::string_view& text, double& number)
{
    const std::size_t size = std::min(text.find_first_not_of("0123456789+-.eE"), text.size());
    const auto [end, error] = std::from_chars(text.data(), text.data() + size, number);
    if (error != std::errc() || end != text.data() + size || size == 0)
        return false;
    text.remove_prefix(size);
    return true;
}

/// {"name":number,…} without blanks; nothing where it is anything else.
std::optional<Values> plainValues(std::string_view text)
{
    Values values;
    if (text == "{}")
        return values;
    if (!take(text, "{"))
        return std::nullopt;
    do {
        std::string name;
        double number = 0;
        if (!takeName(text, name) || !take(text, ":"))
            return std::nullopt;
        if (take(text, "null"))
            continue;
        if (!takeNumber(text, number))
            return std::nullopt;
        values.emplace_back(std::move(name), number);
    } while (take(text, ","));
    return text == "}" ? std::optional(std::move(values)) : std::nullopt;
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
