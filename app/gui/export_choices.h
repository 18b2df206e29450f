// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QList>
#include <QStringList>

#include "engine/reporting/figure_recipe.h"

class QCommandLineParser;

namespace palimpsest
{

/// Which figures `palimpsest --export` writes, and how.
struct ExportChoices {
    QList<FigureRecipe> recipes;
    QStringList formats; ///< "pdf", "svg", "png", "tex", "csv"
};

/// The options beside --export, named as those of `palimpsest-engine export figure`.
class ExportOptions
{
    Q_DECLARE_TR_FUNCTIONS(palimpsest::ExportOptions)

public:
    explicit ExportOptions(QCommandLineParser& parser); ///< adds them
    /// Throws BadInput naming the option that is wrong.
    ExportChoices choices(const QCommandLineParser& parser) const;
};

} // namespace palimpsest
