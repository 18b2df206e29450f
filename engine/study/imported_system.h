// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/study/planner.h"

namespace palimpsest
{

/// Series of systems that were made elsewhere and are told no strategy of.
inline constexpr const char* kImportedSeries = "imported";

/// A system that another program made: a trial of which only the scores are known.
struct ImportedSystem {
    std::string name;
    std::string strategy;   ///< series; empty = kImportedSeries
    std::string parameters; ///< its label in the series; empty = the name, in kImportedSeries only
    std::optional<std::uint64_t> seed; ///< empty = 1

    auto operator<=>(const ImportedSystem&) const = default;
};

/// The trial that stands for it: nothing in it can be run. Systems that differ only in their seed
/// are one cell; the strategy "baseline" is an unadapted model. `domains` are the study's.
Job importedTrial(const ImportedSystem& system, const StudyFacts& study,
                  const EvaluationPlan& evaluation);

bool isImported(const StrategySpec& strategy);
/// As parameterLabel gives it.
std::string importedLabel(const StrategySpec& strategy);
/// The number that the label names, behind its last "=" or else its first one; 0 without. It orders
/// the points of a series.
double importedNumber(const StrategySpec& strategy);

} // namespace palimpsest
