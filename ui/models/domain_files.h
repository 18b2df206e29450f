// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include <QString>
#include <QStringList>

#include "engine/study/domain.h"

namespace palimpsest
{

/// Source and target file of a split; `target` is empty for one TSV or TMX file with both sides.
struct SplitFiles {
    QString source;
    QString target;
};

/// Told by the ending of its name: TSV or TMX, also gzipped.
bool holdsBothSides(const QString& path);

/// Sorts files into splits and sides by their names: "train.de", "dev.en.gz", "news-test.de-en.en",
/// "valid.tsv", "train.tmx.gz". Files whose split or language the name does not tell are left out
/// and returned in `unknown`.
std::map<Split, SplitFiles> sortedFiles(const QStringList& paths, const QString& sourceLanguage,
                                        const QString& targetLanguage,
                                        QStringList* unknown = nullptr);

} // namespace palimpsest
