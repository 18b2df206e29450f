// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/run_config.h"

#include <algorithm>
#include <memory>
#include <string_view>

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
    visit("sequence", config.sequence);
    visit("startFolder", config.startFolder);
    visit("earlierFisherFolder", config.earlierFisherFolder);
    visit("fisherDecay", config.fisherDecay);
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

} // namespace

namespace
{

/// The configuration read last, with the members of its text.
struct LastConfig {
    std::string text;
    JsonMembers members; ///< views into it
    RunConfig config;
};

/// Where a reader keeps that among its fields.
constexpr const char* kWhole = "";

} // namespace

/// Visitor that takes each field from the members of an object, or from what was parsed before;
/// those that the last object has as well keep their value.
class RunConfigFields
{
public:
    RunConfigFields(const JsonMembers& members, const JsonMembers& last, RunConfigReader& reader)
        : m_reader(reader)
    {
        m_alike = std::ranges::equal(members, last, {}, &JsonMembers::value_type::first,
                                     &JsonMembers::value_type::first);
        for (std::size_t i = 0; i < members.size(); ++i)
            if (!m_alike || members[i].second != last[i].second)
                m_changed.push_back(members[i]);
    }

    /// Whether the object has the fields of the last one, so that only some of them are to be read.
    bool alike() const { return m_alike; }

    template <class T>
    void operator()(std::string_view name, T& value)
    {
        const auto member = std::ranges::find(m_changed, name, &JsonMembers::value_type::first);
        if (member == m_changed.end())
            return;
        ++m_read;
        RunConfigReader::Field& last = m_reader.m_last[std::string(name)];
        if (last.text != member->second) {
            last.value = parsed<T>(name, member->second);
            last.text = member->second;
        }
        value = *std::any_cast<T>(&last.value);
    }

    /// Whether every member was a field.
    bool readAll() const { return m_read == m_changed.size(); }

private:
    template <class T>
    std::any parsed(std::string_view name, std::string_view text)
    {
        constexpr std::size_t kWorthKeeping = 64; // bytes; shorter ones are parsed as quickly
        if (text.size() < kWorthKeeping || text.front() == '"')
            return fromText<T>(text);
        std::any& kept = m_reader.m_parsed[std::string(name) + ':' + std::string(text)];
        if (!kept.has_value())
            kept = fromText<T>(text);
        return kept;
    }

    template <class T>
    static T fromText(std::string_view text)
    {
        T value{};
        readValue(nlohmann::json::parse(text), value);
        return value;
    }

    JsonMembers m_changed;
    bool m_alike = false;
    RunConfigReader& m_reader;
    std::size_t m_read = 0;
};

const char* toString(RunKind kind)
{
    return enumText(kind);
}
RunKind runKindFromString(const std::string& text)
{
    return enumFromText<RunKind>(text);
}

std::string pointLabel(const RunConfig& config)
{
    std::string label = parameterLabel(config.strategy);
    if (!config.sequence.empty())
        label += (label.empty() ? "after " : " after ") + std::to_string(config.sequence.size());
    return label;
}

const std::string& startingModel(const RunConfig& config)
{
    return config.startFolder.empty() ? config.baseFolder : config.startFolder;
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
    using Last = std::shared_ptr<LastConfig>;
    Field& whole = m_last[kWhole];
    if (!whole.value.has_value())
        whole.value = std::make_shared<LastConfig>();
    LastConfig& last = **std::any_cast<Last>(&whole.value);
    if (auto members = jsonMembers(text, last.members)) {
        try {
            RunConfigFields fields(*members, last.members, *this);
            RunConfig config = fields.alike() ? last.config : RunConfig();
            eachField(config, fields);
            if (fields.readAll()) {
                requireProtocol(config);
                last.config = config;
                last.text = text;
                for (auto& [name, value] : *members) { // as views into what is kept
                    name = std::string_view(last.text).substr(
                        static_cast<std::size_t>(name.data() - text.data()), name.size());
                    value = std::string_view(last.text).substr(
                        static_cast<std::size_t>(value.data() - text.data()), value.size());
                }
                last.members = std::move(*members);
                return config;
            }
        } catch (const FieldError&) { // found again below, with its full path
        } catch (const nlohmann::json::exception&) {
        }
    }
    return nlohmann::json::parse(text).get<RunConfig>();
}

} // namespace palimpsest
