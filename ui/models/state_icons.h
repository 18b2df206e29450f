// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

#include "engine/store/rows.h"

namespace palimpsest
{

/// Small pictures for states, told apart by shape as well as by colour, legible on light and dark
/// ground.
QIcon stateIcon(JobState state);
/// That of a waiting job where isQueued().
QIcon stateIcon(JobState state, const RunRow* run);
QIcon stateIcon(SweepState state);
QIcon severityIcon(Severity severity);

} // namespace palimpsest
