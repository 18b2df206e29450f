// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/comparison_panel.h"

#include <QCoreApplication>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/models/texts.h"
#include "ui/pages/tradeoff/tradeoff_content.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct ComparisonPanelTexts {
    Q_DECLARE_TR_FUNCTIONS(ComparisonPanel)
};

QString number(double value)
{
    return QLocale().toString(value, 'f', 1);
}

/// "< 0.001" as rich text.
QString richP(double p)
{
    return pText(p).toHtmlEscaped();
}

QString row(const QStringList& cells, bool head = false)
{
    QString text = QStringLiteral("<tr>");
    for (qsizetype i = 0; i < cells.size(); ++i) {
        const QString tag = head ? QStringLiteral("th") : QStringLiteral("td");
        text += QStringLiteral("<%1 align=%2 style='padding:1px 7px 1px 0'>%3</%1>")
                    .arg(tag, i == 0 ? QStringLiteral("left") : QStringLiteral("right"), cells[i]);
    }
    return text + QStringLiteral("</tr>");
}

QString axisRow(const QString& name, double baseline, double score, const AxisTest* test)
{
    QStringList cells{name, number(baseline), number(score)};
    if (test != nullptr) {
        cells += {differenceText(test->difference) + QStringLiteral("\u00a0±\u00a0") +
                      number(test->halfWidth),
                  richP(test->p), richP(test->holm), richP(test->benjaminiHochberg)};
    } else {
        cells += differenceText(score - baseline);
    }
    return row(cells);
}

QString meansTable(const TradeoffAnalysis& analysis, const PairComparison& pair)
{
    const TradeoffPoint& first = analysis.points[pair.baseline];
    const TradeoffPoint& second = analysis.points[pair.point];
    QStringList head{QString(), ComparisonPanelTexts::tr("A"), ComparisonPanelTexts::tr("B"),
                     ComparisonPanelTexts::tr("B − A")};
    if (pair.test) {
        head += {ComparisonPanelTexts::tr("p"), ComparisonPanelTexts::tr("Holm"),
                 ComparisonPanelTexts::tr("BH")};
    }
    return QStringLiteral("<table>") + row(head, true) +
           axisRow(ComparisonPanelTexts::tr("x"), first.x, second.x,
                   pair.test ? &pair.test->x : nullptr) +
           axisRow(ComparisonPanelTexts::tr("y"), first.y, second.y,
                   pair.test ? &pair.test->y : nullptr) +
           QStringLiteral("</table>");
}

QString domainsTable(const PairComparison& pair)
{
    QString text = QStringLiteral("<table>") +
                   row({ComparisonPanelTexts::tr("domain"), ComparisonPanelTexts::tr("A"),
                        ComparisonPanelTexts::tr("B"), ComparisonPanelTexts::tr("B − A"),
                        ComparisonPanelTexts::tr("p")},
                       true);
    for (std::size_t i = 0; i < pair.domains.size(); ++i) {
        const DomainComparison& domain = pair.domains[i];
        QString name = QString::fromStdString(domain.domain).toHtmlEscaped();
        if (i == pair.worst && pair.domains.size() > 1) {
            name = QStringLiteral("<b>%1</b>").arg(name);
        }
        text += row({name, number(domain.baseline), number(domain.score),
                     differenceText(domain.score - domain.baseline),
                     domain.p ? richP(*domain.p) : QStringLiteral("–")});
    }
    return text + QStringLiteral("</table>");
}

/// Where the spread comes from, for points of several runs.
QString runsText(const TradeoffAnalysis& analysis, std::size_t index, const QString& name)
{
    const PointUncertainty& known = analysis.uncertainty[index];
    QString text = ComparisonPanelTexts::tr("%1: s.d. over test sets %2 and %3")
                       .arg(name, QLocale().toString(known.xTestSet, 'f', 2),
                            QLocale().toString(known.yTestSet, 'f', 2));
    if (known.xRuns && known.yRuns) {
        text += ComparisonPanelTexts::tr("; over %1 runs %2 and %3")
                    .arg(analysis.points[index].seeds)
                    .arg(QLocale().toString(*known.xRuns, 'f', 2),
                         QLocale().toString(*known.yRuns, 'f', 2));
    } else {
        text += ComparisonPanelTexts::tr("; one run, so its spread is unknown");
    }
    return text;
}

QString comparisonSentence(const QString& what, const Comparison& comparison)
{
    if (comparison.value) {
        return QStringLiteral("%1: <b>%2</b>").arg(what, differenceText(*comparison.value, 2));
    }
    return QStringLiteral("%1: –<br><small>%2</small>")
        .arg(what, engineSentence(comparison.sentence).toHtmlEscaped());
}

QStringList notes(const TradeoffAnalysis& analysis, const PairComparison& pair)
{
    QStringList lines;
    if (pair.test) {
        lines += ComparisonPanelTexts::tr(
                     "Paired bootstrap, %1 resamples; ± is 95 %. Holm and BH (Benjamini-Hochberg) "
                     "correct for the %2 tests of all points against A.")
                     .arg(analysis.samples)
                     .arg(pair.family);
    }
    if (pair.xRandomisation && pair.yRandomisation) {
        lines += ComparisonPanelTexts::tr(
                     "Approximate randomisation, stratified over runs: p %1 and %2.")
                     .arg(richP(*pair.xRandomisation), richP(*pair.yRandomisation));
    }
    if (analysis.known()) {
        lines +=
            runsText(analysis, pair.baseline, ComparisonPanelTexts::tr("A")) + QStringLiteral(".");
        lines +=
            runsText(analysis, pair.point, ComparisonPanelTexts::tr("B")) + QStringLiteral(".");
    } else if (!analysis.sentence.empty()) {
        lines += engineSentence(analysis.sentence).toHtmlEscaped();
    }
    return lines;
}

} // namespace

QString comparisonText(const TradeoffAnalysis& analysis, const PairComparison& pair)
{
    const TradeoffPoint& first = analysis.points[pair.baseline];
    const TradeoffPoint& second = analysis.points[pair.point];
    QString text = QStringLiteral("<p><b>A</b> %1<br><b>B</b> %2</p>")
                       .arg(pointTitle(first).toHtmlEscaped(), pointTitle(second).toHtmlEscaped());
    text += meansTable(analysis, pair);
    if (!pair.domains.empty()) {
        text += QStringLiteral("<p></p>") + domainsTable(pair);
    }
    if (first.series != second.series) {
        text += QStringLiteral("<p>%1</p><p>%2</p>")
                    .arg(comparisonSentence(
                             ComparisonPanelTexts::tr("B on y at equal x, against A's front"),
                             pair.gain),
                         comparisonSentence(
                             ComparisonPanelTexts::tr("Area between the fronts of B and A"),
                             pair.area));
    }
    for (const QString& line : notes(analysis, pair)) {
        text += QStringLiteral("<p><small>%1</small></p>").arg(line);
    }
    return text;
}

ComparisonPanel::ComparisonPanel(QWidget* parent) : QFrame(parent), m_text(new QLabel)
{
    setObjectName(QStringLiteral("card"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_text);
    layout->addWidget(scroll);
    m_text->setObjectName(QStringLiteral("tradeoffComparison"));
    m_text->setAccessibleName(tr("Comparison of the selected points"));
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_text->setMargin(8);
    m_text->setTextFormat(Qt::RichText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    clear();
}

void ComparisonPanel::setComparison(const TradeoffAnalysis& analysis, const PairComparison& pair)
{
    m_text->setText(comparisonText(analysis, pair));
    setVisible(true);
}

void ComparisonPanel::clear()
{
    m_text->clear();
    setVisible(false);
}

QString ComparisonPanel::text() const
{
    return m_text->text();
}

} // namespace palimpsest
