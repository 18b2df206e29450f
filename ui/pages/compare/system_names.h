// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/reporting/compared_systems.h"

namespace palimpsest
{

/// A system as the window names it: "EWC λ=0.1, seed 2".
QString systemTitle(const ComparedSystem& system);

} // namespace palimpsest
