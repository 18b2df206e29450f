// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// Which sweep's trials start first where several wait for workers: those of the higher priority,
/// else in the order of the queue. 0 where nobody said otherwise. Kept in the study as a document,
/// so that it may be changed while a conductor works.
inline constexpr int kHighestPriority = 1000; ///< the lowest is its negative

/// By sweep; those with priority 0 are left out.
std::map<RowId, int> sweepPriorities(const StudyStore& store);

/// Throws BadInput where there is no such sweep, or the number is beyond the limits.
void setSweepPriority(StudyStore& store, RowId sweep, int priority);

} // namespace palimpsest
