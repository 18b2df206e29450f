// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/reporting/figure_recipe.h"
#include "engine/reporting/provenance.h"
#include "engine/reporting/series_look.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// How a point is drawn.
enum class PointMark {
    Filled,
    Hollow, ///< behind the joint front
    Dotted, ///< behind it, but not told apart from it
};

/// One series of a figure. Vectors that are not empty are as long as `x`. Where x or y is not
/// finite, a line is interrupted and nothing is marked.
struct FigureSeries {
    std::string id;
    std::string title; ///< legend; empty = not in the legend
    PaperLook look;
    std::vector<double> x;
    std::vector<double> y;
    std::vector<double> xError; ///< half length of the bars; 0 = none
    std::vector<double> yError;
    std::vector<double> xEllipse; ///< half axes; 0 = none
    std::vector<double> yEllipse;
    std::vector<std::string> labels;
    std::vector<int> strands;     ///< a line joins points of one strand; empty = all
    std::vector<PointMark> marks; ///< empty = all filled
    bool line = true;
    bool markers = true;
    bool curve = false;     ///< x ascending, dense: may be thinned out to what a page can show
    int markEvery = 1;      ///< a marker at every n-th point, so that dense curves differ in grey
    int markFirst = 0;      ///< … beginning with this one
    double opacity = 1;     ///< raw data behind a smoothed curve: faint
    double lineWidth = 1.5; ///< in points of a page set in 10 points
    double markerScale = 1; ///< below 1 where markers would cover each other
};

/// A dotted line across the figure.
struct FigureReference {
    bool horizontal = true;
    double value = 0;
    std::string label;
};

/// Steps through non-dominated points in ascending x.
struct FigureFront {
    std::string series; ///< empty = the joint front
    PaperLook look;
    std::vector<double> x;
    std::vector<double> y;
};

struct FigureRange {
    double low = 0;
    double high = 1;
    double span() const { return high - low; }
};

/// A figure as data, the same for PDF, SVG, PNG, pgfplots and CSV. Texts are plain, not escaped.
struct Figure {
    FigureRecipe recipe;
    StudyRow study;
    std::string xTitle;
    std::string yTitle;
    std::vector<std::string> categories; ///< x = 0, 1, …; empty = numbers
    std::vector<FigureSeries> series;
    std::vector<FigureReference> references;
    std::vector<FigureFront> fronts;
    std::optional<double> forbiddenBelow; ///< y that a loss budget forbids
    std::string forbiddenLabel;
    std::string note; ///< small line below: what ellipses and bars are
    std::vector<std::string> warnings;
    std::vector<RowId> jobs;         ///< of what is shown
    std::vector<std::string> trials; ///< their identities, sorted
    FigureRange xRange;
    FigureRange yRange;
    /// All columns of all points in full precision; what CSV holds, and beside x and y what an
    /// author may want of pgfplots' data.
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;

    bool hasPoints() const;
};

/// Makes figures from one study, keeping what took long. One object belongs to one thread, like its
/// store.
class FigureMaker
{
public:
    explicit FigureMaker(const StudyStore& store) : m_store(store) {}
    /// Throws BadInput where the recipe names a sweep, strategy, trial or domain that there is not.
    Figure make(const FigureRecipe& recipe);

private:
    const StudyStore& m_store;
    std::optional<TradeoffAnalysis> m_analysis;
    std::int64_t m_change = -1; ///< of the store when it was made
};

/// The trade-off figure of points that are at hand. The analysis may be of other points or empty:
/// what it does not know has no ellipse.
Figure tradeoffFigure(const std::vector<TradeoffPoint>& points, const TradeoffAnalysis& analysis,
                      const FigureRecipe& recipe);
Figure curvesFigure(const StudyStore& store, const std::vector<JobRow>& jobs,
                    const FigureRecipe& recipe);
Figure domainsFigure(const std::vector<JobRow>& jobs, const std::vector<EvaluationRow>& evaluations,
                     const std::vector<DomainRow>& domains, const FigureRecipe& recipe,
                     RowId sweep);

/// "mean BLEU, new domains".
std::string axisTitle(const AxisChoice& axis);

/// Where this figure comes from.
Provenance provenanceOf(const Figure& figure);

/// All columns of all points, RFC 4180.
std::string csvFigure(const Figure& figure);

} // namespace palimpsest
