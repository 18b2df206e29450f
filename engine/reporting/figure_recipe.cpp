// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/figure_recipe.h"

#include <cmath>
#include <set>

#include "engine/reporting/recipe_file.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

template <class Self, class Visitor>
void eachField(Self& recipe, Visitor&& visit)
{
    visit("kind", recipe.kind);
    visit("sweep", recipe.sweep);
    visit("strategies", recipe.strategies);
    visit("trials", recipe.trials);
    visit("selected", recipe.selected);
    visit("metric", recipe.metric);
    visit("split", recipe.split);
    visit("poolSeeds", recipe.poolSeeds);
    visit("x", recipe.x);
    visit("y", recipe.y);
    visit("fronts", recipe.fronts);
    visit("intervals", recipe.intervals);
    visit("lossBudget", recipe.lossBudget);
    visit("quantity", recipe.quantity);
    visit("smoothing", recipe.smoothing);
    visit("xLog", recipe.xLog);
    visit("yLog", recipe.yLog);
    visit("widthMm", recipe.widthMm);
    visit("heightMm", recipe.heightMm);
    visit("fontPt", recipe.fontPt);
    visit("dpi", recipe.dpi);
    visit("ranges", recipe.ranges);
}

void requireAxis(const std::string& field, const std::string& key)
{
    const bool known = key == "mean:new" || key == "mean:old" || key == "worst:new" ||
                       key == "worst:old" || (key.starts_with("domain:") && key.size() > 7);
    requireField(known, "", field, key,
                 "use mean:new, mean:old, worst:new, worst:old or domain:NAME");
}

bool isQuantity(const std::string& text)
{
    const auto second = text.rfind(':');
    if (text.starts_with("metric:"))
        return text.size() > 7;
    const bool two = second != std::string::npos && second + 1 < text.size();
    return two && ((text.starts_with("domain:") && second > 7) || text.starts_with("role:old:") ||
                   text.starts_with("role:new:"));
}

bool areRanges(const std::vector<double>& ranges)
{
    if (ranges.empty())
        return true;
    return ranges.size() == 4 && ranges[0] < ranges[1] && ranges[2] < ranges[3] &&
           std::isfinite(ranges[0] + ranges[1] + ranges[2] + ranges[3]);
}

} // namespace

void validate(const FigureRecipe& recipe)
{
    static const std::set<std::string> metrics = {"bleu", "chrf", "ter", "loss"};
    requireField(metrics.contains(recipe.metric), "", "metric", recipe.metric,
                 "use bleu, chrf, ter or loss");
    requireField(recipe.split != Split::Train, "", "split", enumText(recipe.split),
                 "scores are on dev or test");
    requireAxis("x", recipe.x);
    requireAxis("y", recipe.y);
    requireField(isQuantity(recipe.quantity), "", "quantity", recipe.quantity,
                 "use metric:NAME, role:old:METRIC, role:new:METRIC or domain:NAME:METRIC");
    requireField(recipe.smoothing >= 0 && recipe.smoothing < 1, "", "smoothing", recipe.smoothing,
                 "it must be 0 (none) or more, and below 1");
    requireField(recipe.widthMm >= 30 && recipe.widthMm <= 500, "", "widthMm", recipe.widthMm,
                 "it must be 30 to 500 mm");
    requireField(recipe.heightMm >= 25 && recipe.heightMm <= 500, "", "heightMm", recipe.heightMm,
                 "it must be 25 to 500 mm");
    requireField(recipe.fontPt >= 5 && recipe.fontPt <= 24, "", "fontPt", recipe.fontPt,
                 "it must be 5 to 24 points");
    requireField(recipe.dpi >= 50 && recipe.dpi <= 1200, "", "dpi", recipe.dpi,
                 "it must be 50 to 1200 dots per inch");
    requireField(areRanges(recipe.ranges), "", "ranges", recipe.ranges,
                 "give x from, x to, y from and y to, each smaller first, or nothing");
}

void to_json(nlohmann::json& json, const FigureRecipe& recipe)
{
    eachField(recipe, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, FigureRecipe& recipe)
{
    ObjectReader reader(json);
    eachField(recipe, reader);
    reader.finish();
    validate(recipe);
}

FigureRecipe figureRecipe(const Provenance& provenance)
{
    if (provenance.kind != "figure")
        throw BadInput("This file holds a " + provenance.kind + ", not a figure.");
    FigureRecipe recipe;
    from_json(provenance.recipe, recipe);
    return recipe;
}

FigureRecipe figureRecipeFromFile(const std::string& path)
{
    if (!path.ends_with(".json")) {
        const Provenance provenance = readProvenance(path);
        try {
            return figureRecipe(provenance);
        } catch (const BadInput& error) {
            throw BadInput(path + ": " + error.what());
        }
    }
    return recipeFromJsonFile<FigureRecipe>(path);
}

double suitableHeightMm(double widthMm)
{
    return std::round(widthMm > 110 ? widthMm * 0.53 : widthMm * 0.8);
}

TradeoffOptions tradeoffOptions(const FigureRecipe& recipe, RowId sweep)
{
    TradeoffOptions options;
    options.x = axisFromKey(recipe.x, recipe.metric);
    options.y = axisFromKey(recipe.y, recipe.metric);
    options.split = recipe.split;
    options.sweep = sweep;
    options.poolSeeds = recipe.poolSeeds;
    return options;
}

} // namespace palimpsest
