// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/store/study_store.h"
#include "engine/study/imported_system.h"

namespace palimpsest
{

/// What came into a study from elsewhere.
struct ImportReport {
    int systems = 0; ///< trials that the study had not
    int evaluations = 0;
    int scores = 0;
};

/// Stores the scores of a table (see readScoreTable): each system becomes a finished trial that
/// belongs to no sweep, so that tables and plots show it beside the study's own. Without
/// translations there are no tests and intervals for it. One transaction: either all or nothing.
/// `firstSegments`: the test scores are of so many first segments, as those of a sweep with
/// testSentences; 0 = all. Throws BadInput naming file and line, also for an evaluation that the
/// study has already.
ImportReport importScores(StudyStore& store, const std::filesystem::path& file,
                          int firstSegments = 0);

/// Translations that another program made.
struct SystemOutputs {
    ImportedSystem system;
    Split split = Split::Test;
    /// Domain and file of each; one segment a line, plain or gzip.
    std::vector<std::pair<std::string, std::filesystem::path>> files;
    std::vector<std::string> metrics; ///< empty = those that the study's sweeps score
    /// Score only the first so many segments, as a sweep with testSentences does; 0 = all.
    int firstSegments = 0;
};

/// Scores the outputs against the study's references and stores scores, statistics and translations
/// as a worker's evaluation would: tests, intervals and sentences work. One transaction. Throws
/// BadInput naming file and line.
ImportReport importOutputs(StudyStore& store, const SystemOutputs& outputs);

} // namespace palimpsest
