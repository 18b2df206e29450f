// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/configuration_file.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/toml.h"

namespace palimpsest
{

namespace
{

nlohmann::json toJson(const toml::node& node)
{
    if (const toml::table* table = node.as_table()) {
        nlohmann::json object = nlohmann::json::object();
        for (const auto& [key, value] : *table)
            object[std::string(key.str())] = toJson(value);
        return object;
    }
    if (const toml::array* array = node.as_array()) {
        nlohmann::json list = nlohmann::json::array();
        for (const toml::node& value : *array)
            list.push_back(toJson(value));
        return list;
    }
    if (const auto text = node.as_string())
        return text->get();
    if (const auto number = node.as_integer())
        return number->get();
    if (const auto number = node.as_floating_point())
        return number->get();
    if (const auto flag = node.as_boolean())
        return flag->get();
    std::ostringstream where;
    where << "Line " << node.source().begin.line << " holds a date or time, which no field takes.";
    throw BadInput(where.str());
}

/// Line of the deepest node of `path` ("sweep.strategies.2.lambda") that the file has; 0 = unknown.
unsigned lineOf(const toml::table& root, const std::string& path)
{
    const toml::node* node = &root;
    unsigned line = 0;
    std::istringstream keys(path);
    std::string key;
    while (std::getline(keys, key, '.')) {
        const toml::node* next = nullptr;
        if (const toml::table* table = node->as_table())
            next = table->get(key);
        else if (const toml::array* array = node->as_array();
                 array && !key.empty() &&
                 std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; }))
            next = array->get(std::stoul(key));
        if (!next)
            break;
        node = next;
        line = node->source().begin.line;
    }
    return line;
}

std::pair<nlohmann::json, toml::table> parseToml(const std::filesystem::path& path,
                                                 const std::string& text)
{
    try {
        toml::table table = toml::parse(text, path.string());
        nlohmann::json json = toJson(table);
        return {std::move(json), std::move(table)};
    } catch (const toml::parse_error& error) {
        throw BadInput(path.string() + ", line " + std::to_string(error.source().begin.line) +
                       ": " + std::string(error.description()) + ".");
    } catch (const BadInput& error) {
        throw BadInput(path.string() + ": " + error.what());
    }
}

int lineOf(const std::string& text, std::size_t byte)
{
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
    return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

nlohmann::json parseJson(const std::filesystem::path& path, const std::string& text)
{
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        throw BadInput(path.string() + ", line " + std::to_string(lineOf(text, error.byte)) +
                       ": this is not valid JSON: correct it there.");
    } catch (const nlohmann::json::out_of_range& error) {
        const std::string why = error.what(); // "… number overflow parsing '1e999'"
        const std::size_t quote = std::min(why.find('\''), why.size() - 1);
        const std::string number = why.substr(quote + 1, why.rfind('\'') - quote - 1);
        throw BadInput(path.string() + ", line " + std::to_string(lineOf(text, text.find(number))) +
                       ": the number " + number.substr(0, 40) + " is too large: correct it there.");
    }
}

} // namespace

/// For TOML, where the values stand.
struct ConfigurationFile::Positions {
    std::optional<toml::table> toml;
};

ConfigurationFile::ConfigurationFile(std::filesystem::path path)
    : m_path(std::move(path)), m_positions(std::make_unique<Positions>())
{
    const std::string text = readFile(m_path);
    if (m_path.extension() == ".json") {
        m_json = parseJson(m_path, text);
        return;
    }
    auto [json, table] = parseToml(m_path, text);
    m_json = std::move(json);
    m_positions->toml = std::move(table);
}

ConfigurationFile::~ConfigurationFile() = default;

void ConfigurationFile::report(const std::string& field, const std::string& problem) const
{
    std::string where = m_path.string();
    if (m_positions->toml) {
        if (const unsigned line = lineOf(*m_positions->toml, field))
            where += ", line " + std::to_string(line);
    }
    throw BadInput(where + ": field \"" + field + "\" " + problem);
}

} // namespace palimpsest
