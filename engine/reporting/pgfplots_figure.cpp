// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/pgfplots_figure.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/reporting/label_anchors.h"
#include "engine/reporting/latex_text.h"
#include "engine/reporting/number_text.h"
#include "engine/reporting/pgfplots_layout.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

constexpr double kMarkerRadiusPt = 3.3; ///< on a page set in 10 points, as in the PDF
constexpr double kDotShare = 0.42;      ///< of a marker: the dot in it

const char* markOf(Marker marker)
{
    switch (marker) {
    case Marker::Square:
        return "square*";
    case Marker::Diamond:
        return "diamond*";
    case Marker::TriangleUp:
    case Marker::TriangleDown:
        return "triangle*";
    case Marker::Plus:
        return "+";
    case Marker::Cross:
        return "x";
    case Marker::Star:
        return "asterisk";
    case Marker::Circle:
        break;
    }
    return "*";
}

const char* dashOf(Dash dash)
{
    switch (dash) {
    case Dash::Dashed:
        return "dashed";
    case Dash::Dotted:
        return "dotted";
    case Dash::DashDotted:
        return "dash pattern=on 4pt off 2pt on 1pt off 2pt";
    case Dash::Solid:
        break;
    }
    return "solid";
}

std::string colorName(std::size_t series)
{
    return "palimpsest" + std::to_string(series);
}

std::string numberOr(double value, const char* missing)
{
    return std::isfinite(value) ? exactText(value) : missing;
}

double at(const std::vector<double>& values, std::size_t i)
{
    return i < values.size() && std::isfinite(values[i]) ? values[i] : 0;
}

bool any(const std::vector<double>& values)
{
    return std::ranges::any_of(values, [](double value) { return value > 0; });
}

PointMark markAt(const FigureSeries& series, std::size_t i)
{
    return i < series.marks.size() ? series.marks[i] : PointMark::Filled;
}

bool hasMark(const FigureSeries& series, PointMark mark)
{
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (markAt(series, i) == mark)
            return true;
    }
    return false;
}

bool hasLabels(const FigureSeries& series)
{
    return std::ranges::any_of(series.labels, [](const auto& label) { return !label.empty(); });
}

/// "restrict expr to domain" of one series, or of its points with one mark.
std::string onlySeries(std::size_t number)
{
    const std::string n = std::to_string(number);
    return "restrict expr to domain={\\thisrow{series}}{" + n + ":" + n + "}";
}

std::string onlyMark(std::size_t number, PointMark mark)
{
    const std::string code = std::to_string(number * 10 + static_cast<std::size_t>(mark));
    return "restrict expr to domain={10*\\thisrow{series}+\\thisrow{mark}}{" + code + ":" + code +
           "}";
}

class Writer
{
public:
    Writer(const Figure& figure, std::string dataFile)
        : m_figure(figure), m_layout(pageLayout(figure)), m_data(std::move(dataFile)),
          m_scale(figure.recipe.fontPt / 10)
    {
    }

    std::string text()
    {
        head();
        axis();
        m_text += "% What is behind the points.\n";
        background();
        for (std::size_t i = 0; i < m_figure.series.size(); ++i)
            series(i);
        m_text += "\\end{axis}\n";
        if (!m_figure.note.empty())
            m_text += "\\node[anchor=south east, inner sep=0pt, text=palimpsestMuted] at (" +
                      mm(m_layout.axisWidth) + "," + mm(-m_layout.bottom) + ") {" +
                      latexText(m_figure.note) + "};\n";
        m_text += "\\pgfresetboundingbox\n\\path[use as bounding box] (" + mm(-m_layout.left) +
                  "," + mm(-m_layout.bottom) + ") rectangle (" +
                  mm(m_figure.recipe.widthMm - m_layout.left) + "," +
                  mm(m_figure.recipe.heightMm - m_layout.bottom) + ");\n\\end{tikzpicture}%\n";
        return m_text;
    }

private:
    static std::string mm(double value) { return fixedText(value, 2) + "mm"; }
    std::string pt(double value) const { return fixedText(value * m_scale, 2) + "pt"; }
    bool logAxis(bool x) const
    {
        return m_figure.recipe.kind == FigureKind::Curves &&
               (x ? m_figure.recipe.xLog : m_figure.recipe.yLog);
    }

    void head()
    {
        m_text = latexComment("Needs only \\usepackage{pgfplots}, \\pgfplotsset{compat=1.16} or "
                              "newer.");
        m_text +=
            latexComment("Made by palimpsest " + std::string(kVersion) + " from the study \"" +
                         m_figure.study.name + "\", id " + m_figure.study.id + ".");
        m_text += latexComment(fixedText(m_figure.recipe.widthMm, 1) + " mm wide, " +
                               fixedText(m_figure.recipe.heightMm, 1) + " mm high.");
        for (const std::string& warning : m_figure.warnings)
            m_text += latexComment("Warning: " + warning);
        for (std::size_t i = 0; i < m_figure.series.size(); ++i)
            color(colorName(i), m_figure.series[i].look.rgb);
        color("palimpsestAxis", 0x808080);
        color("palimpsestGrid", 0xe9e9e9);
        color("palimpsestMuted", 0x555555);
        color("palimpsestForbidden", 0xfbeeea);
        m_text += "\\begin{tikzpicture}[font=\\fontsize{" + fixedText(m_figure.recipe.fontPt, 1) +
                  "}{" + fixedText(m_figure.recipe.fontPt * 1.15, 1) + "}\\selectfont]\n";
    }

    void color(const std::string& name, std::uint32_t rgb)
    {
        m_text += "\\definecolor{" + name + "}{RGB}{" + std::to_string(rgb >> 16 & 0xFF) + "," +
                  std::to_string(rgb >> 8 & 0xFF) + "," + std::to_string(rgb & 0xFF) + "}\n";
    }

    void axis()
    {
        const FigureRange& x = m_figure.xRange;
        const FigureRange& y = m_figure.yRange;
        m_text += "\\begin{axis}[\n  scale only axis, width=" + mm(m_layout.axisWidth) +
                  ", height=" + mm(m_layout.axisHeight) + ",\n  xmin=" + exactText(x.low) +
                  ", xmax=" + exactText(x.high) + ", ymin=" + exactText(y.low) +
                  ", ymax=" + exactText(y.high) + ",\n";
        if (logAxis(true))
            m_text += "  xmode=log,\n";
        if (logAxis(false))
            m_text += "  ymode=log,\n";
        m_text +=
            "  xlabel={" + latexText(m_figure.xTitle) + "}, ylabel={" + latexText(m_figure.yTitle) +
            "},\n  axis x line*=bottom, axis y line*=left, axis line style={palimpsestAxis},\n"
            "  tick style={palimpsestAxis}, tick align=outside, scaled ticks=false,\n"
            "  tick label style={text=palimpsestMuted, /pgf/number format/fixed,"
            " /pgf/number format/1000 sep={}},\n"
            "  label style={inner sep=1pt}, grid=major, grid style={palimpsestGrid}, clip "
            "mode=individual,\n  unbounded coords=jump,\n";
        categories();
        m_text += "  legend columns=" + std::to_string(m_layout.legendColumns) +
                  ", legend cell align=left,\n  legend style={draw=none, fill=none, inner sep=0pt, "
                  "at={(0.5,1)}, anchor=south, yshift=1.2mm,\n    /tikz/every even column/.append "
                  "style={column sep=2.5mm}},\n]\n";
    }

    void categories()
    {
        if (m_figure.categories.empty())
            return;
        std::string ticks, names;
        for (std::size_t i = 0; i < m_figure.categories.size(); ++i) {
            ticks += (i ? "," : "") + std::to_string(i);
            names += (i ? ",{" : "{") + latexText(m_figure.categories[i]) + "}";
        }
        m_text += "  xtick={" + ticks + "}, xticklabels={" + names + "}, xmajorgrids=false,\n";
        if (m_layout.slantedTicks)
            m_text += "  xticklabel style={rotate=25, anchor=north east, inner sep=1pt},\n";
    }

    void background()
    {
        const FigureRange& x = m_figure.xRange;
        const FigureRange& y = m_figure.yRange;
        const auto place = [](double a, double b) {
            return "(axis cs:" + exactText(a) + "," + exactText(b) + ")";
        };
        if (m_figure.forbiddenBelow && *m_figure.forbiddenBelow > y.low) {
            const double top = std::min(*m_figure.forbiddenBelow, y.high);
            m_text += "\\fill[palimpsestForbidden] " + place(x.low, y.low) + " rectangle " +
                      place(x.high, top) + ";\n\\draw[palimpsestMuted, dashed] " +
                      place(x.low, top) + " -- " + place(x.high, top) +
                      ";\n\\node[anchor=south west, text=palimpsestMuted] at " +
                      place(x.low, y.low) + " {" + latexText(m_figure.forbiddenLabel) + "};\n";
        }
        for (std::size_t i = 1; i < m_figure.categories.size(); ++i)
            m_text += "\\draw[palimpsestGrid] ([yshift=0.4pt]axis cs:" + // not over the axis
                      exactText(static_cast<double>(i) - 0.5) + "," + exactText(y.low) + ")" +
                      " -- " + place(static_cast<double>(i) - 0.5, y.high) + ";\n";
        for (const FigureFront& front : m_figure.fronts)
            staircase(front);
        for (const FigureReference& line : m_figure.references) {
            const FigureRange& across = line.horizontal ? y : x;
            if (line.value < across.low || line.value > across.high)
                continue;
            const std::string from =
                line.horizontal ? place(x.low, line.value) : place(line.value, y.low);
            const std::string to =
                line.horizontal ? place(x.high, line.value) : place(line.value, y.high);
            m_text += "\\draw[palimpsestMuted, densely dotted] " + from + " -- " + to;
            if (!line.label.empty())
                m_text += " node[anchor=south east, inner sep=1pt, text=palimpsestMuted] {" +
                          latexText(line.label) + "}";
            m_text += ";\n";
        }
    }

    void staircase(const FigureFront& front)
    {
        std::string path;
        double level = 0;
        for (std::size_t i = 0; i < front.x.size(); ++i) {
            const std::string y = exactText(front.y[i]);
            path += "(" + exactText(i == 0 ? m_figure.xRange.low : level) + "," + y + ") (" +
                    exactText(front.x[i]) + "," + y + ") ";
            level = front.x[i];
        }
        if (path.empty())
            return;
        path += "(" + exactText(level) + "," + exactText(m_figure.yRange.low) + ")";
        std::string style = "palimpsestMuted, opacity=0.28, line width=" + pt(3);
        for (std::size_t i = 0; i < m_figure.series.size(); ++i) {
            if (m_figure.series[i].id == front.series)
                style = colorName(i) + ", opacity=0.35, dashed, line width=" + pt(0.8);
        }
        m_text += "\\addplot[forget plot, no marks, " + style + "] coordinates {" + path + "};\n";
    }

    std::string table(const char* columns) const
    {
        return "\n  table [" + std::string(columns) + "] {" + m_data + "};\n";
    }

    /// Options of a marker, filled with `fill`.
    std::string marker(std::size_t number, const std::string& fill) const
    {
        const FigureSeries& series = m_figure.series[number];
        const bool down = series.look.marker == Marker::TriangleDown;
        return std::string("mark=") + markOf(series.look.marker) +
               ", mark size=" + pt(kMarkerRadiusPt * series.markerScale) +
               ", mark options={solid, " + (down ? "rotate=180, " : "") +
               "draw=" + colorName(number) + ", fill=" + fill + ", line width=" + pt(1) + "}";
    }

    void series(std::size_t number)
    {
        const FigureSeries& series = m_figure.series[number];
        const std::string name = colorName(number);
        if (series.x.empty())
            return;
        m_text += latexComment(series.title.empty() ? series.id : series.title);
        ellipses(number);
        std::string line = "\\addplot[" + name;
        if (series.line)
            line += std::string(", ") + dashOf(series.look.dash) +
                    ", line width=" + pt(series.lineWidth * 0.75) +
                    (series.opacity < 1 ? ", opacity=" + fixedText(series.opacity, 2) : "");
        else
            line += ", only marks";
        const bool legend = !series.title.empty();
        const bool sparse = series.markers && series.marks.empty();
        m_text += line + ", " + (series.markers ? marker(number, name) : std::string("no marks")) +
                  (sparse && series.markEvery > 1
                       ? ", mark repeat=" + std::to_string(series.markEvery) +
                             ", mark phase=" + std::to_string(series.markFirst + 1)
                       : "") +
                  errorBars(series) + (legend ? "" : ", forget plot") + ",\n  " +
                  onlySeries(number) + "]" + table("x=x, y=y, x error=xError, y error=yError");
        if (legend)
            m_text += "\\addlegendentry{" + latexText(series.title) + "}\n";
        if (!series.marks.empty())
            openMarks(number);
        if (hasLabels(series))
            labels(number);
    }

    static std::string errorBars(const FigureSeries& series)
    {
        std::string bars;
        if (any(series.xError))
            bars += " x dir=both, x explicit,";
        if (any(series.yError))
            bars += " y dir=both, y explicit,";
        return bars.empty() ? bars
                            : ",\n  error bars/.cd," + bars +
                                  " error bar style={solid, line width=0.6pt}, /pgfplots/.cd";
    }

    /// Points behind the front, over the filled ones.
    void openMarks(std::size_t number)
    {
        const FigureSeries& series = m_figure.series[number];
        for (const PointMark mark : {PointMark::Hollow, PointMark::Dotted}) {
            if (!hasMark(series, mark))
                continue;
            m_text += "\\addplot[forget plot, only marks, " + marker(number, "white") + ",\n  " +
                      onlyMark(number, mark) + "]" + table("x=x, y=y");
        }
        if (hasMark(series, PointMark::Dotted))
            m_text += "\\addplot[forget plot, only marks, mark=*, mark size=" +
                      pt(kMarkerRadiusPt * kDotShare) + ", " + colorName(number) + ",\n  " +
                      onlyMark(number, PointMark::Dotted) + "]" + table("x=x, y=y");
    }

    void labels(std::size_t number)
    {
        m_text += "\\addplot[forget plot, only marks, mark=none, nodes near coords, point "
                  "meta=explicit symbolic,\n  visualization depends on={value "
                  "\\thisrow{anchor}\\as\\labelanchor},\n  nodes near coords style={anchor="
                  "\\labelanchor, inner sep=1pt, outer sep=" +
                  pt(kMarkerRadiusPt * 0.8) + ", text=" + colorName(number) + "!75!black},\n  " +
                  onlySeries(number) + "]" + table("x=x, y=y, meta=label");
    }

    void ellipses(std::size_t number)
    {
        const FigureSeries& series = m_figure.series[number];
        for (std::size_t i = 0; i < series.x.size(); ++i) {
            if (at(series.xEllipse, i) > 0 && at(series.yEllipse, i) > 0 &&
                std::isfinite(series.x[i]) && std::isfinite(series.y[i]))
                m_text += "\\filldraw[" + colorName(number) +
                          ", fill opacity=0.09, draw opacity=0.45, line width=0.5pt] (axis cs:" +
                          exactText(series.x[i]) + "," + exactText(series.y[i]) +
                          ") ellipse [x radius=" + exactText(series.xEllipse[i]) +
                          ", y radius=" + exactText(series.yEllipse[i]) + "];\n";
        }
    }

    const Figure& m_figure;
    PageLayout m_layout;
    std::string m_data;
    double m_scale;
    std::string m_text;
};

} // namespace

std::string pgfplotsFigure(const Figure& figure, const std::string& dataFile)
{
    return withProvenance(Writer(figure, dataFile).text(), RecordPlace::Tex, provenanceOf(figure));
}

std::string pgfplotsData(const Figure& figure)
{
    const std::vector<std::string> anchors = anchorsOf(figure);
    std::string text = "series mark x y xError yError xHalf yHalf anchor name label\n";
    std::size_t point = 0;
    for (std::size_t s = 0; s < figure.series.size(); ++s) {
        const FigureSeries& series = figure.series[s];
        const std::string name = latexText(series.title.empty() ? series.id : series.title);
        for (std::size_t i = 0; i < series.x.size(); ++i, ++point) {
            if (i > 0 && i < series.strands.size() && series.strands[i] != series.strands[i - 1])
                text += std::to_string(s) + " 0 nan nan 0 0 0 0 {west} {" + name + "} {}\n";
            text += std::to_string(s) + " " + std::to_string(static_cast<int>(markAt(series, i))) +
                    " " + numberOr(series.x[i], "nan") + " " + numberOr(series.y[i], "nan");
            for (const auto* lengths :
                 {&series.xError, &series.yError, &series.xEllipse, &series.yEllipse})
                text += " " + exactText(at(*lengths, i));
            const bool labelled = i < series.labels.size() && !anchors[point].empty();
            text += " {" + (labelled ? anchors[point] : "west") + "} {" + name + "} {" +
                    (labelled ? latexText(series.labels[i]) : "") + "}\n";
        }
    }
    return withProvenance(text, RecordPlace::Tex, provenanceOf(figure));
}

} // namespace palimpsest
