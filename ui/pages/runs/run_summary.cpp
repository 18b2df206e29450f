// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_summary.h"

#include <map>

#include <QCoreApplication>
#include <QDateTime>

#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/runs/fact_rows.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct RunSummary {
    Q_DECLARE_TR_FUNCTIONS(RunSummary)
};

QString elapsed(const RunRow& run)
{
    const QDateTime from =
        QDateTime::fromString(QString::fromStdString(run.started), Qt::ISODateWithMs);
    const QDateTime to =
        run.ended.empty()
            ? QDateTime::currentDateTimeUtc()
            : QDateTime::fromString(QString::fromStdString(run.ended), Qt::ISODateWithMs);
    return from.isValid() && to.isValid()
               ? durationText(static_cast<double>(from.msecsTo(to)) / 1000)
               : QString();
}

QString runPart(const RunRow& run, const QColor& muted)
{
    QString text = factRow(RunSummary::tr("Folder"), escaped("runs/" + run.name), muted);
    text += factRow(RunSummary::tr("Device"),
                    escaped(run.device) +
                        (run.threads > 0 ? QStringLiteral(", ") +
                                               RunSummary::tr("%n thread(s)", nullptr, run.threads)
                                         : QString()),
                    muted);
    text += factRow(RunSummary::tr("Host"), escaped(run.host), muted);
    text += factRow(RunSummary::tr("Started"), timeText(run.started), muted);
    if (isQueued(run.state, &run))
        return text + factRow(RunSummary::tr("Stage"), queueSentence(run).toHtmlEscaped(), muted);
    text += factRow(run.ended.empty() ? RunSummary::tr("Running for") : RunSummary::tr("Took"),
                    elapsed(run), muted);
    if (run.state == JobState::Running) {
        text += factRow(RunSummary::tr("Stage"), escaped(run.stage), muted);
        text += factRow(RunSummary::tr("Speed"),
                        rateText(run.rate, QString::fromStdString(run.unit)), muted);
        text += factRow(RunSummary::tr("Time left"),
                        run.secondsLeft > 0 ? durationText(run.secondsLeft) : QString(), muted);
    }
    return text;
}

/// Scores as domain × metric, of the latest evaluation on a split (the selected one where there is
/// one).
QString scoreTable(const std::vector<EvaluationRow>& evaluations, Split split, const QColor& muted)
{
    const EvaluationRow* shown = nullptr;
    for (const EvaluationRow& evaluation : evaluations)
        if (evaluation.split == split &&
            (!shown || evaluation.selected || (!shown->selected && evaluation.step >= shown->step)))
            shown = &evaluation;
    if (!shown || shown->scores.empty())
        return {};
    std::map<std::string, std::map<std::string, double>> table;
    std::map<std::string, DomainRole> roles;
    std::map<std::string, int> metrics;
    for (const ScoreRow& score : shown->scores) {
        table[score.domain][score.metric] = score.value;
        roles[score.domain] = score.role;
        ++metrics[score.metric];
    }
    QString html =
        QStringLiteral("<h4 style='margin-bottom:4px'>%1</h4><table cellspacing='0'>")
            .arg((shown->selected ? RunSummary::tr("%1, selected checkpoint")
                                  : RunSummary::tr("%1, update %2")
                                        .arg(QStringLiteral("%1"),
                                             QLocale().toString(static_cast<qint64>(shown->step))))
                     .arg(splitText(split)));
    html += QStringLiteral("<tr style='color:%1'><td></td>").arg(muted.name());
    for (const auto& [metric, count] : metrics)
        html += QStringLiteral("<td align='right' style='padding-left:16px'>%1</td>")
                    .arg(metricText(metric).toHtmlEscaped());
    html += QStringLiteral("</tr>");
    for (const auto& [domain, scores] : table) {
        html += QStringLiteral("<tr><td>%1 <span style='color:%2'>(%3)</span></td>")
                    .arg(escaped(domain), muted.name(), roleText(roles[domain]).toLower());
        for (const auto& [metric, count] : metrics) {
            const auto found = scores.find(metric);
            html += QStringLiteral("<td align='right' style='padding-left:16px'>%1</td>")
                        .arg(found == scores.end() ? QStringLiteral("–")
                                                   : QLocale().toString(found->second, 'f',
                                                                        metric == "loss" ? 3 : 1));
        }
        html += QStringLiteral("</tr>");
    }
    return html + QStringLiteral("</table>");
}

/// The first digits of a hash tell it from others; the whole of it is in the configuration.
std::string shortened(const std::string& text)
{
    const bool hash = text.size() >= 40 && text.find_first_not_of("0123456789abcdef") == text.npos;
    return hash ? text.substr(0, 12) + " …" : text;
}

QString factsPart(const nlohmann::json& facts, const QColor& muted)
{
    QString text;
    if (!facts.is_object())
        return text;
    for (const auto& [name, value] : facts.items()) {
        QString shown;
        if (value.is_number_integer())
            shown = QLocale().toString(value.get<qint64>());
        else if (value.is_number())
            shown = QLocale().toString(value.get<double>(), 'g', 5);
        else if (value.is_string() || value.is_boolean())
            shown = escaped(shortened(value.is_string() ? value.get<std::string>() : value.dump()));
        text += factRow(escaped(name), shown, muted);
    }
    return text.isEmpty() ? text
                          : QStringLiteral("<h4 style='margin-bottom:4px'>%1</h4><table>%2</table>")
                                .arg(RunSummary::tr("Facts"), text);
}

} // namespace

QString runSummary(const StudySession& session, RowId id, const QColor& muted, const QColor& bad)
{
    const JobRow* job = session.job(id);
    if (!job)
        return {};
    const RunRow* run = session.latestRun(id);
    QString html = QStringLiteral("<h3 style='margin-bottom:2px'>%1</h3>")
                       .arg(jobLabelText(job->label).toHtmlEscaped());
    html += QStringLiteral("<p style='margin-top:0; color:%1'>%2</p>")
                .arg(muted.name(),
                     RunSummary::tr("%1, %2").arg(kindText(job->kind), stateText(job->state, run)));
    if (run && !run->sentence.empty())
        html += QStringLiteral("<p style='color:%1'><b>%2</b></p>")
                    .arg(bad.name(), engineSentence(run->sentence).toHtmlEscaped());
    if (run)
        html += QStringLiteral("<table>%1</table>").arg(runPart(*run, muted));
    else if (job->state == JobState::Waiting)
        html +=
            QStringLiteral("<p>%1</p>").arg(RunSummary::tr("It waits for its turn in the queue."));
    const std::vector<EvaluationRow> evaluations = session.evaluationsOfJob(id);
    html += scoreTable(evaluations, Split::Test, muted);
    html += scoreTable(evaluations, Split::Dev, muted);
    html += factsPart(job->facts, muted);
    return html;
}

} // namespace palimpsest
