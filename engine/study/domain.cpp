// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/domain.h"

#include "engine/study/json_fields.h"

namespace palimpsest
{

const char* toString(DomainRole role)
{
    return enumText(role);
}
const char* toString(Split split)
{
    return enumText(split);
}
DomainRole domainRoleFromString(const std::string& text)
{
    return enumFromText<DomainRole>(text);
}
Split splitFromString(const std::string& text)
{
    return enumFromText<Split>(text);
}

namespace
{

template <class Self, class Visitor>
void eachField(Self& corpus, Visitor&& visit)
{
    visit("source", corpus.source);
    visit("target", corpus.target);
    visit("pairs", corpus.pairs);
    visit("blank", corpus.blank);
    visit("duplicates", corpus.duplicates);
    visit("hash", corpus.hash);
}

} // namespace

void to_json(nlohmann::json& json, const Corpus& corpus)
{
    eachField(corpus, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, Corpus& corpus)
{
    ObjectReader reader(json);
    eachField(corpus, reader);
    reader.finish();
}

void to_json(nlohmann::json& json, const Domain& domain)
{
    nlohmann::json splits = nlohmann::json::object();
    for (const auto& [split, corpus] : domain.splits)
        splits[toString(split)] = corpus;
    json = {{"name", domain.name},
            {"role", toString(domain.role)},
            {"splits", std::move(splits)},
            {"note", domain.note}};
}

void from_json(const nlohmann::json& json, Domain& domain)
{
    ObjectReader reader(json);
    std::map<std::string, Corpus> splits;
    reader("name", domain.name);
    reader("role", domain.role);
    reader("splits", splits);
    reader("note", domain.note);
    reader.finish();
    domain.splits.clear();
    for (auto& [name, corpus] : splits) {
        try {
            domain.splits[splitFromString(name)] = std::move(corpus);
        } catch (const BadInput& error) {
            throw FieldError("splits", std::string("is wrong: ") + error.what());
        }
    }
}

} // namespace palimpsest
