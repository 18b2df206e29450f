// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/run_config.h"

#include "engine/study/json_fields.h"

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
}

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
    if (config.protocol != RunConfig::kProtocol) {
        throw FieldError("protocol", "is " + std::to_string(config.protocol) +
                                         ": this engine speaks protocol " +
                                         std::to_string(RunConfig::kProtocol) + ".");
    }
}

} // namespace palimpsest
