// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/domains/lengths_content.h"

#include <numeric>

#include <QCoreApplication>
#include <QLocale>

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct LengthsContent {
    Q_DECLARE_TR_FUNCTIONS(LengthsContent)
};

QString binText(std::size_t bin, std::size_t bins, int words)
{
    const int from = static_cast<int>(bin) * words;
    return bin + 1 == bins ? LengthsContent::tr("%1 words or more").arg(from)
                           : LengthsContent::tr("%1 to %2 words").arg(from).arg(from + words - 1);
}

/// The outline of the bars: two points a bin.
PlotSeries sideSeries(const std::vector<std::int64_t>& bins, int words, const std::string& side,
                      const std::string& language, int look)
{
    PlotSeries series;
    series.id = QString::fromStdString(side);
    series.name =
        side == "source" ? LengthsContent::tr("source (%1)") : LengthsContent::tr("target (%1)");
    series.name = series.name.arg(QString::fromStdString(language));
    series.look = indexedLook(look);
    series.markers = false;
    series.function = false;
    const auto all = std::accumulate(bins.begin(), bins.end(), std::int64_t(0));
    for (std::size_t bin = 0; bin < bins.size() && all > 0; ++bin) {
        const double share = 100.0 * static_cast<double>(bins[bin]) / static_cast<double>(all);
        const QString tip = LengthsContent::tr("<b>%1</b><br>%2: %3 % of the pairs")
                                .arg(series.name.toHtmlEscaped(), binText(bin, bins.size(), words),
                                     QLocale().toString(share, 'f', 1));
        for (const std::size_t edge : {bin, bin + 1}) {
            series.x += static_cast<double>(edge) * words;
            series.y += share;
            series.tips += tip;
        }
    }
    return series;
}

} // namespace

PlotContent lengthsContent(const nlohmann::json& lengths, const std::string& sourceLanguage,
                           const std::string& targetLanguage)
{
    PlotContent content;
    content.xLabel = LengthsContent::tr("words in a segment");
    content.yLabel = LengthsContent::tr("% of training pairs");
    const int words = lengths.value("binWords", 5);
    const auto bins = [&](const char* side) {
        return lengths.value(side, std::vector<std::int64_t>());
    };
    content.series = {sideSeries(bins("source"), words, "source", sourceLanguage, 0),
                      sideSeries(bins("target"), words, "target", targetLanguage, 1)};
    return content;
}

} // namespace palimpsest
