// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/recent_studies.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace palimpsest
{

namespace
{
const QString kKey = QStringLiteral("recentStudies");
constexpr int kMostRecent = 10;
} // namespace

QStringList recentStudies()
{
    QStringList present;
    for (const QString& folder : QSettings().value(kKey).toStringList()) {
        if (QFileInfo::exists(folder + QStringLiteral("/study.db"))) {
            present.append(folder);
        }
    }
    return present;
}

void rememberStudy(const QString& folder)
{
    QSettings settings;
    QStringList all = settings.value(kKey).toStringList();
    all.removeAll(folder);
    all.prepend(folder);
    while (all.size() > kMostRecent) {
        all.removeLast();
    }
    settings.setValue(kKey, all);
}

void forgetStudies()
{
    QSettings().remove(kKey);
}

QString studiesFolder()
{
    return QDir::homePath() + QStringLiteral("/palimpsest");
}

} // namespace palimpsest
