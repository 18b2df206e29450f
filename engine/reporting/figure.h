// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/reporting/tradeoff.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// The trade-off figure as data: its points and what its axes are called.
struct TradeoffFigure {
    StudyRow study;
    TradeoffOptions options;
    std::vector<TradeoffPoint> points;
    std::vector<std::string> domains;  ///< columns of the data, in the order of the study
    std::vector<std::string> warnings; ///< of comparabilityWarnings
};

TradeoffFigure tradeoffFigure(const StudyStore& store, const TradeoffOptions& options);

/// "mean BLEU, new domains".
std::string axisTitle(const AxisChoice& axis);

/// All columns of all points, RFC 4180.
std::string csvFigure(const TradeoffFigure& figure);

/// A tikzpicture for pgfplots that reads its points from `dataFile` (a name beside the .tex), to be
/// restyled by hand, and that file's content.
std::string pgfplotsFigure(const TradeoffFigure& figure, const std::string& dataFile);
std::string pgfplotsData(const TradeoffFigure& figure);

} // namespace palimpsest
