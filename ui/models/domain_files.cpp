// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/domain_files.h"

#include <optional>

#include <QFileInfo>
#include <QRegularExpression>

namespace palimpsest
{

namespace
{

std::optional<Split> splitOf(const QString& name)
{
    static const std::pair<Split, QRegularExpression> kWords[] = {
        {Split::Dev,
         QRegularExpression(QStringLiteral("(^|[^a-z])(dev|devel|valid|validation)([^a-z]|$)"))},
        {Split::Test, QRegularExpression(QStringLiteral("(^|[^a-z])test([^a-z]|$)"))},
        {Split::Train, QRegularExpression(QStringLiteral("(^|[^a-z])train(ing)?([^a-z]|$)"))},
    };
    for (const auto& [split, word] : kWords)
        if (name.contains(word))
            return split;
    return std::nullopt;
}

} // namespace

bool holdsBothSides(const QString& path)
{
    static const QRegularExpression kEnding(QStringLiteral("\\.(tsv|tmx)(\\.gz)?$"),
                                            QRegularExpression::CaseInsensitiveOption);
    return path.contains(kEnding);
}

std::map<Split, SplitFiles> sortedFiles(const QStringList& paths, const QString& sourceLanguage,
                                        const QString& targetLanguage, QStringList* unknown)
{
    std::map<Split, SplitFiles> files;
    for (const QString& path : paths) {
        QString name = QFileInfo(path).fileName().toLower();
        if (name.endsWith(QLatin1String(".gz")))
            name.chop(3);
        const QString ending = name.section(QLatin1Char('.'), -1);
        const auto split = splitOf(name);
        if (split && holdsBothSides(name))
            files[*split] = {path, {}};
        else if (split && ending == sourceLanguage.toLower())
            files[*split].source = path;
        else if (split && ending == targetLanguage.toLower())
            files[*split].target = path;
        else if (unknown)
            *unknown += path;
    }
    return files;
}

} // namespace palimpsest
