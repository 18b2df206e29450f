// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

namespace palimpsest
{

namespace
{
const QString kFolder = QStringLiteral(":/translations");
}

void installTranslations(QCoreApplication& application, const QLocale& locale)
{
    auto* english = new QTranslator(&application);
    if (english->load(QStringLiteral("palimpsest_en"), kFolder))
        QCoreApplication::installTranslator(english);
    // Buttons such as Cancel, and the file dialogs, are Qt's own.
    auto* ofQt = new QTranslator(&application);
    if (ofQt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                   QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(ofQt);
    auto* chosen = new QTranslator(&application);
    if (chosen->load(locale, QStringLiteral("palimpsest"), QStringLiteral("_"), kFolder))
        QCoreApplication::installTranslator(chosen);
}

} // namespace palimpsest
