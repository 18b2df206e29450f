// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "engine/reporting/study_tables.h"

namespace palimpsest
{

/// A study for TensorBoard: one folder a run of a trial, in it one event file with what training
/// logged ("training/loss") and every evaluation's scores ("test/news/bleu"). The study does not
/// keep when each update was logged, so the wall time of one is interpolated between the run's
/// start, its evaluations and its end.
std::vector<NamedText> studyEvents(const StudyStore& store);

/// Writes the files below `folder`, which is made where it is missing; each appears as a whole.
/// Returns their paths.
std::vector<std::filesystem::path> writeFiles(const std::filesystem::path& folder,
                                              const std::vector<NamedText>& files);

} // namespace palimpsest
