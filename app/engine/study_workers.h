// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// Whether the latest run of a running job may go on though no conductor does: workers outlive
/// theirs.
bool outlivesConductor(const StudyStore& store, const JobRow& job);

/// Which worker may be at work on the study though no conductor is, and what to do about it before
/// anything is moved; empty where there is none. Knows those of this machine from the locks that
/// they hold, those of Slurm as far as study.db can be read.
std::string workerAtWork(const std::filesystem::path& study);

} // namespace palimpsest
