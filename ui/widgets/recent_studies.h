// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace palimpsest
{

/// Folders of the studies opened last, newest first, kept in the settings. Folders that are gone
/// are left out but not forgotten: a network drive may come back.
QStringList recentStudies();
void rememberStudy(const QString& folder);
void forgetStudies();

/// Where new studies go unless told otherwise: ~/Palimpsest.
QString studiesFolder();

} // namespace palimpsest
