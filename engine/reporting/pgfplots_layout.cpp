// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/pgfplots_layout.h"

#include <algorithm>
#include <cmath>

#include "engine/reporting/label_anchors.h"

namespace palimpsest
{

namespace
{

constexpr double kMmPerPt = 25.4 / 72.27;
constexpr std::size_t kMostPlaced = 500; ///< labels: more cover each other wherever they stand
constexpr double kLegendKeyMm = 11;      ///< the sample of a series and the space around an entry

/// Characters of the widest label of a tick between two numbers.
double tickCharacters(const FigureRange& range)
{
    const double widest = std::max(std::abs(range.low), std::abs(range.high));
    const double whole = widest >= 10 ? std::floor(std::log10(widest)) + 1 : 1;
    const double step = range.span() / 5;
    const double decimals = step >= 1 ? 0 : std::min(4.0, std::ceil(-std::log10(step)) + 1);
    return whole + decimals + (range.low < 0 ? 1 : 0);
}

/// Places that the captions of horizontal lines cover, at the right end of each.
std::vector<PagePoint> referenceLabels(const Figure& figure, const PageLayout& layout)
{
    constexpr double kStepMm = 1.5;
    std::vector<PagePoint> covered;
    for (const FigureReference& line : figure.references) {
        if (!line.horizontal || line.label.empty())
            continue;
        const double share = (line.value - figure.yRange.low) / figure.yRange.span();
        const double width = estimatedWidthMm(line.label, figure.recipe.fontPt);
        for (double from = 0; from < width; from += kStepMm)
            covered.push_back({layout.axisWidth - from, share * layout.axisHeight + kStepMm});
    }
    return covered;
}

} // namespace

double estimatedWidthMm(const std::string& text, double fontPt)
{
    const auto characters = std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return static_cast<double>(characters) * 0.48 * fontPt * kMmPerPt;
}

PageLayout pageLayout(const Figure& figure)
{
    const FigureRecipe& recipe = figure.recipe;
    const double em = recipe.fontPt * kMmPerPt;
    const bool yLog = recipe.kind == FigureKind::Curves && recipe.yLog;
    PageLayout layout;
    const double ticks = yLog ? 2.2 * em : 0.55 * em * tickCharacters(figure.yRange);
    layout.left = ticks + 1.5 * em + 3;
    layout.axisWidth = recipe.widthMm - layout.left - 2.5;
    double tickHeight = 1.1 * em;
    double longest = 0;
    for (const std::string& name : figure.categories) {
        longest = std::max(longest, estimatedWidthMm(name, recipe.fontPt));
    }
    const auto groups = static_cast<double>(std::max<std::size_t>(1, figure.categories.size()));
    layout.slantedTicks = longest > 0.95 * layout.axisWidth / groups;
    if (layout.slantedTicks)
        tickHeight = 0.42 * longest + 1.1 * em;
    layout.bottom = tickHeight + (figure.xTitle.empty() ? 0.3 * em : 1.3 * em) + 1.5 +
                    (figure.note.empty() ? 0 : 1.2 * em);
    double widest = 0;
    int entries = 0;
    for (const FigureSeries& series : figure.series) {
        if (series.title.empty())
            continue;
        ++entries;
        widest = std::max(widest, estimatedWidthMm(series.title, recipe.fontPt) + kLegendKeyMm);
    }
    const int most = std::max(1, static_cast<int>(recipe.widthMm / std::max(1.0, widest)));
    layout.legendColumns = std::clamp(most, 1, std::max(1, entries));
    const int rows = (entries + layout.legendColumns - 1) / layout.legendColumns;
    layout.axisHeight =
        std::max(10.0, recipe.heightMm - layout.bottom - rows * 1.25 * em - (rows ? 2 : 1));
    return layout;
}

std::vector<std::string> anchorsOf(const Figure& figure)
{
    const PageLayout layout = pageLayout(figure);
    const auto share = [](double value, const FigureRange& range) {
        return (value - range.low) / range.span();
    };
    std::vector<LabelledPoint> labels;
    std::vector<PagePoint> points = referenceLabels(figure, layout);
    std::vector<std::size_t> labelOf; // index into `labels` + 1; 0 = none
    for (const FigureSeries& series : figure.series) {
        for (std::size_t i = 0; i < series.x.size(); ++i) {
            const bool labelled = i < series.labels.size() && !series.labels[i].empty();
            labelOf.push_back(labelled ? labels.size() + 1 : 0);
            const PagePoint place{share(series.x[i], figure.xRange) * layout.axisWidth,
                                  share(series.y[i], figure.yRange) * layout.axisHeight};
            if (labelled)
                labels.push_back({place, estimatedWidthMm(series.labels[i], figure.recipe.fontPt)});
            if (!series.labels.empty())
                points.push_back(place);
        }
    }
    const std::vector<std::string> chosen =
        labels.size() > kMostPlaced
            ? std::vector<std::string>(labels.size(), "south west")
            : labelAnchors(labels, points, figure.recipe.fontPt * kMmPerPt * 0.9,
                           {layout.axisWidth, layout.axisHeight});
    std::vector<std::string> anchors;
    for (const std::size_t label : labelOf)
        anchors.push_back(label == 0 ? "west" : chosen[label - 1]);
    return anchors;
}

} // namespace palimpsest
