// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/scoring/metric.h"

namespace palimpsest
{

using SystemStatistics = std::span<const SegmentStatistics>;

struct ResamplingOptions {
    int samples = 1000;         ///< bootstrap resamples; sacreBLEU's default
    int trials = 10000;         ///< of approximate randomisation; sacreBLEU's default
    std::uint64_t seed = 12345; ///< sacreBLEU's default (its SACREBLEU_SEED)
    int threads = 0;            ///< 0 = as many as the machine has; no figure depends on it
};

/// Mean of the resampled scores, and half the distance between the 2.5 % and 97.5 % ones.
struct BootstrapInterval {
    double mean = 0;
    double halfWidth = 0;
};

/// A system against a baseline. p is two-sided: roughly how probable so large a difference is, were
/// both systems the same.
struct PairedResult {
    double baseline = 0;
    double score = 0;
    double p = 1;
    std::optional<BootstrapInterval> baselineInterval; ///< of a bootstrap test
    std::optional<BootstrapInterval> interval;
};

/// Scores of the resamples that sacreBLEU draws for this seed (Koehn, EMNLP 2004), in single
/// precision as there. Throws BadInput where there is no segment.
std::vector<NumpyFloat> bootstrapScores(const Metric& metric, SystemStatistics statistics,
                                        const ResamplingOptions& options);

/// The same for several systems over one test set: the numbers are drawn once. [system][resample].
std::vector<std::vector<NumpyFloat>>
sharedBootstrapScores(const Metric& metric, std::span<const SystemStatistics> systems,
                      const ResamplingOptions& options);

/// As sacreBLEU's --confidence.
BootstrapInterval bootstrapInterval(const Metric& metric, SystemStatistics statistics,
                                    const ResamplingOptions& options = {});

/// The same from resampled scores.
BootstrapInterval bootstrapInterval(const std::vector<NumpyFloat>& scores);

/// As sacreBLEU's --paired-bs: p = (#{i : |Δᵢ| − mean|Δ| > |Δ|} + 1) / (samples + 1) over resamples
/// i. Throws BadInput where the systems differ in segments or have none.
PairedResult pairedBootstrap(const Metric& metric, SystemStatistics baseline,
                             SystemStatistics system, const ResamplingOptions& options = {});

/// The same test from scores that were resampled alike; `baseline` and `score` are those of the
/// whole test set.
PairedResult pairedBootstrap(const std::vector<NumpyFloat>& baselineScores,
                             const std::vector<NumpyFloat>& systemScores, double baseline,
                             double score);

/// As sacreBLEU's --paired-ar (Riezler and Maxwell, 2005): each trial swaps each segment's outputs
/// with probability ½; p = (#{|Δᵢ| > |Δ|} + 1) / (trials + 1).
PairedResult pairedRandomisation(const Metric& metric, SystemStatistics baseline,
                                 SystemStatistics system, const ResamplingOptions& options = {});

} // namespace palimpsest
