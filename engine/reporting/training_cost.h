// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "engine/store/rows.h"

namespace palimpsest
{

/// What training took: of one trial, or the mean over several. Empty where it is not known, or
/// where nothing was trained: the base model, imported systems, merges of what another trial has
/// trained. Of a sequence's step it is that of this step alone.
struct TrainingCost {
    std::optional<double> updates;
    std::optional<double> targetTokens; ///< real target pieces trained on
    std::optional<double> seconds;      ///< in updates alone, without validation and saving

    bool operator==(const TrainingCost&) const = default;
};

/// From the facts of the model that the trial has made.
TrainingCost trainingCost(const JobRow& job);
/// Mean over seeds; of what is not known of every trial, none.
TrainingCost meanTrainingCost(const std::vector<const JobRow*>& jobs);

} // namespace palimpsest
