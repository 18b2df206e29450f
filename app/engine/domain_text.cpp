// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/domain_text.h"

#include <sstream>

#include <nlohmann/json.hpp>

namespace palimpsest
{
namespace
{

/// What the length filter left out of the domain's training text when the newest tokenizer encoded
/// it; null before that.
nlohmann::json leftOut(const StudyStore& store, const std::string& domain)
{
    const std::vector<JobRow> jobs = store.jobs();
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
        if (job->kind != RunKind::Tokenizer || job->state != JobState::Done ||
            !job->facts.is_object())
            continue;
        const nlohmann::json domains = job->facts.value("domains", nlohmann::json::object());
        if (!domains.contains(domain))
            continue;
        const nlohmann::json& facts = domains[domain];
        return {{"blank", facts.value("blank", 0)},
                {"overLong", facts.value("overLong", 0)},
                {"overRatio", facts.value("overRatio", 0)}};
    }
    return {};
}

nlohmann::json warnings(const DomainRow& row)
{
    return row.facts.is_object() ? row.facts.value("warnings", nlohmann::json::array())
                                 : nlohmann::json::array();
}

} // namespace

std::string corpusText(const Corpus& corpus)
{
    return std::to_string(corpus.pairs) + " pairs, " + std::to_string(corpus.blank) +
           " blank left out, " + std::to_string(corpus.duplicates) + " duplicates";
}

std::string domainText(const StudyStore& store, const DomainRow& row)
{
    std::ostringstream out;
    out << toString(row.domain.role) << " domain \"" << row.domain.name << "\"\n";
    const nlohmann::json filtered = leftOut(store, row.domain.name);
    for (const auto& [split, corpus] : row.domain.splits) {
        out << "  " << toString(split) << ": " << corpusText(corpus);
        if (split == Split::Train && !filtered.is_null())
            out << "; not trained on: " << filtered["overLong"] << " too long, "
                << filtered["overRatio"] << " of too unequal lengths";
        out << "\n";
    }
    for (const auto& warning : warnings(row))
        out << "  Warning: " << warning.get<std::string>() << "\n";
    return out.str();
}

nlohmann::json domainJson(const StudyStore& store, const DomainRow& row)
{
    nlohmann::json json = row.domain;
    json["warnings"] = warnings(row);
    json["leftOut"] = leftOut(store, row.domain.name);
    return json;
}

} // namespace palimpsest
