// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/rows.h"

namespace palimpsest
{

/// A trial whose translations are compared with others', by the checkpoint that it keeps.
struct ComparedSystem {
    RowId job = 0;
    RowId evaluation = 0;
    std::string series; ///< strategy: "ewc+mixing"
    std::string label;  ///< its parameters: "1:1 λ=0.1", or ""
    /// Where the study has several seeds of the same; also told apart by number where even that is
    /// the same.
    std::optional<std::uint64_t> seed;
    RowId number = 0; ///< 0 = not needed

    bool unadapted = false; ///< it is a base model

    bool operator==(const ComparedSystem&) const = default;
};

/// "ewc λ=0.1, seed 2": as files name it; unique among the systems of a study and split.
std::string nameOf(const ComparedSystem& system);

/// All trials of a study that were scored on a split, in the order of the trade-off table; trials
/// in the bin do not count.
std::vector<ComparedSystem> comparableSystems(const std::vector<JobRow>& jobs,
                                              const std::vector<EvaluationRow>& evaluations,
                                              Split split);

/// Those of these jobs, in the order of `jobs`. Throws BadInput naming the first that cannot be
/// compared.
std::vector<ComparedSystem> systemsOfJobs(const std::vector<ComparedSystem>& all,
                                          const std::vector<RowId>& jobs, Split split);

} // namespace palimpsest
