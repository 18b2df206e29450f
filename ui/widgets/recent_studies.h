// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace palimpsest
{

/// Whether a path names what can be opened: a folder with a study.db, or a bundle (.palimpsest).
bool isStudy(const QString& path);

/// The studies and bundles opened last, newest first, kept in the settings. Those that are gone
/// are left out but not forgotten: a network drive may come back.
QStringList recentStudies();
void rememberStudy(const QString& folder);
void forgetStudies();

/// Where new studies go unless told otherwise: ~/Palimpsest.
QString studiesFolder();

} // namespace palimpsest
