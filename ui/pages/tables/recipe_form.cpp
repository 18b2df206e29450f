// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/recipe_form.h"

#include <algorithm>

#include <QVBoxLayout>

#include "engine/reporting/results_table.h"
#include "ui/models/texts.h"
#include "ui/pages/tables/choice_list.h"
#include "ui/pages/tables/recipe_words.h"

namespace palimpsest
{

namespace
{

using Choice = ChoiceListModel::Choice;

QStringList listOf(const std::vector<std::string>& texts)
{
    QStringList all;
    for (const std::string& text : texts)
        all += QString::fromStdString(text);
    return all;
}

/// Data and texts of a combo box, kept where nothing changes.
void refill(QComboBox& box, const std::vector<std::pair<QString, QString>>& entries,
            const QString& current)
{
    bool same = box.count() == static_cast<int>(entries.size());
    for (int i = 0; same && i < box.count(); ++i)
        same = box.itemData(i) == entries[static_cast<std::size_t>(i)].first &&
               box.itemText(i) == entries[static_cast<std::size_t>(i)].second;
    if (!same) {
        box.clear();
        for (const auto& [data, text] : entries)
            box.addItem(text, data);
    }
    box.setCurrentIndex(box.findData(current));
}

/// What a change of one field asks of the others, so that the recipe stays valid.
void settle(TableRecipe& recipe)
{
    if (recipe.rows == TableRows::LambdaByRatio && recipe.pooling == SeedPooling::Single)
        recipe.pooling = SeedPooling::Mean;
    const bool ordered = std::ranges::any_of(
        recipe.columns, [&](TableColumn column) { return recipe.order == enumText(column); });
    if (!ordered)
        recipe.order.clear();
    if (!mayClaim(recipe))
        recipe.claims.clear();
}

} // namespace

RecipeForm::RecipeForm(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("recipeForm"));
    m_layout->setContentsMargins(2, 0, 10, 8);
    m_layout->setSpacing(6);
    makeColumns();
    makeRows();
    makeTests();
    makeClaims();
    makePrint();
    m_layout->addStretch(1);
    show(m_recipe);
}

void RecipeForm::change(const QString& what, const Work& work, int visit)
{
    TableRecipe after = m_recipe;
    work(after);
    settle(after);
    if (after != m_recipe)
        Q_EMIT edited(after, what, visit);
    else
        show(m_recipe); // a box may show what the recipe does not take
}

void RecipeForm::show(const TableRecipe& recipe)
{
    m_recipe = recipe;
    for (const auto& each : m_show)
        each();
    showLists();
    showTexts();
}

void RecipeForm::offer(const TableChoices& choices)
{
    if (choices == m_choices)
        return;
    m_choices = choices;
    showLists();
    showTexts();
}

void RecipeForm::showLists()
{
    std::vector<Choice> strategies, seeds, columns, metrics, claims;
    QStringList tickedSeeds, tickedColumns;
    for (const std::string& name : m_choices.strategies)
        strategies.push_back(
            {QString::fromStdString(name), QString::fromStdString(seriesTitle(name))});
    for (const std::uint64_t seed : m_choices.seeds)
        seeds.push_back({QString::number(seed), QString::number(seed)});
    for (const std::uint64_t seed : m_recipe.seeds)
        tickedSeeds += QString::number(seed);
    for (const auto& [column, name] : EnumText<TableColumn>::kValues)
        columns.push_back({QString::fromLatin1(name), columnText(column)});
    for (const TableColumn column : m_recipe.columns)
        tickedColumns += QString::fromLatin1(enumText(column));
    for (const char* metric : {"bleu", "chrf", "ter", "loss"})
        metrics.push_back({QString::fromLatin1(metric), metricText(metric)});
    for (const std::string& claim : m_choices.claims)
        claims.push_back({QString::fromStdString(claim), claimText(claim)});
    for (const std::string& claim : m_recipe.claims) {
        const Choice own{QString::fromStdString(claim), claimText(claim)};
        if (std::ranges::find(claims, own) == claims.end())
            claims.push_back(own);
    }
    m_strategies->choices()->show(strategies, listOf(m_recipe.strategies));
    m_seeds->choices()->show(seeds, tickedSeeds);
    m_columns->choices()->show(columns, tickedColumns);
    m_metrics->choices()->show(metrics, listOf(m_recipe.metrics));
    m_claims->choices()->show(claims, listOf(m_recipe.claims));
}

void RecipeForm::showTexts()
{
    const auto entriesOf = [](const QString& first, const std::vector<std::string>& names,
                              const std::string& chosen, const auto& textOf) {
        std::vector<std::pair<QString, QString>> entries = {{QString(), first}};
        std::vector<std::string> all = names;
        if (!chosen.empty() && std::ranges::find(all, chosen) == all.end())
            all.push_back(chosen);
        for (const std::string& name : all)
            entries.emplace_back(QString::fromStdString(name), textOf(name));
        return entries;
    };
    const auto plain = [](const std::string& name) { return QString::fromStdString(name); };
    refill(*m_sweep, entriesOf(tr("all sweeps"), m_choices.sweeps, m_recipe.sweep, plain),
           QString::fromStdString(m_recipe.sweep));
    std::vector<std::string> baselines = m_choices.baselines;
    std::erase(baselines, "baseline"); // the first entry
    refill(*m_baseline, entriesOf(tr("base model"), baselines, m_recipe.baseline, rowText),
           QString::fromStdString(m_recipe.baseline));
    std::vector<std::string> orders;
    for (const TableColumn column : m_recipe.columns)
        if (column != TableColumn::NewDomains && column != TableColumn::OldDomains)
            orders.emplace_back(enumText(column));
    const auto best = [](const std::string& name) {
        return tr("%1, best first").arg(columnText(enumFromText<TableColumn>(name)));
    };
    refill(*m_order, entriesOf(tr("by strategy"), orders, m_recipe.order, best),
           QString::fromStdString(m_recipe.order));
}

} // namespace palimpsest
