// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/rows.h"

namespace palimpsest
{

/// A curve over updates, x ascending.
struct TrainingCurve {
    std::vector<double> x;
    std::vector<double> y;
};

/// Exponential moving average with weight w of the past, corrected for its start (the weights sum
/// to 1): s_t = (w·m_{t−1} + (1−w)·y_t) / (1 − w^t). A value that is not finite stays as it is and
/// counts for nothing.
std::vector<double> smoothed(const std::vector<double>& values, double weight);

/// Scores of dev evaluations of one job against updates; `quantity` is "role:old:bleu" or
/// "domain:law:bleu". The first evaluation of an update counts: the selected checkpoint's later one
/// is of more lines.
TrainingCurve devScoreCurve(const std::vector<EvaluationRow>& ofJob, const std::string& quantity);

/// "Training loss", "BLEU, mean of old domains (dev)".
std::string quantityTitle(const std::string& quantity);

/// At most two points in each of `columns` equal parts of x, the lowest and the highest: nothing
/// that can be seen at that resolution is lost. Values that are not finite are left out.
TrainingCurve thinnedOut(const TrainingCurve& curve, std::size_t columns, bool xLog);

} // namespace palimpsest
