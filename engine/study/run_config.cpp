// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/run_config.h"

#include <algorithm>

#include "engine/study/json_fields.h"
#include "engine/study/json_members.h"

namespace palimpsest
{

namespace
{

template <class Self, class Visitor>
void eachField(Self& config, Visitor&& visit)
{
    visit("protocol", config.protocol);
    visit("run", config.run);
    visit("kind", config.kind);
    visit("identity", config.identity);
    visit("sourceLanguage", config.sourceLanguage);
    visit("targetLanguage", config.targetLanguage);
    visit("domains", config.domains);
    visit("base", config.base);
    visit("tokenizerFolder", config.tokenizerFolder);
    visit("baseFolder", config.baseFolder);
    visit("fisherFolder", config.fisherFolder);
    visit("adaptedFolder", config.adaptedFolder);
    visit("training", config.training);
    visit("fisher", config.fisher);
    visit("strategy", config.strategy);
    visit("evaluation", config.evaluation);
    visit("device", config.device);
    visit("threads", config.threads);
    visit("limits", config.limits);
}

void requireProtocol(const RunConfig& config)
{
    if (config.protocol != RunConfig::kProtocol) {
        throw FieldError("protocol", "is " + std::to_string(config.protocol) +
                                         ": this engine speaks protocol " +
                                         std::to_string(RunConfig::kProtocol) + ".");
    }
}

/// Visitor that takes each field from the members of an object, and longer ones from the values
/// parsed before.
class MemberReader
{
public:
    MemberReader(const JsonMembers& members, std::unordered_map<std::string, std::any>& parsed)
        : m_members(members), m_parsed(parsed)
    {
    }

    template <class T>
    void operator()(const std::string& name, T& value)
    {
        const auto member = std::ranges::find(m_members, name, &JsonMembers::value_type::first);
        if (member == m_members.end())
            return;
        ++m_read;
        constexpr std::size_t kWorthKeeping = 64; // bytes; shorter ones are parsed as quickly
        if (member->second.size() < kWorthKeeping) {
            readValue(nlohmann::json::parse(member->second), value);
            return;
        }
        std::any& kept = m_parsed[name + ':' + std::string(member->second)];
        if (!kept.has_value()) {
            readValue(nlohmann::json::parse(member->second), value);
            kept = value;
        } else {
            value = std::any_cast<const T&>(kept);
        }
    }

    /// Whether every member was a field.
    bool readAll() const { return m_read == m_members.size(); }

private:
    const JsonMembers& m_members;
    std::unordered_map<std::string, std::any>& m_parsed;
    std::size_t m_read = 0;
};

} // namespace

const char* toString(RunKind kind)
{
    return enumText(kind);
}
RunKind runKindFromString(const std::string& text)
{
    return enumFromText<RunKind>(text);
}

void to_json(nlohmann::json& json, const RunConfig& config)
{
    eachField(config, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, RunConfig& config)
{
    ObjectReader reader(json);
    eachField(config, reader);
    reader.finish();
    requireProtocol(config);
}

RunConfig RunConfigReader::read(const std::string& text)
{
    RunConfig config;
    if (const auto members = jsonMembers(text)) {
        try {
            MemberReader reader(*members, m_parsed);
            eachField(config, reader);
            if (reader.readAll()) {
                requireProtocol(config);
                return config;
            }
        } catch (const FieldError&) { // found again below, with its full path
        } catch (const nlohmann::json::exception&) {
        }
    }
    return nlohmann::json::parse(text).get<RunConfig>();
}

} // namespace palimpsest
