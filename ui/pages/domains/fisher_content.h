// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "ui/plots/plot_content.h"

namespace palimpsest
{

/// Whether an estimate's facts hold a histogram; those of earlier versions do not.
bool hasFisherHistogram(const nlohmann::json& facts);

/// How the entries of an importance (Fisher information, MAS) are spread: for all parameters and
/// for each part of the network, how many lie in each half of a decade, over the value on a
/// logarithmic axis; a line at their mean, and one where they were clipped.
PlotContent fisherContent(const nlohmann::json& facts, bool logCounts);

/// "feed-forward" in the window's language.
QString parameterGroupText(const std::string& group);

} // namespace palimpsest
