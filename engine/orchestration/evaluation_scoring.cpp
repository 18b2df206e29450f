// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/evaluation_scoring.h"

#include <algorithm>
#include <fstream>

#include "engine/scoring/metric.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace
{

std::vector<std::string> readTranslations(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw BadInput(file.string() +
                       ": the translations of an evaluation are missing; retry the run.");
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(std::move(line));
    return lines;
}

DomainRole roleOf(const JobRow& job, const std::string& name)
{
    const auto& domains = *job.config.domains;
    const auto found = std::find_if(domains.begin(), domains.end(),
                                    [&](const Domain& domain) { return domain.name == name; });
    if (found == domains.end())
        throw BadInput("An evaluation of " + job.label + " names the domain \"" + name +
                       "\", which takes no part in it.");
    return found->role;
}

/// One domain: statistics into `detail`, scores into `row`.
void scoreDomain(const JobRow& job, const ReferenceText& text, EvaluationRow& row,
                 EvaluationDetail& detail)
{
    const std::size_t segments = detail.translations.size();
    if (segments == 0 || segments > text.references.size())
        throw BadInput("An evaluation of " + job.label + " has " + std::to_string(segments) +
                       " translations of \"" + detail.domain + "\", whose " + toString(row.split) +
                       " text has " + std::to_string(text.references.size()) + " segments.");
    const std::vector<std::vector<std::string>> references = {
        {text.references.begin(), text.references.begin() + static_cast<std::ptrdiff_t>(segments)}};
    const DomainRole role = roleOf(job, detail.domain);
    for (const std::string& name : job.config.evaluation->metrics) {
        const auto metric = makeMetric(name);
        auto statistics = metric->statistics(detail.translations, references);
        row.scores.push_back({detail.domain, role, name, metric->score(sumStatistics(statistics)),
                              metric->signature()});
        detail.statistics[name] = std::move(statistics);
    }
}

} // namespace

ScoredEvaluation scoreEvaluation(const StudyStore& store, const JobRow& job, const RunRow& run,
                                 const nlohmann::json& event)
{
    const StudyLayout layout(store.folder());
    ScoredEvaluation result;
    result.row.job = job.id;
    result.row.run = run.id;
    result.row.step = event.at("step").get<std::int64_t>();
    result.row.split = splitFromString(event.at("split").get<std::string>());
    result.row.selected = event.value("selected", false);
    result.row.time = event.at("time").get<std::string>();
    for (const auto& entry : event.at("domains")) {
        EvaluationDetail detail;
        detail.domain = entry.at("name").get<std::string>();
        if (entry.contains("translations") && entry.at("translations").is_string()) {
            detail.translations = readTranslations(layout.absolute(
                "runs/" + run.name + "/" + entry.at("translations").get<std::string>()));
            scoreDomain(job, store.reference(detail.domain, result.row.split), result.row, detail);
        }
        if (entry.contains("loss") && entry.at("loss").is_number())
            result.row.scores.push_back({detail.domain,
                                         roleOf(job, detail.domain),
                                         "loss",
                                         entry.at("loss").get<double>(),
                                         {}});
        result.details.push_back(std::move(detail));
    }
    return result;
}

} // namespace palimpsest
