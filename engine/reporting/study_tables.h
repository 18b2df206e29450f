// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/store/study_store.h"

namespace palimpsest
{

struct StudyTablesOptions {
    bool segments = false;  ///< also the statistics of each segment, which are large
    bool sentences = false; ///< also every translation beside its source and reference
};

struct NamedText {
    std::string name; ///< of a file
    std::string text;
};

/// A study as tidy tables: trials.csv, scores.csv, metrics.csv, domains.csv, with segments.csv
/// where wanted, and README.md, which says what the columns mean. RFC 4180 with a head; numbers in
/// full precision; missing = empty. `scores.csv` is what importScores reads.
std::vector<NamedText> studyTables(const StudyStore& store, const StudyTablesOptions& options);

/// A trial's system as scores.csv names it: its label without the seed.
std::string systemName(const JobRow& job);

} // namespace palimpsest
