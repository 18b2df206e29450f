// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>

class QCoreApplication;

namespace palimpsest
{

/// English plurals, and over them the language of `locale` where there is a translation.
void installTranslations(QCoreApplication& application, const QLocale& locale);

} // namespace palimpsest
