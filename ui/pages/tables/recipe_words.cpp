// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/recipe_words.h"

#include <algorithm>

#include <QCoreApplication>

#include "engine/reporting/results_table.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(RecipeWords)
};

} // namespace

QString columnText(TableColumn column)
{
    switch (column) {
    case TableColumn::NewDomains:
        return Texts::tr("each new domain");
    case TableColumn::OldDomains:
        return Texts::tr("each old domain");
    case TableColumn::MeanNew:
        return Texts::tr("mean of new domains");
    case TableColumn::MeanOld:
        return Texts::tr("mean of old domains");
    case TableColumn::DeltaNew:
        return Texts::tr("Δ new against base model");
    case TableColumn::DeltaOld:
        return Texts::tr("Δ old against base model");
    case TableColumn::WorstDomain:
        return Texts::tr("Δ of the worst domain");
    case TableColumn::Drift:
        return Texts::tr("drift ‖θ − θ*‖");
    case TableColumn::TargetTokens:
        return Texts::tr("target tokens of the training");
    case TableColumn::TrainingTime:
        break;
    }
    return Texts::tr("training time");
}

QString rowText(const std::string& row)
{
    const auto space = row.find(' ');
    return QString::fromStdString(seriesTitle(row.substr(0, space)) +
                                  (space == std::string::npos ? std::string() : row.substr(space)));
}

QString claimText(const std::string& claim)
{
    const auto middle = claim.find(" over ");
    return Texts::tr("%1 over %2")
        .arg(rowText(claim.substr(0, middle)), rowText(claim.substr(middle + 6)));
}

bool mayClaim(const TableRecipe& recipe)
{
    return recipe.pooling == SeedPooling::Mean && recipe.seeds.empty() &&
           std::ranges::any_of(recipe.metrics, [](const std::string& metric) {
               return metric == "bleu" || metric == "chrf";
           });
}

} // namespace palimpsest
