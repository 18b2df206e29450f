// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/store/study_store.h"
#include "tests/support/sample_study.h"

namespace palimpsest
{

/// A study with the sample domains and one planned sweep.
inline StudyStore makeSampleStore(const std::filesystem::path& folder,
                                  const SweepSpec& spec = hasler2021Sweep({1, 0.1}))
{
    StudyStore store = StudyStore::create(folder, {"", "News & captions_100%", "de", "en", "", ""});
    for (const Domain& domain : sampleFacts().domains)
        store.addDomain(domain, {});
    const RowId sweep = store.addSweep(spec);
    store.addJobs(planSweep(spec, store.facts()), sweep);
    return store;
}

/// A run of a job, under way.
inline RunRow addSampleRun(StudyStore& store, RowId job, const std::string& name)
{
    RunRow run;
    run.job = job;
    run.name = name;
    run.device = "cpu";
    run.host = "here";
    run.id = store.addRun(run);
    return run;
}

/// An evaluation of the sample domains with BLEU scores in the order captions, news, koran.
inline EvaluationRow sampleEvaluation(const RunRow& run, std::int64_t step, Split split,
                                      bool selected, const std::vector<double>& bleu)
{
    EvaluationRow evaluation;
    evaluation.job = run.job;
    evaluation.run = run.id;
    evaluation.step = step;
    evaluation.split = split;
    evaluation.selected = selected;
    const std::string signature = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0";
    const std::vector<Domain> domains = sampleFacts().domains;
    for (std::size_t i = 0; i < domains.size() && i < bleu.size(); ++i)
        evaluation.scores.push_back({domains[i].name, domains[i].role, "bleu", bleu[i], signature});
    return evaluation;
}

/// Two segments a domain with BLEU-like statistics.
inline std::vector<EvaluationDetail> sampleDetails()
{
    std::vector<EvaluationDetail> details;
    for (const Domain& domain : sampleFacts().domains)
        details.push_back({domain.name,
                           {"erste Zeile " + domain.name, ""},
                           {{"bleu", {{1, 2, 3}, {4, 5, 6.5}}}}});
    return details;
}

} // namespace palimpsest
