// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace palimpsest
{

/// The first words of each life of a run.
std::vector<nlohmann::json> hellosOf(const std::filesystem::path& run);

/// The runs that have a checkpoint, as a crash leaves them, with the lives that they had so far.
std::map<std::string, std::size_t> runsWithCheckpoint(const std::filesystem::path& study);

/// What is wrong where the runs that had a checkpoint did not all go on from it; empty where
/// nothing is.
std::string startedAnew(const std::filesystem::path& study,
                        const std::map<std::string, std::size_t>& before);

/// All that the study shows of its done jobs, by label: their runs, with times, what is known of
/// what they made, and their evaluations with all scores.
std::map<std::string, std::string> shownAsDone(const std::filesystem::path& study);

/// What is wrong where the study does not show all that it showed before, exactly as it was.
std::string noLongerShown(const std::filesystem::path& study,
                          const std::map<std::string, std::string>& before);

/// What is wrong where not every job is done, or one was done twice.
std::string notDoneOnce(const std::filesystem::path& study);

} // namespace palimpsest
