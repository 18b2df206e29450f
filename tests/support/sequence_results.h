// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/sample_store.h"

namespace palimpsest
{

/// BLEU of captions, news and koran on test: of the base model, and by seed after "captions", then
/// after "koran".
inline constexpr double kSequenceBase[] = {10, 30, 4};
inline constexpr double kSequenceTuned[2][2][3] = {{{20, 24, 6}, {17, 21, 14}},
                                                   {{21, 25, 5}, {16, 24, 13}}};
inline constexpr double kSequenceEwc[2][3] = {{16, 28, 5}, {15, 27, 9}}; ///< seed 1; 2 is under way

/// News first, then captions, then koran: fine-tuning with two seeds, EWC λ = 0.1 with one whose
/// second seed has not come further than its first step.
inline StudyStore makeSequenceResults(const std::filesystem::path& folder)
{
    SweepSpec spec = hasler2021Sweep({0.1});
    std::erase_if(spec.strategies, [](const StrategyGrid& each) {
        return each.base.name.find("mixing") != std::string::npos;
    });
    spec.name = "One after the other";
    spec.seeds = {1, 2};
    spec.sequence.domains = {"captions", "koran"};
    StudyStore store = makeSampleStore(folder, spec);
    const auto score = [&store](const JobRow& job, const double(&bleu)[3]) {
        const RunRow run = addSampleRun(store, job.id, "run-" + std::to_string(job.id));
        const std::vector<double> scores(bleu, bleu + 3);
        store.addEvaluation(sampleEvaluation(run, 250, Split::Test, true, scores), {});
        store.setJobState(job.id, JobState::Done);
    };
    for (const JobRow& job : store.jobs()) {
        if (job.kind != RunKind::Trial)
            continue;
        const std::size_t seed = job.config.training.seed - 1;
        const std::size_t step = job.config.sequence.size();
        if (step == 0)
            score(job, kSequenceBase);
        else if (job.config.strategy.name == "fine-tuning")
            score(job, kSequenceTuned[seed][step - 1]);
        else if (seed == 0 || step == 1)
            score(job, kSequenceEwc[step - 1]);
    }
    return store;
}

} // namespace palimpsest
