// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/figure.h"

#include <algorithm>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/latex_text.h"
#include "engine/reporting/number_text.h"
#include "engine/reporting/results_table.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

/// Marks and colours (Okabe and Ito) of the series, in their order; repeated where there are more.
constexpr const char* kLooks[][2] = {
    {"0,0,0", "star"},          {"213,94,0", "square*"},     {"0,114,178", "*"},
    {"0,158,115", "triangle*"}, {"204,121,167", "diamond*"}, {"230,159,0", "pentagon*"},
    {"86,180,233", "otimes*"},
};

std::vector<std::string> seriesOf(const TradeoffFigure& figure)
{
    std::vector<std::string> series;
    for (const TradeoffPoint& point : figure.points) {
        if (series.empty() || series.back() != point.series)
            series.push_back(point.series);
    }
    return series;
}

/// The columns after the names, as texts. `missing` stands for a score that is not there.
std::vector<std::string> numbersOf(const TradeoffFigure& figure, const TradeoffPoint& point,
                                   const std::string& missing)
{
    std::vector<std::string> fields = {exactText(point.order),
                                       exactText(point.x),
                                       exactText(point.y),
                                       point.seeds > 1 ? exactText(point.xSd) : missing,
                                       point.seeds > 1 ? exactText(point.ySd) : missing,
                                       std::to_string(point.seeds),
                                       point.onSeriesFront ? "1" : "0",
                                       point.onJointFront ? "1" : "0"};
    for (const std::string& domain : figure.domains) {
        const auto found = point.domainScores.find(domain);
        fields.push_back(found == point.domainScores.end() ? missing : exactText(found->second));
    }
    return fields;
}

const std::vector<std::string>& numberNames()
{
    static const std::vector<std::string> names = {"order", "x",     "y",           "xSd",
                                                   "ySd",   "seeds", "seriesFront", "jointFront"};
    return names;
}

/// A column name that pgfplotstable takes.
std::string plainName(const std::string& name)
{
    std::string plain;
    for (const char c : name)
        plain +=
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '-';
    return plain;
}

} // namespace

TradeoffFigure tradeoffFigure(const StudyStore& store, const TradeoffOptions& options)
{
    TradeoffFigure figure;
    figure.study = store.study();
    figure.options = options;
    const std::vector<JobRow> jobs = store.jobs();
    const std::vector<EvaluationRow> evaluations = store.evaluations();
    figure.points = tradeoffPoints(jobs, evaluations, options);
    figure.warnings = comparabilityWarnings(figure.points, jobs, evaluations, options);
    for (const DomainRow& row : store.domains()) {
        const bool used = std::ranges::any_of(figure.points, [&](const TradeoffPoint& point) {
            return point.domainScores.contains(row.domain.name);
        });
        if (used)
            figure.domains.push_back(row.domain.name);
    }
    return figure;
}

std::string axisTitle(const AxisChoice& axis)
{
    const std::string metric = metricTitle(axis.metric);
    const std::string domains = std::string(toString(axis.role)) + " domains";
    switch (axis.over) {
    case AxisChoice::Over::Mean:
        return "mean " + metric + ", " + domains;
    case AxisChoice::Over::Worst:
        return metric + " of the worst of the " + domains;
    case AxisChoice::Over::Domain:
        break;
    }
    return metric + ", " + axis.domain;
}

std::string csvFigure(const TradeoffFigure& figure)
{
    std::vector<std::string> head = {"strategy", "label"};
    head.insert(head.end(), numberNames().begin(), numberNames().end());
    head.insert(head.end(), figure.domains.begin(), figure.domains.end());
    std::string text = csvLine(head);
    for (const TradeoffPoint& point : figure.points) {
        std::vector<std::string> fields = {point.series, point.label};
        const auto numbers = numbersOf(figure, point, "");
        fields.insert(fields.end(), numbers.begin(), numbers.end());
        text += csvLine(fields);
    }
    return text;
}

std::string pgfplotsData(const TradeoffFigure& figure)
{
    // `series` numbers the strategies, since pgfplots filters rows by numbers only.
    std::string text = "series strategy label";
    for (const std::string& name : numberNames())
        text += " " + name;
    for (const std::string& domain : figure.domains)
        text += " " + plainName(domain);
    text += "\n";
    const std::vector<std::string> series = seriesOf(figure);
    for (const TradeoffPoint& point : figure.points) {
        text += std::to_string(std::ranges::find(series, point.series) - series.begin());
        text += " {" + latexText(point.series) + "} {" + latexText(point.label) + "}";
        for (const std::string& field : numbersOf(figure, point, "nan"))
            text += " " + field;
        text += "\n";
    }
    return text;
}

std::string pgfplotsFigure(const TradeoffFigure& figure, const std::string& dataFile)
{
    std::string text =
        latexComment("Needs only \\usepackage{pgfplots}, \\pgfplotsset{compat=1.16} or newer.");
    text += latexComment("Made by palimpsest " + std::string(kVersion) + " from the study \"" +
                         figure.study.name + "\", id " + figure.study.id + ", " +
                         toString(figure.options.split) + ".");
    for (const std::string& warning : figure.warnings)
        text += latexComment("Warning: " + warning);
    const std::vector<std::string> series = seriesOf(figure);
    for (std::size_t i = 0; i < series.size(); ++i)
        text += "\\definecolor{palimpsest" + std::to_string(i) + "}{RGB}{" +
                kLooks[i % std::size(kLooks)][0] + "}\n";
    text += "\\begin{tikzpicture}\n\\begin{axis}[\n  xlabel={" +
            latexText(axisTitle(figure.options.x)) + "},\n  ylabel={" +
            latexText(axisTitle(figure.options.y)) +
            "},\n  legend pos=outer north east, legend cell align=left,\n"
            "  every node near coord/.append style={font=\\tiny},\n"
            "  nodes near coords, point meta=explicit symbolic,\n]\n";
    for (std::size_t i = 0; i < series.size(); ++i) {
        const std::string number = std::to_string(i);
        text += "\\addplot+[color=palimpsest" + number +
                ", mark=" + kLooks[i % std::size(kLooks)][1] + ", mark options={fill=palimpsest" +
                number + "},\n  restrict expr to domain={\\thisrow{series}}{" + number + ":" +
                number + "}]\n  table [x=x, y=y, meta=label] {" + dataFile +
                "};\n\\addlegendentry{" + latexText(seriesTitle(series[i])) + "}\n";
    }
    return text + "\\end{axis}\n\\end{tikzpicture}\n";
}

} // namespace palimpsest
