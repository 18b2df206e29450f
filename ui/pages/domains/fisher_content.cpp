// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/domains/fisher_content.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QLocale>

#include "ui/models/texts.h"
#include "ui/widgets/engine_words.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct FisherContent {
    Q_DECLARE_TR_FUNCTIONS(FisherContent)
};

constexpr double kFloor = 0.5; ///< of a logarithmic axis: where empty bins lie

/// The outline of the bars: two points a bin.
PlotSeries outline(const nlohmann::json& histogram, const std::vector<std::int64_t>& counts,
                   const QString& name, bool logCounts)
{
    const double step = 1.0 / histogram.value("binsPerDecade", 2);
    const double first = histogram.value("firstLog10", 0.0);
    PlotSeries series;
    series.name = name;
    series.markers = false;
    series.function = false;
    const QLocale locale;
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
        const double from = std::pow(10, first + step * static_cast<double>(bin));
        const double to = std::pow(10, first + step * static_cast<double>(bin + 1));
        const QString tip = FisherContent::tr("<b>%1</b><br>%2 parameters from %3 to %4")
                                .arg(name.toHtmlEscaped(), locale.toString(qlonglong(counts[bin])),
                                     locale.toString(from, 'g', 2), locale.toString(to, 'g', 2));
        for (const double edge : {from, to}) {
            series.x += edge;
            series.y += logCounts ? std::max(kFloor, double(counts[bin])) : double(counts[bin]);
            series.tips += tip;
        }
    }
    return series;
}

} // namespace

bool hasFisherHistogram(const nlohmann::json& facts)
{
    return facts.is_object() && facts.contains("histogram") &&
           facts.at("histogram").contains("counts") && !facts.at("histogram").at("counts").empty();
}

QString parameterGroupText(const std::string& group)
{
    return engineWord(group);
}

PlotContent fisherContent(const nlohmann::json& facts, bool logCounts)
{
    PlotContent content;
    content.xLabel = FisherContent::tr("importance of a parameter");
    content.yLabel = FisherContent::tr("parameters");
    content.xLog = true;
    content.yLog = logCounts;
    if (!hasFisherHistogram(facts))
        return content;
    const nlohmann::json& histogram = facts.at("histogram");
    const auto counts = [](const nlohmann::json& json) {
        return json.get<std::vector<std::int64_t>>();
    };
    content.series +=
        outline(histogram, counts(histogram.at("counts")), FisherContent::tr("all"), logCounts);
    content.series.back().id = QStringLiteral("all");
    content.series.back().look = indexedLook(0);
    content.series.back().width = 2.2;
    int number = 1;
    const nlohmann::json groups = histogram.value("groups", nlohmann::json::object());
    for (const auto& [name, group] : groups.items()) {
        PlotSeries series = outline(histogram, counts(group), parameterGroupText(name), logCounts);
        series.id = QString::fromStdString(name);
        series.look = indexedLook(number++);
        content.series += series;
    }
    if (const double mean = facts.value("mean", 0.0); mean > 0)
        content.references.append({Qt::Vertical, mean, FisherContent::tr("mean")});
    if (const double clipped = facts.value("clippedAt", 0.0); clipped > 0)
        content.references.append({Qt::Vertical, clipped, FisherContent::tr("clipped here")});
    return content;
}

} // namespace palimpsest
