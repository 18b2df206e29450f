// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/json_fields.h"

#include <cmath>

namespace palimpsest
{

std::string quoted(const nlohmann::json& value)
{
    constexpr std::size_t kLongest = 60;
    std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (text.size() > kLongest) {
        std::size_t cut = kLongest;
        while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
            --cut; // never inside a UTF-8 sequence
        text = text.substr(0, cut) + "…";
    }
    return text;
}

void readValue(const nlohmann::json& json, bool& value)
{
    if (!json.is_boolean())
        throw FieldError("", "must be true or false, not " + quoted(json) + ".");
    value = json.get<bool>();
}

void readValue(const nlohmann::json& json, double& value)
{
    if (!json.is_number())
        throw FieldError("", "must be a number, not " + quoted(json) + ".");
    value = json.get<double>();
    if (!std::isfinite(value))
        throw FieldError("", "must be a finite number.");
}

void readValue(const nlohmann::json& json, std::string& value)
{
    if (!json.is_string())
        throw FieldError("", "must be a text, not " + quoted(json) + ".");
    value = json.get<std::string>();
}

namespace
{

[[noreturn]] void notWhole(const nlohmann::json& json)
{
    throw FieldError("", "must be a whole number, not " + quoted(json) + ".");
}

/// Doubles are exact for whole numbers up to here.
constexpr double kExactDouble = 9007199254740992.0;

bool isWholeFloat(const nlohmann::json& json)
{
    if (!json.is_number_float())
        return false;
    const double number = json.get<double>();
    return std::isfinite(number) && std::abs(number) <= kExactDouble &&
           std::floor(number) == number;
}

} // namespace

std::int64_t readInteger(const nlohmann::json& json, std::int64_t minimum, std::int64_t maximum)
{
    std::int64_t value = 0;
    if (json.is_number_unsigned()) {
        const auto number = json.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(maximum))
            throw FieldError("", "is too large: " + quoted(json) + ".");
        value = static_cast<std::int64_t>(number);
    } else if (json.is_number_integer()) {
        value = json.get<std::int64_t>();
    } else if (isWholeFloat(json)) {
        value = static_cast<std::int64_t>(json.get<double>());
    } else {
        notWhole(json);
    }
    if (value < minimum || value > maximum)
        throw FieldError("", "is out of range: " + quoted(json) + ".");
    return value;
}

std::uint64_t readUnsigned(const nlohmann::json& json)
{
    if (json.is_number_unsigned())
        return json.get<std::uint64_t>();
    return static_cast<std::uint64_t>(
        readInteger(json, 0, std::numeric_limits<std::int64_t>::max()));
}

void ObjectReader::finish() const
{
    for (const auto& [key, value] : m_json.items()) {
        if (m_known.contains(key))
            continue;
        std::string known;
        for (const std::string& name : m_known)
            known += (known.empty() ? "" : ", ") + name;
        throw FieldError(key, "is unknown: the fields here are " + known + ".");
    }
}

} // namespace palimpsest
