// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/scoring/resampling.h"

namespace palimpsest
{

/// How sacreBLEU's command line prints its figures; what reads its output reads ours.
enum class ScoreFormat { Json, Text, Latex };

struct ScoreReportOptions {
    ScoreFormat format = ScoreFormat::Json;
    int width = 1;          ///< digits after the point
    bool scoreOnly = false; ///< the number and nothing else
};

/// A score of one system.
struct ScoreLine {
    std::string metric; ///< "BLEU"
    double score = 0;
    std::string signature;
    std::string detail; ///< BLEU's precisions, lengths and brevity penalty; empty for other scores
    std::optional<BootstrapInterval> interval;
};

/// One system's scores as one text.
std::string formatScoreLine(const ScoreLine& line, const ScoreReportOptions& options, bool asJson);
std::string formatSingleSystem(const std::vector<ScoreLine>& lines,
                               const ScoreReportOptions& options);

/// One column of a table of several systems.
struct ScoreColumn {
    std::string metric;
    std::string signature;
    std::vector<PairedResult> results; ///< by system; only `score` counts outside a paired test
};

enum class PairedTestKind { None, Bootstrap, Randomisation };

struct ScoreTable {
    std::vector<std::string> systems; ///< in a paired test, the first is the baseline
    std::vector<ScoreColumn> columns;
    PairedTestKind test = PairedTestKind::None;
    int samples = 0; ///< resamples or trials of the test
};

/// Several systems' scores: JSON, a table with borders, or a booktabs table.
std::string formatScoreTable(const ScoreTable& table, const ScoreReportOptions& options);

} // namespace palimpsest
