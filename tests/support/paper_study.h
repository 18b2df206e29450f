// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <filesystem>

#include "tests/support/scored_results.h"

namespace palimpsest
{

/// A study with everything that a paper shows: real scores and statistics of two seeds, training
/// curves of 250 updates and scores on dev along the way.
inline StudyStore makePaperStudy(const std::filesystem::path& folder,
                                 const std::vector<std::uint64_t>& seeds = {1, 2})
{
    StudyStore store = makeScoredResults(folder, seeds);
    for (const JobRow& job : store.jobs()) {
        const auto run = store.latestRun(job.id);
        if (!run || job.kind != RunKind::Trial || !job.config.strategy.adapts)
            continue;
        const Quality& quality = scoredQualities().at(scoredName(job));
        const double gain = quality.at("captions") - 0.5;
        const double loss = 0.9 - quality.at("news");
        const auto phase = static_cast<double>(job.id);
        store.transaction([&] {
            for (int step = 1; step <= 250; ++step) {
                const double x = step / 250.0;
                store.addMetrics(run->id, step,
                                 {{"loss", 4 - 2 * gain * (1 - std::exp(-4 * x)) +
                                               0.12 * std::sin(step * 1.7 + phase)},
                                  {"drift", 20 * loss * std::sqrt(x) + 2 * x}});
            }
            for (int step = 50; step <= 250; step += 50) {
                const double x = step / 250.0;
                store.addEvaluation(
                    sampleEvaluation(*run, step, Split::Dev, false,
                                     {20 + 40 * gain * x, 60 - 50 * loss * x, 15 + 40 * gain * x}),
                    {});
            }
        });
    }
    return store;
}

} // namespace palimpsest
