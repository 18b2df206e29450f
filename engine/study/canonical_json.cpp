// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/canonical_json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/error.h"
#include "engine/study/sha256.h"

namespace palimpsest
{

namespace
{

void writeNumber(std::string& out, double number)
{
    if (!std::isfinite(number))
        throw BadInput("A configuration contains a number that is not finite: correct it.");
    constexpr double kExact =
        9007199254740992.0; // 2^53: whole doubles up to here are exact integers
    std::array<char, 40> buffer{};
    const auto end =
        std::abs(number) <= kExact && std::floor(number) == number
            ? std::to_chars(buffer.begin(), buffer.end(), static_cast<std::int64_t>(number))
            : std::to_chars(buffer.begin(), buffer.end(), number);
    out.append(buffer.data(), end.ptr);
}

void writeString(std::string& out, const std::string& text)
{
    try {
        out += nlohmann::json(text).dump();
    } catch (const nlohmann::json::exception&) {
        throw BadInput("A configuration contains text that is not valid UTF-8: correct it.");
    }
}

void write(std::string& out, const nlohmann::json& value)
{
    if (value.is_object()) {
        const char* separator = "{";
        for (const auto& [key, item] :
             value.items()) { // ordered by key: nlohmann::json is a sorted map
            out += separator;
            writeString(out, key);
            out += ':';
            write(out, item);
            separator = ",";
        }
        out += value.empty() ? "{}" : "}";
    } else if (value.is_array()) {
        const char* separator = "[";
        for (const auto& item : value) {
            out += separator;
            write(out, item);
            separator = ",";
        }
        out += value.empty() ? "[]" : "]";
    } else if (value.is_number_float()) {
        writeNumber(out, value.get<double>());
    } else if (value.is_string()) {
        writeString(out, value.get_ref<const std::string&>());
    } else {
        out += value.dump();
    }
}

} // namespace

std::string canonicalJson(const nlohmann::json& value)
{
    std::string out;
    write(out, value);
    return out;
}

std::string sha256(std::string_view bytes)
{
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

std::string sha256File(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    Sha256 hash;
    std::vector<char> block(1 << 18);
    while (file) {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        hash.add({block.data(), static_cast<std::size_t>(file.gcount())});
    }
    // A folder opens but does not read; an absent file does not open.
    if (!file.eof() || file.bad())
        throw BadInput("Cannot read " + path + ": check that it exists and may be read.");
    return hash.hex();
}

std::string identityOf(const nlohmann::json& value)
{
    return sha256(canonicalJson(value));
}

std::string shortId(const std::string& identity)
{
    return identity.substr(0, 12);
}

} // namespace palimpsest
