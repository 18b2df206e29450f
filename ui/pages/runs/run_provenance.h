// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/store/rows.h"

class QColor;

namespace palimpsest
{

class StudySession;

/// Rich text about where a job's result comes from: its identity, what it was made from, the hashes
/// of its text, the versions and machines of its runs.
QString runProvenance(const StudySession& session, RowId job, const QColor& muted);

} // namespace palimpsest
