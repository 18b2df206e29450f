// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_provenance.h"

#include <set>

#include <QCoreApplication>

#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/runs/fact_rows.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(RunProvenance)
};

/// Where a hash may be broken, since it is longer than the pane is wide.
QString hashText(const std::string& hash)
{
    QString text = escaped(hash);
    for (qsizetype at = 16; at < text.size(); at += 17)
        text.insert(at, QChar(0x200B));
    return QStringLiteral("<code>%1</code>").arg(text);
}

QString section(const QString& title, const QString& rows)
{
    return rows.isEmpty() ? rows
                          : QStringLiteral("<h4 style='margin-bottom:4px'>%1</h4><table>%2</table>")
                                .arg(title, rows);
}

QString madeFrom(const StudySession& session, const JobRow& job, const QColor& muted)
{
    QString rows;
    for (const std::string& identity : job.requires_)
        for (const JobRow& other : session.jobs())
            if (other.identity == identity)
                rows += factRow(kindText(other.kind),
                                jobLabelText(other.label).toHtmlEscaped() + QStringLiteral("<br>") +
                                    hashText(identity),
                                muted);
    rows += factRow(Texts::tr("Tokenizer"), escaped(job.config.tokenizerFolder), muted);
    rows += factRow(Texts::tr("Base model"), escaped(job.config.baseFolder), muted);
    rows += factRow(Texts::tr("Fisher"), escaped(job.config.fisherFolder), muted);
    return section(Texts::tr("Made from"), rows);
}

QString textHashes(const JobRow& job, const QColor& muted)
{
    QString rows;
    for (const Domain& domain : *job.config.domains)
        for (const auto& [split, corpus] : domain.splits)
            rows +=
                factRow(escaped(domain.name) + QStringLiteral(", ") + splitText(split).toLower(),
                        hashText(corpus.hash), muted);
    return section(Texts::tr("Text"), rows);
}

QString signatures(const StudySession& session, RowId job, const QColor& muted)
{
    std::set<std::pair<std::string, std::string>> all;
    for (const EvaluationRow& evaluation : session.evaluationsOfJob(job))
        for (const ScoreRow& score : evaluation.scores)
            if (!score.signature.empty())
                all.emplace(score.metric, score.signature);
    QString rows;
    for (const auto& [metric, signature] : all)
        rows += factRow(metricText(metric),
                        escaped(signature).replace(QLatin1Char('|'), QStringLiteral("| ")), muted);
    return section(Texts::tr("Signatures of the scores"), rows);
}

QString executions(const StudySession& session, RowId job, const QColor& muted)
{
    QString rows;
    for (const RowId id : session.runsOfJob(job))
        if (const RunRow* run = session.run(id))
            rows +=
                factRow(escaped(run->name),
                        Texts::tr("%1 on %2, %3", "device, host, time")
                            .arg(escaped(run->device), escaped(run->host), timeText(run->started)),
                        muted);
    return section(Texts::tr("Executions"), rows);
}

} // namespace

QString runProvenance(const StudySession& session, RowId id, const QColor& muted)
{
    const JobRow* job = session.job(id);
    if (!job)
        return {};
    QString rows = factRow(Texts::tr("Identity"), hashText(job->identity), muted);
    rows += factRow(Texts::tr("Study"), hashText(session.study().id), muted);
    rows += factRow(Texts::tr("Made by version"), escaped(session.study().engineVersion), muted);
    rows += factRow(Texts::tr("Seed"),
                    job->kind == RunKind::Trial
                        ? QString::number(static_cast<qulonglong>(job->config.training.seed))
                        : QString(),
                    muted);
    return QStringLiteral("<table>%1</table>").arg(rows) + madeFrom(session, *job, muted) +
           textHashes(*job, muted) + signatures(session, id, muted) +
           executions(session, id, muted);
}

} // namespace palimpsest
