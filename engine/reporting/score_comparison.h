// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/reporting/compared_systems.h"
#include "engine/scoring/resampling.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

enum class PairedTest { Bootstrap, Randomisation };

/// A system's score in one domain.
struct ComparedScore {
    double score = 0;
    BootstrapInterval interval;       ///< as sacreBLEU's --confidence
    std::optional<double> difference; ///< against the baseline; empty for the baseline itself
    std::optional<double> p;          ///< of sacreBLEU's paired test
    std::optional<double> holm;       ///< corrected over the family
};

/// One domain's scores.
struct ComparedDomain {
    std::string domain;
    DomainRole role = DomainRole::New;
    std::size_t segments = 0;
    std::vector<std::optional<ComparedScore>> systems; ///< empty where one was not scored here
};

/// Systems side by side, the first of them the baseline.
struct ScoreComparison {
    std::vector<ComparedSystem> systems;
    std::string metric;
    PairedTest test = PairedTest::Bootstrap;
    int samples = 0;        ///< resamples or trials of the test
    std::size_t family = 0; ///< tests that the corrected p stand for: of all systems and domains
    std::string signature;
    std::vector<ComparedDomain> domains; ///< in the study's order
    std::vector<std::string> warnings;   ///< one sentence each
};

/// Scores of every domain from the statistics in study.db: the same figures as `score --paired-bs`
/// or `--paired-ar` of the same texts. Domains that no system was scored in are left out. Throws
/// BadInput where nothing can be compared.
ScoreComparison compareScores(const StudyStore& store, const std::vector<ComparedSystem>& systems,
                              const std::string& metric, PairedTest test,
                              const ResamplingOptions& options = {});

} // namespace palimpsest
