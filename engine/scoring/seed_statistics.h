// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/scoring/resampling.h"

namespace palimpsest
{

/// What several runs of one configuration, apart in their seeds only, say together.
struct SeedSummary {
    std::size_t n = 0;
    double mean = 0;
    /// Sample standard deviation (n − 1); empty for fewer than two runs: one run says nothing about
    /// spread.
    std::optional<double> deviation;
    /// Half the width of the 95 % t-interval around the mean; empty for fewer than two runs.
    std::optional<double> halfWidth;
};

/// Sample standard deviation (n − 1) of at least two values.
double sampleDeviation(std::span<const double> values);

/// Throws BadInput where there is no score or one is not a finite number.
SeedSummary summarizeSeeds(std::span<const double> scores, double confidence = 0.95);

/// The two kinds of variance that MultEval keeps apart (Clark et al., ACL 2011).
struct VarianceParts {
    /// s_sel: how much the score would change with another test set; mean over runs of the
    /// bootstrap's standard deviation.
    double testSet = 0;
    /// s_opt: how much it changes from run to run; empty for fewer than two runs.
    std::optional<double> runToRun;
};
VarianceParts varianceParts(const Metric& metric, std::span<const SystemStatistics> runs,
                            const ResamplingOptions& options = {});

/// One run's statistics of each domain whose scores are averaged, always in the same order.
using DomainStatistics = std::vector<SystemStatistics>;

/// Approximate randomisation over several runs of two systems, stratified by segment: each trial
/// deals the 2n outputs of a segment to the systems anew. Scores are means over runs. n runs each,
/// the same segments.
PairedResult stratifiedRandomisation(const Metric& metric,
                                     std::span<const SystemStatistics> baseline,
                                     std::span<const SystemStatistics> system,
                                     const ResamplingOptions& options = {});

/// The same for means over domains: outputs are dealt within each segment of each domain. With one
/// run each it is the paired test of a mean. Throws BadInput where runs, domains or segments do not
/// match.
PairedResult stratifiedRandomisation(const Metric& metric,
                                     std::span<const DomainStatistics> baseline,
                                     std::span<const DomainStatistics> system,
                                     const ResamplingOptions& options = {});

/// Quantile of Student's t with `degrees` > 0 degrees of freedom, 0 < probability < 1.
double studentQuantile(double probability, double degrees);

} // namespace palimpsest
