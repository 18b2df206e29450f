// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/store/rows.h"

class QColor;

namespace palimpsest
{

class StudySession;

/// Rich text about a job for the detail pane: state and failure first, then times, then scores per
/// domain.
QString runSummary(const StudySession& session, RowId job, const QColor& muted, const QColor& bad);

} // namespace palimpsest
