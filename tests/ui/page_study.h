// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <filesystem>
#include <string>

#include "tests/support/sample_results.h"

namespace palimpsest
{

/// A study in the middle of its work: preparations and most trials done, one running, paused,
/// interrupted and failed each, with metrics, messages, warnings and samples. What the pages show
/// is known exactly.
inline void makePageStudy(const std::filesystem::path& folder)
{
    StudyStore store = makeSampleResults(folder);
    SweepSpec more = hasler2021Sweep({0.01});
    std::erase_if(more.strategies,
                  [](const StrategyGrid& each) { return each.base.name != "ewc"; });
    more.name = "One λ more";
    store.addJobs(planSweep(more, store.facts()), store.addSweep(more));
    const nlohmann::json facts = {
        {"warnings",
         {"12 of 100 test segments of \"koran\" also occur in its own training text (10 with the "
          "same translation); remove them there, or the scores are too good."}},
        {"lengths", {{"binWords", 5}, {"source", {10, 20, 60, 10}}, {"target", {5, 25, 50, 20}}}},
        {"samples",
         {{{"source", "Im Anfang war das Wort."}, {"target", "In the beginning was the Word."}},
          {{"source", "Und es ward Licht."}, {"target", "And there was light."}}}}};
    const DomainRow koran = *store.domain("koran");
    store.updateDomain(koran.id, koran.domain, facts);
    int odd = 0;
    for (JobRow& job : store.jobs()) {
        const bool scored = store.latestRun(job.id).has_value();
        if (job.kind == RunKind::Trial && !scored && odd >= 4)
            continue;
        RunRow run = scored ? *store.latestRun(job.id)
                            : addSampleRun(store, job.id, "run-" + std::to_string(job.id));
        JobState state = JobState::Done;
        if (job.kind == RunKind::Trial && !scored) {
            constexpr JobState kOdd[] = {JobState::Running, JobState::Paused, JobState::Interrupted,
                                         JobState::Failed};
            state = kOdd[odd++];
        }
        run.threads = 1;
        run.started = "2026-11-24T03:00:00.000Z";
        run.ended = state == JobState::Running ? "" : "2026-11-24T03:02:10.000Z";
        run.state = state;
        run.stage = "training";
        run.unit = "updates";
        run.total = 250;
        run.done = state == JobState::Done ? 250 : 110;
        run.rate = 1.9;
        run.secondsLeft = 74;
        run.exitCode = state == JobState::Done ? 0 : -1;
        if (state == JobState::Failed) {
            run.exitCode = 5;
            run.sentence = "The loss became NaN at update 110; lower the learning rate 0.001.";
            store.addMessage(Severity::Error, run.sentence, job.id);
        }
        store.updateRun(run);
        store.setJobState(job.id, state);
        if (job.kind == RunKind::Base)
            store.setJobFacts(job.id,
                              {{"parameters", 7638016}, {"updates", 4000}, {"devLoss", 3.127}});
        if (job.kind == RunKind::Tokenizer)
            store.setJobFacts(job.id, {{"vocabulary", 8000}, {"kind", "unigram"}});
        if (job.kind == RunKind::Fisher)
            store.setJobFacts(job.id, {{"sentences", 1000}, {"trace", 1834.25}, {"max", 12.5}});
        for (int step = 10; step <= 110 && job.kind == RunKind::Trial; step += 10)
            store.addMetrics(run.id, step,
                             {{"loss", 3.0 + 2.0 / step + 0.1 * std::sin(step + double(job.id))},
                              {"drift", std::sqrt(step)}});
    }
    store.addMessage(Severity::Warning,
                     "12 of 100 test segments of \"koran\" are in its training text.");
    for (int i = 0; i < 3; ++i)
        store.addMessage(Severity::Info, "The conductor started.");
    for (const SweepRow& sweep : store.sweeps())
        store.setSweepState(sweep.id, sweep.spec.name == more.name ? SweepState::PartlyDone
                                                                   : SweepState::Running);
}

} // namespace palimpsest
