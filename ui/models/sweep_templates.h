// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>

#include "engine/study/sweep_spec.h"

namespace palimpsest
{

/// A sweep to start from.
struct SweepTemplate {
    QString name;
    QString help; ///< what it is good for, one sentence
    SweepSpec spec;
};

/// The grid of Hasler et al. (2021) first, then others. Sizes and budgets are this program's
/// defaults, not the paper's.
std::vector<SweepTemplate> sweepTemplates();

} // namespace palimpsest
