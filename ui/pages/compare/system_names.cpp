// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/system_names.h"

#include <QCoreApplication>

#include "ui/widgets/strategy_look.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct SystemNamesTexts {
    Q_DECLARE_TR_FUNCTIONS(SystemNames)
};

} // namespace

QString systemTitle(const ComparedSystem& system)
{
    QString title = system.unadapted ? SystemNamesTexts::tr("Base model")
                                     : strategyName(QString::fromStdString(system.series));
    title[0] = title[0].toUpper();
    if (!system.label.empty())
        title += QLatin1Char(' ') + QString::fromStdString(system.label);
    if (system.seed)
        title = SystemNamesTexts::tr("%1, seed %2").arg(title).arg(*system.seed);
    if (system.number != 0)
        title = SystemNamesTexts::tr("%1 (trial %2)").arg(title).arg(system.number);
    return title;
}

} // namespace palimpsest
