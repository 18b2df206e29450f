// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/study_tables.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/number_text.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

constexpr const char* kColumns = R"(
| file | column | meaning |
|---|---|---|
| all | `trial` | number of the trial; the same in every file |
| trials.csv | `identity` | SHA-256 of configuration, base model and text |
| | `system` | its name without the seed |
| | `strategy`, `parameters`, `seed` | series, label in the series, random seed (empty: trains nothing) |
| | `state` | waiting, running, paused, interrupted, failed, done, cancelled |
| | `run`, `device`, `threads`, `started`, `ended` | the newest run; times are ISO 8601 UTC |
| scores.csv | `split`, `step` | dev or test; updates of training behind the checkpoint |
| | `selected` | 1: the checkpoint that the trial keeps, and that plots and tables show |
| | `domain`, `role` | its role is old or new |
| | `metric`, `value`, `signature` | BLEU, chrF and TER in 0 … 100, loss in nats a token; sacreBLEU's signature |
| | `time` | of the evaluation |
| metrics.csv | `run`, `step`, `name`, `value` | what training logged at an update |
| domains.csv | `split`, `pairs`, `blank`, `duplicates`, `hash` | text of a domain; blank pairs are left out |
| | `note` | its source and licence |
| segments.csv | `segment`, `statistic`, `value` | sufficient statistics of each segment, both counted from 0; scores are functions of their sums |
| sentences.csv | `segment`, `source`, `reference`, `translation` | every translation that was scored |

A text of which a spreadsheet would calculate something has an apostrophe before each part that begins like a formula; numbers have none.
`import scores` takes them away, as does Python's `re.sub(r'(^|[,;\t\r\n])\x27(?=[ \x27"]*[=+@＝＋－＠-])', r'\1', text)`;
`export sentences --format json` has every text as it is.

`palimpsest-engine import scores --study DIR --file scores.csv` reads scores.csv back.
)";

std::string seedOf(const JobRow& job)
{
    return job.config.strategy.adapts ? std::to_string(job.config.training.seed) : "";
}

std::string trialsTable(const StudyStore& store, const std::vector<JobRow>& jobs)
{
    std::string text = csvLine({"trial", "identity", "system", "strategy", "parameters", "seed",
                                "state", "run", "device", "threads", "started", "ended"});
    for (const JobRow& job : jobs) {
        const RunRow run = store.latestRun(job.id).value_or(RunRow{});
        text += csvLine({std::to_string(job.id), job.identity, systemName(job),
                         job.config.strategy.name, pointLabel(job.config), seedOf(job),
                         toString(job.state), run.name, run.device,
                         run.id == 0 ? "" : std::to_string(run.threads), run.started, run.ended});
    }
    return text;
}

std::string scoresTable(const std::vector<EvaluationRow>& evaluations,
                        const std::map<RowId, const JobRow*>& trials)
{
    std::string text =
        csvLine({"trial", "system", "strategy", "parameters", "seed", "split", "step", "selected",
                 "domain", "role", "metric", "value", "signature", "time"});
    for (const EvaluationRow& evaluation : evaluations) {
        const auto trial = trials.find(evaluation.job);
        if (trial == trials.end())
            continue;
        const JobRow& job = *trial->second;
        for (const ScoreRow& score : evaluation.scores)
            text += csvLine({std::to_string(job.id), systemName(job), job.config.strategy.name,
                             pointLabel(job.config), seedOf(job), toString(evaluation.split),
                             std::to_string(evaluation.step), evaluation.selected ? "1" : "0",
                             score.domain, toString(score.role), score.metric,
                             exactText(score.value), score.signature, evaluation.time});
    }
    return text;
}

std::string metricsTable(const StudyStore& store, const std::map<RowId, const JobRow*>& trials)
{
    std::map<RowId, RunRow> runs;
    for (RunRow& run : store.runs())
        runs[run.id] = std::move(run);
    std::string text = csvLine({"trial", "run", "step", "name", "value"});
    std::int64_t cursor = 0;
    for (const MetricUpdate& update : store.metricsSince(cursor)) {
        const RunRow& run = runs[update.run];
        if (trials.contains(run.job))
            text += csvLine({std::to_string(run.job), run.name, std::to_string(update.point.step),
                             update.name, exactText(update.point.value)});
    }
    return text;
}

std::string domainsTable(const StudyStore& store)
{
    std::string text =
        csvLine({"domain", "role", "split", "pairs", "blank", "duplicates", "hash", "note"});
    for (const DomainRow& row : store.domains()) {
        for (const auto& [split, corpus] : row.domain.splits)
            text += csvLine({row.domain.name, toString(row.domain.role), toString(split),
                             std::to_string(corpus.pairs), std::to_string(corpus.blank),
                             std::to_string(corpus.duplicates), corpus.hash, row.domain.note});
    }
    return text;
}

std::string segmentsTable(const StudyStore& store, const std::vector<EvaluationRow>& evaluations,
                          const std::map<RowId, const JobRow*>& trials)
{
    std::string text =
        csvLine({"trial", "split", "step", "domain", "metric", "segment", "statistic", "value"});
    for (const EvaluationRow& evaluation : evaluations) {
        if (!trials.contains(evaluation.job))
            continue;
        for (const ScoreRow& score : evaluation.scores) {
            const auto segments =
                store.segmentStatistics(evaluation.id, score.domain, score.metric);
            for (std::size_t i = 0; i < segments.size(); ++i) {
                for (std::size_t k = 0; k < segments[i].size(); ++k)
                    text +=
                        csvLine({std::to_string(evaluation.job), toString(evaluation.split),
                                 std::to_string(evaluation.step), score.domain, score.metric,
                                 std::to_string(i), std::to_string(k), exactText(segments[i][k])});
            }
        }
    }
    return text;
}

/// Domains whose translations an evaluation keeps: those with statistics, which are of them.
std::set<std::string> translatedDomains(const StudyStore& store, const EvaluationRow& evaluation)
{
    std::set<std::string> domains;
    for (const ScoreRow& score : evaluation.scores) {
        if (!store.segmentStatistics(evaluation.id, score.domain, score.metric).empty())
            domains.insert(score.domain);
    }
    return domains;
}

std::string sentencesTable(const StudyStore& store, const std::vector<EvaluationRow>& evaluations,
                           const std::map<RowId, const JobRow*>& trials)
{
    std::string text = csvLine(
        {"trial", "split", "step", "domain", "segment", "source", "reference", "translation"});
    std::map<std::pair<std::string, Split>, ReferenceText> references;
    for (const EvaluationRow& evaluation : evaluations) {
        if (!trials.contains(evaluation.job))
            continue;
        for (const std::string& domain : translatedDomains(store, evaluation)) {
            const auto [place, fresh] = references.try_emplace({domain, evaluation.split});
            if (fresh)
                place->second = store.reference(domain, evaluation.split);
            const ReferenceText& of = place->second;
            const auto lines = store.evaluationDetail(evaluation.id, domain).translations;
            for (std::size_t i = 0; i < std::min(lines.size(), of.references.size()); ++i)
                text += csvLine({std::to_string(evaluation.job), toString(evaluation.split),
                                 std::to_string(evaluation.step), domain, std::to_string(i),
                                 of.sources[i], of.references[i], lines[i]});
        }
    }
    return text;
}

} // namespace

std::string systemName(const JobRow& job)
{
    const std::string ending = ", seed " + std::to_string(job.config.training.seed);
    return job.config.strategy.adapts && job.label.ends_with(ending)
               ? job.label.substr(0, job.label.size() - ending.size())
               : job.label;
}

std::vector<NamedText> studyTables(const StudyStore& store, const StudyTablesOptions& options)
{
    std::vector<JobRow> jobs = store.jobs();
    std::erase_if(jobs, [](const JobRow& job) { return job.kind != RunKind::Trial; });
    std::map<RowId, const JobRow*> trials;
    for (const JobRow& job : jobs)
        trials[job.id] = &job;
    const std::vector<EvaluationRow> evaluations = store.evaluations();
    const StudyRow study = store.study();
    std::vector<NamedText> files = {
        {"README.md", "# " + study.name + " (" + study.sourceLanguage + "–" + study.targetLanguage +
                          ")\n\nStudy " + study.id + ", written by palimpsest " + kVersion +
                          ". CSV after RFC 4180, UTF-8, decimal points; an empty field is a "
                          "missing value.\n" +
                          kColumns},
        {"trials.csv", trialsTable(store, jobs)},
        {"scores.csv", scoresTable(evaluations, trials)},
        {"metrics.csv", metricsTable(store, trials)},
        {"domains.csv", domainsTable(store)}};
    if (options.segments)
        files.push_back({"segments.csv", segmentsTable(store, evaluations, trials)});
    if (options.sentences)
        files.push_back({"sentences.csv", sentencesTable(store, evaluations, trials)});
    return files;
}

} // namespace palimpsest
