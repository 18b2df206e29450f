// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "app/gui/export_choices.h"

namespace palimpsest
{

/// Writes figures of the study to `folder`; returns an exit code after saying on standard error
/// what went wrong. A study without a point yet is an error: an empty figure helps nobody.
int exportFigures(const QString& study, const QString& folder, const ExportChoices& choices);

/// Writes every page as a PNG to `folder`; without a study only the start page.
int takeScreenshots(const QString& study, const QString& folder);

} // namespace palimpsest
