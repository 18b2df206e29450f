// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/scored_results.h"

namespace palimpsest
{

/// What trials keep of dev text: another order than on test (see scoredQualities).
inline const std::map<std::string, Quality>& devQualities()
{
    static const std::map<std::string, Quality> qualities = {
        {"baseline", {{"captions", 0.50}, {"koran", 0.50}, {"news", 0.90}}},
        {"fine-tuning", {{"captions", 0.90}, {"koran", 0.90}, {"news", 0.50}}},
        {"ewc λ=1", {{"captions", 0.86}, {"koran", 0.86}, {"news", 0.88}}},
        {"ewc λ=0.1", {{"captions", 0.87}, {"koran", 0.87}, {"news", 0.60}}},
        {"mixing 10:1", {{"captions", 0.80}, {"koran", 0.80}, {"news", 0.89}}},
        {"mixing 1:1", {{"captions", 0.70}, {"koran", 0.70}, {"news", 0.84}}},
        {"ewc+mixing 1:1 λ=0.1", {{"captions", 0.65}, {"koran", 0.65}, {"news", 0.70}}}};
    return qualities;
}

/// A study whose trials have real statistics on dev and on test.
inline StudyStore makeDevResults(const std::filesystem::path& folder,
                                 const std::vector<std::uint64_t>& seeds = {1})
{
    StudyStore store = makeScoredResults(folder, seeds);
    for (const JobRow& job : store.jobs()) {
        const auto quality = devQualities().find(scoredName(job));
        if (job.kind == RunKind::Trial && quality != devQualities().end())
            addScoredEvaluation(store, job, quality->second, static_cast<unsigned>(job.id),
                                Split::Dev);
    }
    return store;
}

} // namespace palimpsest
