// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/reporting/table_changes.h"

namespace palimpsest
{

/// What a table shows other than last time, in a sentence: counts, and names of what came and went.
QString changeSentence(const TableChanges& changes);

} // namespace palimpsest
