// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/rows.h"

namespace palimpsest
{

/// Of TER and loss less is better, of every other score more.
bool lowerIsBetter(const std::string& metric);

/// What an axis of the trade-off plot shows.
struct AxisChoice {
    enum class Over { Mean, Worst, Domain };
    DomainRole role = DomainRole::New; ///< Mean, Worst: over all domains of this role
    Over over = Over::Mean; ///< Worst: the domain with the largest loss against the base model
    std::string domain;     ///< Over::Domain: this one
    std::string metric = "bleu";

    bool operator==(const AxisChoice&) const = default;
};

struct TradeoffOptions {
    AxisChoice x{DomainRole::New, AxisChoice::Over::Mean, {}, "bleu"};
    AxisChoice y{DomainRole::Old, AxisChoice::Over::Mean, {}, "bleu"};
    Split split = Split::Test;
    RowId sweep = 0;       ///< 0 = all trials of the study
    bool poolSeeds = true; ///< one point a cell (mean over seeds) instead of one a trial

    bool operator==(const TradeoffOptions&) const = default;
};

/// A trade-off point: x = new-domain score, y = old-domain score, as in Hasler et al. (2021).
struct TradeoffPoint {
    std::string series; ///< strategy: "ewc+mixing"
    std::string label;  ///< "λ=0.1"
    double order = 0;   ///< position along the series (λ descending, ratio descending)
    int step = 0;       ///< of a sequence: domains that it has learned; 0 = all at once
    double x = 0;
    double y = 0;
    double xSd = 0; ///< standard deviation over seeds; 0 where n = 1
    double ySd = 0;
    int seeds = 1; ///< n
    std::vector<RowId> jobs;
    std::vector<RowId> evaluations;
    /// The domains behind the score on an axis, of each evaluation.
    std::vector<std::vector<std::string>> xDomains;
    std::vector<std::vector<std::string>> yDomains;
    std::map<std::string, double> domainScores; ///< of x's metric, mean over seeds
    bool onSeriesFront = false;                 ///< non-dominated within its series
    bool onJointFront = false;
};

/// Points of a study in the order of series, steps of a sequence and `order`. Rows without a score
/// for an axis give no point. Dev points are the selected checkpoints' scores on dev.
std::vector<TradeoffPoint> tradeoffPoints(const std::vector<JobRow>& jobs,
                                          const std::vector<EvaluationRow>& evaluations,
                                          const TradeoffOptions& options);

/// What speaks against showing these points together, one sentence each: scores with different
/// signatures, test sets that differ between trials, means over different domains. Empty where all
/// is well.
std::vector<std::string> comparabilityWarnings(const std::vector<TradeoffPoint>& points,
                                               const std::vector<JobRow>& jobs,
                                               const std::vector<EvaluationRow>& evaluations,
                                               const TradeoffOptions& options);

/// All dev evaluations of one job in the order of updates: its path across the plane.
std::vector<TradeoffPoint> tradeoffPath(const JobRow& job,
                                        const std::vector<EvaluationRow>& evaluations,
                                        const TradeoffOptions& options);

} // namespace palimpsest
