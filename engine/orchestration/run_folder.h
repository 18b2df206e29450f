// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "engine/study/run_config.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

/// Makes runs/<short id of config.identity>-<n>/ with config.json, n being the first free number
/// above that of `last`, the name of the job's last run, whose folder may be lost. The folder
/// appears complete or not at all. Sets config.run and returns that name.
std::string createRunFolder(const StudyLayout& layout, RunConfig& config,
                            const std::string& last = {});

/// Writes config.json of an existing run folder anew (another device on resuming).
void writeRunConfig(const StudyLayout& layout, const RunConfig& config);
/// Throws BadInput naming the file when it is missing or not a run configuration.
RunConfig readRunConfig(const std::filesystem::path& runFolder);

/// Whether a worker started on this folder goes on from a checkpoint.
bool hasCheckpoint(const std::filesystem::path& runFolder);

/// Last lines of worker.log, for a failure's message; empty when there is none.
std::string logTail(const std::filesystem::path& runFolder, int lines = 8);

} // namespace palimpsest
