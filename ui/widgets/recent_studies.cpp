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
const QString kBundleEnding = QStringLiteral(".palimpsest");
} // namespace

QStringList recentStudies()
{
    QStringList present;
    for (const QString& folder : QSettings().value(kKey).toStringList()) {
        if (isStudy(folder)) {
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

bool isStudy(const QString& path)
{
    return QFileInfo::exists(path + QStringLiteral("/study.db")) ||
           (path.endsWith(kBundleEnding) && QFileInfo(path).isFile());
}

QString studiesFolder()
{
    return QDir::homePath() + QStringLiteral("/palimpsest");
}

} // namespace palimpsest
