// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/scoring/metric.h"
#include "tests/support/sample_store.h"

namespace palimpsest
{

inline constexpr int kScoredSegments = 120;

/// How much of its reference a made translation keeps, by domain.
using Quality = std::map<std::string, double>;

inline std::string scoredReference(const std::string& domain, int segment)
{
    std::string line;
    for (int i = 0; i < 8 + segment % 7; ++i)
        line += domain + std::to_string((segment * 31 + i * 7) % 97) + " ";
    return line + ".";
}

/// The reference with words replaced, fewer the better the quality. The same for the same seed.
inline std::string scoredTranslation(const std::string& domain, int segment, double quality,
                                     unsigned seed)
{
    std::mt19937 random(seed * 7919U + static_cast<unsigned>(segment));
    std::string line, word;
    for (const char c : scoredReference(domain, segment)) {
        word += c;
        if (c != ' ')
            continue;
        line += random() % 1000 < static_cast<unsigned>(quality * 1000) ? word : "x ";
        word.clear();
    }
    return line + word;
}

/// Adds a selected evaluation of a trial with real scores and statistics.
inline void addScoredEvaluation(StudyStore& store, const JobRow& job, const Quality& quality,
                                unsigned seed, Split split = Split::Test)
{
    const RunRow run =
        addSampleRun(store, job.id,
                     "scored-" + std::to_string(job.id) + "-" + std::to_string(seed) +
                         (split == Split::Test ? "" : toString(split)));
    EvaluationRow row;
    row.job = job.id;
    row.run = run.id;
    row.step = 250;
    row.split = split;
    row.selected = true;
    std::vector<EvaluationDetail> details;
    for (const Domain& domain : sampleFacts().domains) {
        if (!quality.contains(domain.name))
            continue;
        EvaluationDetail detail;
        detail.domain = domain.name;
        std::vector<std::string> references;
        for (int i = 0; i < kScoredSegments; ++i) {
            references.push_back(scoredReference(domain.name, i));
            detail.translations.push_back(
                scoredTranslation(domain.name, i, quality.at(domain.name), seed));
        }
        for (const char* name : {"bleu", "chrf"}) {
            const auto metric = makeMetric(name);
            auto statistics = metric->statistics(detail.translations, {&references, 1});
            row.scores.push_back({domain.name, domain.role, name,
                                  metric->score(sumStatistics(statistics)), metric->signature()});
            detail.statistics[name] = std::move(statistics);
        }
        details.push_back(std::move(detail));
    }
    store.addEvaluation(row, details);
}

/// The trials of the sample sweep, by strategy and parameters, with qualities that make a front:
/// the base model keeps the old domain, fine-tuning loses it, the rest lies between. EWC λ=0.1 and
/// mixing 1:1 translate alike but for chance; mixing 10:1 repeats the base model's output.
inline const std::map<std::string, Quality>& scoredQualities()
{
    static const std::map<std::string, Quality> qualities = {
        {"baseline", {{"captions", 0.55}, {"koran", 0.50}, {"news", 0.90}}},
        {"fine-tuning", {{"captions", 0.90}, {"koran", 0.88}, {"news", 0.60}}},
        {"ewc λ=1", {{"captions", 0.65}, {"koran", 0.60}, {"news", 0.88}}},
        {"ewc λ=0.1", {{"captions", 0.80}, {"koran", 0.78}, {"news", 0.75}}},
        {"mixing 10:1", {{"captions", 0.55}, {"koran", 0.50}, {"news", 0.90}}},
        {"mixing 1:1", {{"captions", 0.80}, {"koran", 0.78}, {"news", 0.75}}},
        {"ewc+mixing 1:1 λ=0.1", {{"captions", 0.86}, {"koran", 0.86}, {"news", 0.87}}}};
    return qualities;
}

/// "ewc λ=0.1"
inline std::string scoredName(const JobRow& job)
{
    const std::string parameters = parameterLabel(job.config.strategy);
    return job.config.strategy.name + (parameters.empty() ? "" : " " + parameters);
}

/// A study whose trials have real statistics.
inline StudyStore makeScoredResults(const std::filesystem::path& folder,
                                    const std::vector<std::uint64_t>& seeds = {1})
{
    SweepSpec spec = hasler2021Sweep({1, 0.1});
    spec.seeds = seeds;
    StudyStore store = makeSampleStore(folder, spec);
    for (const JobRow& job : store.jobs()) {
        const auto quality = scoredQualities().find(scoredName(job));
        if (job.kind != RunKind::Trial || quality == scoredQualities().end())
            continue;
        const bool copy = quality->first == "mixing 10:1" || quality->first == "baseline";
        addScoredEvaluation(store, job, quality->second,
                            copy ? 1 : static_cast<unsigned>(job.id * 10));
        store.setJobState(job.id, JobState::Done);
    }
    return store;
}

} // namespace palimpsest
