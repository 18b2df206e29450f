// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/table_recipe.h"

#include <algorithm>
#include <set>

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

constexpr int kMostDecimals = 6;

template <class Self, class Visitor>
void eachField(Self& recipe, Visitor&& visit)
{
    visit("name", recipe.name);
    visit("rows", recipe.rows);
    visit("strategies", recipe.strategies);
    visit("sweep", recipe.sweep);
    visit("seeds", recipe.seeds);
    visit("pooling", recipe.pooling);
    visit("groups", recipe.groups);
    visit("metrics", recipe.metrics);
    visit("split", recipe.split);
    visit("baseline", recipe.baseline);
    visit("test", recipe.test);
    visit("correction", recipe.correction);
    visit("alpha", recipe.alpha);
    visit("decimals", recipe.decimals);
    visit("order", recipe.order);
    visit("caption", recipe.caption);
    visit("label", recipe.label);
    visit("wide", recipe.wide);
    visit("claims", recipe.claims);
}

std::vector<std::string> columnTexts(const TableRecipe& recipe)
{
    std::vector<std::string> texts;
    for (const TableColumn column : recipe.columns)
        texts.emplace_back(enumText(column));
    return texts;
}

template <class T>
bool eachOnce(const std::vector<T>& values)
{
    return std::set<T>(values.begin(), values.end()).size() == values.size();
}

bool isLabel(const std::string& text)
{
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == ':' || c == '-' || c == '.' || c == '_' || c == '/';
    });
}

/// Claims are computed as on the trade-off plot: over all seeds, for scores of which more is
/// better.
void validateClaims(const TableRecipe& recipe)
{
    const bool named = std::ranges::all_of(recipe.claims, [](const std::string& claim) {
        const auto middle = claim.find(" over ");
        return middle != std::string::npos && middle > 0 && middle + 6 < claim.size();
    });
    requireField(named && eachOnce(recipe.claims), "", "claims", recipe.claims,
                 "write each once, such as ewc+mixing over ewc");
    const bool seeds = recipe.pooling == SeedPooling::Mean && recipe.seeds.empty();
    requireField(recipe.claims.empty() || seeds, "", "claims", recipe.claims,
                 "they rest on the mean over all seeds, so leave seeds empty and pool by mean");
    const bool metric = std::ranges::any_of(
        recipe.metrics, [](const auto& name) { return name == "bleu" || name == "chrf"; });
    requireField(recipe.claims.empty() || metric, "", "claims", recipe.claims,
                 "they need a score of which more is better, so add the metric bleu or chrf");
}

} // namespace

bool isOfMetric(TableColumn column)
{
    return column != TableColumn::Drift && column != TableColumn::TargetTokens &&
           column != TableColumn::TrainingTime;
}

bool sameFigures(const TableRecipe& first, TableRecipe second)
{
    second.name = first.name;
    second.caption = first.caption;
    second.label = first.label;
    second.wide = first.wide;
    return first == second;
}

void validate(const TableRecipe& recipe)
{
    static const std::set<std::string> metrics = {"bleu", "chrf", "ter", "loss"};
    requireField(!recipe.name.empty(), "", "name", recipe.name, "give the recipe a name");
    requireField(!recipe.columns.empty() && eachOnce(recipe.columns), "", "columns",
                 columnTexts(recipe), "name at least one column, and each once");
    requireField(!recipe.metrics.empty() && eachOnce(recipe.metrics) &&
                     std::ranges::all_of(recipe.metrics,
                                         [](const auto& name) { return metrics.contains(name); }),
                 "", "metrics", recipe.metrics,
                 "name at least one of bleu, chrf, ter and loss, and each once");
    requireField(recipe.split != Split::Train, "", "split", enumText(recipe.split),
                 "scores are on dev or test");
    requireField(eachOnce(recipe.strategies), "", "strategies", recipe.strategies,
                 "name each strategy once");
    requireField(eachOnce(recipe.seeds), "", "seeds", recipe.seeds, "name each seed once");
    requireField(recipe.rows != TableRows::LambdaByRatio || recipe.pooling != SeedPooling::Single,
                 "", "pooling", enumText(recipe.pooling),
                 "a cell of a grid has room for one figure, so use mean or best-on-dev");
    requireField(recipe.decimals >= -1 && recipe.decimals <= kMostDecimals, "", "decimals",
                 recipe.decimals, "it must be -1 (as usual) or 0 to 6");
    const std::vector<std::string> columns = columnTexts(recipe);
    const bool many = recipe.order == "new-domains" || recipe.order == "old-domains";
    requireField(recipe.order.empty() ||
                     (!many && std::ranges::find(columns, recipe.order) != columns.end()),
                 "", "order", recipe.order,
                 "leave it empty or name one of the columns that is not a list of domains");
    requireField(isLabel(recipe.label), "", "label", recipe.label,
                 "it may hold letters, digits and : - . _ / only");
    requireField(recipe.alpha > 0 && recipe.alpha < 1, "", "alpha", recipe.alpha,
                 "it must be above 0 and below 1");
    validateClaims(recipe);
}

void to_json(nlohmann::json& json, const TableRecipe& recipe)
{
    eachField(recipe, ObjectWriter(json));
    json["columns"] = columnTexts(recipe);
}

void from_json(const nlohmann::json& json, TableRecipe& recipe)
{
    ObjectReader reader(json);
    eachField(recipe, reader);
    reader("columns", recipe.columns);
    reader.finish();
    validate(recipe);
}

std::vector<TableRecipe> readyRecipes()
{
    TableRecipe grid;
    grid.name = "Lambda and ratio";
    grid.rows = TableRows::LambdaByRatio;
    grid.columns = {TableColumn::MeanNew, TableColumn::MeanOld};
    return {TableRecipe{}, grid};
}

std::map<std::string, TableRecipe> tableRecipes(const StudyStore& store)
{
    std::map<std::string, TableRecipe> recipes;
    for (const TableRecipe& recipe : readyRecipes())
        recipes[recipe.name] = recipe;
    for (const auto& [name, document] : store.documents(kTableRecipes)) {
        try {
            TableRecipe recipe;
            from_json(document, recipe);
            recipes[name] = recipe;
        } catch (const FieldError& error) {
            throw BadInput("The study's recipe \"" + name + "\" cannot be read: " + error.what() +
                           " Save it anew under this name.");
        }
    }
    return recipes;
}

TableRecipe findRecipe(const StudyStore& store, const std::string& name)
{
    const auto recipes = tableRecipes(store);
    if (const auto found = recipes.find(name); found != recipes.end())
        return found->second;
    std::string known;
    for (const auto& [each, recipe] : recipes)
        known += (known.empty() ? "\"" : ", \"") + each + "\"";
    throw BadInput("There is no recipe \"" + name + "\" in this study: use one of " + known +
                   ", or a file ending in .json.");
}

void saveRecipe(StudyStore& store, const TableRecipe& recipe)
{
    validate(recipe);
    store.setDocument(kTableRecipes, recipe.name, nlohmann::json(recipe));
}

} // namespace palimpsest
