// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "engine/reporting/figure.h"
#include "engine/reporting/number_text.h"
#include "engine/reporting/training_curves.h"

namespace palimpsest
{

namespace
{

constexpr int kMostCurves = 7; ///< as many as differ in colour; more only where they are named
constexpr std::size_t kMarkersPerCurve = 8;
constexpr double kColumnsPerMm = 4;

TrainingCurve curveOf(const StudyStore& store, const std::vector<EvaluationRow>& evaluations,
                      const JobRow& job, const std::string& quantity)
{
    if (!quantity.starts_with("metric:")) {
        std::vector<EvaluationRow> own;
        std::ranges::copy_if(evaluations, std::back_inserter(own),
                             [&](const EvaluationRow& row) { return row.job == job.id; });
        return devScoreCurve(own, quantity);
    }
    TrainingCurve curve;
    const auto run = store.latestRun(job.id);
    if (!run)
        return curve;
    for (const MetricPoint& point : store.metrics(run->id, quantity.substr(7))) {
        curve.x.push_back(static_cast<double>(point.step));
        curve.y.push_back(point.value);
    }
    return curve;
}

FigureSeries seriesOf(const JobRow& job, const TrainingCurve& whole, const FigureRecipe& recipe,
                      int number)
{
    FigureSeries series;
    series.id = job.identity;
    series.title = job.label;
    series.look = indexedPaperLook(number);
    series.curve = true;
    const auto columns = static_cast<std::size_t>(recipe.widthMm * kColumnsPerMm);
    TrainingCurve thin = thinnedOut(whole, columns, recipe.xLog);
    const std::size_t count = thin.x.size();
    series.markEvery = static_cast<int>(std::max<std::size_t>(1, count / kMarkersPerCurve));
    series.markFirst = number * series.markEvery / 4 % series.markEvery;
    series.x = std::move(thin.x);
    series.y = std::move(thin.y);
    return series;
}

/// The raw values behind a smoothed curve.
FigureSeries behind(FigureSeries series)
{
    series.id += "/raw";
    series.title.clear();
    series.markers = false;
    series.opacity = 0.3;
    series.lineWidth = 1;
    series.look.dash = Dash::Solid;
    return series;
}

/// Leaves the seed out of the legend where it tells nothing apart.
void shortenTitles(Figure& figure)
{
    std::set<std::string> endings;
    for (const FigureSeries& series : figure.series) {
        if (series.title.empty())
            continue;
        const auto at = series.title.rfind(", seed ");
        if (at == std::string::npos)
            return;
        endings.insert(series.title.substr(at));
    }
    if (endings.size() != 1)
        return;
    for (FigureSeries& series : figure.series)
        series.title = series.title.substr(0, series.title.rfind(*endings.begin()));
}

/// One run a setting, as long as nobody named the runs: those of the smallest seed. Empty where all
/// have the same.
std::optional<std::uint64_t> onlySeed(const std::vector<JobRow>& jobs, const FigureRecipe& recipe)
{
    std::set<std::uint64_t> seeds;
    for (const JobRow& job : jobs) {
        if (job.config.strategy.adapts)
            seeds.insert(job.config.training.seed);
    }
    return recipe.trials.empty() && seeds.size() > 1 ? std::optional(*seeds.begin()) : std::nullopt;
}

} // namespace

Figure curvesFigure(const StudyStore& store, const std::vector<JobRow>& jobs,
                    const FigureRecipe& recipe)
{
    Figure figure;
    figure.recipe = recipe;
    figure.xTitle = "Updates";
    figure.yTitle = quantityTitle(recipe.quantity);
    const bool smooth = recipe.smoothing > 0;
    figure.columns = {"run", "strategy", "trial", "update", "value"};
    if (smooth)
        figure.columns.emplace_back("smoothed");
    const std::vector<EvaluationRow> evaluations = store.evaluations();
    const bool named = !recipe.trials.empty();
    const std::optional<std::uint64_t> seed = onlySeed(jobs, recipe);
    int number = 0, left = 0;
    for (const JobRow& job : jobs) {
        const TrainingCurve raw = curveOf(store, evaluations, job, recipe.quantity);
        if (raw.x.empty())
            continue;
        const TrainingCurve even{raw.x, smoothed(raw.y, recipe.smoothing)};
        const bool ofSeed = !seed || job.config.training.seed == *seed;
        const bool drawn = named || (ofSeed && number < kMostCurves);
        left += drawn ? 0 : 1;
        if (smooth && drawn)
            figure.series.push_back(behind(seriesOf(job, raw, recipe, number)));
        if (drawn)
            figure.series.push_back(seriesOf(job, even, recipe, number++));
        figure.jobs.push_back(job.id);
        for (std::size_t i = 0; i < raw.x.size(); ++i) {
            figure.rows.push_back({job.label, job.config.strategy.name, job.identity,
                                   exactText(raw.x[i]), exactText(raw.y[i])});
            if (smooth)
                figure.rows.back().push_back(exactText(even.y[i]));
        }
    }
    shortenTitles(figure);
    if (left > 0)
        figure.warnings.push_back("Only " + std::to_string(number) + " of " +
                                  std::to_string(number + left) + " runs are drawn" +
                                  (seed ? ", those with seed " + std::to_string(*seed) : "") +
                                  ": name the trials that the figure shall show.");
    if (smooth)
        figure.note =
            "moving average, weight " + exactText(recipe.smoothing) + "; faint: as logged";
    return figure;
}

} // namespace palimpsest
