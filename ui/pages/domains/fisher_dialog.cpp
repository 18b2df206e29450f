// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/domains/fisher_dialog.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/domains/fisher_content.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/engine_words.h"
#include "ui/widgets/table_look.h"

namespace palimpsest
{

namespace
{

QString number(double value, int digits = 3)
{
    return QLocale().toString(value, 'g', digits);
}

QString percent(double share)
{
    return QLocale().toString(100 * share, 'f', 1) + QStringLiteral("\u00a0%");
}

/// The first cell to the left, numbers to the right.
void addRow(QTableWidget& table, const QStringList& cells)
{
    const int row = table.rowCount();
    table.insertRow(row);
    for (int column = 0; column < cells.size(); ++column) {
        auto* item = new QTableWidgetItem(cells[column]);
        item->setTextAlignment((column ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        table.setItem(row, column, item);
    }
}

bool isShown(const JobRow& job)
{
    return job.kind == RunKind::Fisher && job.facts.is_object() && job.facts.contains("trace");
}

} // namespace

FisherDialog::FisherDialog(const StudySession* session, QWidget* parent)
    : QDialog(parent), m_session(session), m_estimates(new QComboBox(this)),
      m_logCounts(new QCheckBox(tr("Log &counts"), this)), m_plot(new PlotWidget(this)),
      m_groups(table("fisherGroups", tr("Importance by part of the network"),
                     {tr("Part"), tr("Parameters"), tr("Share"), tr("Mean"), tr("Largest")})),
      m_convergence(table("fisherConvergence", tr("How the estimate settled"),
                          {tr("Sentences"), tr("Relative change"), tr("Rank correlation")})),
      m_convergenceTitle(new QLabel(this)), m_note(new QLabel(this))
{
    setObjectName(QStringLiteral("fisherDialog"));
    setWindowTitle(tr("Importance of the parameters"));
    m_estimates->setObjectName(QStringLiteral("fisherEstimates"));
    m_estimates->setAccessibleName(tr("Estimate"));
    m_logCounts->setObjectName(QStringLiteral("fisherLogCounts"));
    m_plot->setObjectName(QStringLiteral("fisherHistogram"));
    m_plot->setAccessibleName(tr("How the importances of the parameters are spread"));
    m_plot->setAccessibleDescription(
        tr("The table beside it has the same by part of the network."));
    m_plot->setEmptyText(tr("No histogram"), tr("An earlier version of the program made this "
                                                "estimate: its parts are in the table."));
    m_note->setObjectName(QStringLiteral("fisherNote"));
    m_note->setProperty("muted", true);
    m_note->setWordWrap(true);
    auto* top = new QHBoxLayout;
    top->addWidget(m_estimates, 1);
    top->addWidget(m_logCounts);
    auto* tables = new QVBoxLayout;
    tables->addWidget(
        new QLabel(QStringLiteral("<b>%1</b>").arg(tr("Parts of the network")), this));
    tables->addWidget(m_groups, 3);
    tables->addWidget(m_convergenceTitle);
    tables->addWidget(m_convergence, 2);
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_plot, 3);
    middle->addLayout(tables, 2);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addLayout(middle, 1);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 160, fontMetrics().height() * 34);
    connect(m_estimates, &QComboBox::currentIndexChanged, this, &FisherDialog::showEstimate);
    connect(m_logCounts, &QCheckBox::toggled, this, &FisherDialog::showEstimate);
    connect(m_session, &StudySession::jobsChanged, this, &FisherDialog::fill);
    connect(m_session, &StudySession::studyClosed, this, &QDialog::reject);
    fill();
}

QTableWidget* FisherDialog::table(const char* name, const QString& accessible,
                                  const QStringList& heads)
{
    auto* made = new QTableWidget(0, static_cast<int>(heads.size()), this);
    made->setObjectName(QLatin1String(name));
    made->setAccessibleName(accessible);
    made->setHorizontalHeaderLabels(heads);
    made->setEditTriggers(QAbstractItemView::NoEditTriggers);
    dressTable(*made);
    for (int column = 1; column < heads.size(); ++column)
        made->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return made;
}

bool FisherDialog::hasAny(const StudySession& session)
{
    return std::ranges::any_of(session.jobs(), isShown);
}

/// Newest first, keeping what is shown.
void FisherDialog::fill()
{
    {
        const QSignalBlocker quiet(m_estimates);
        const QVariant chosen = m_estimates->currentData();
        m_estimates->clear();
        for (const JobRow& job : m_session->jobs())
            if (isShown(job))
                m_estimates->insertItem(0, jobLabelText(job.label),
                                        QVariant::fromValue<qint64>(job.id));
        m_estimates->setCurrentIndex(std::max(0, m_estimates->findData(chosen)));
    }
    showEstimate();
}

void FisherDialog::showEstimate()
{
    const JobRow* job = m_session->job(m_estimates->currentData().toLongLong());
    if (!job)
        return;
    try {
        showFacts(job->facts);
    } catch (const nlohmann::json::exception&) { // a stranger's study
        m_plot->setContent({});
        m_note->setText(tr("The facts of this estimate are damaged and cannot be shown."));
    }
}

void FisherDialog::showFacts(const nlohmann::json& facts)
{
    m_plot->setContent(fisherContent(facts, m_logCounts->isChecked()));
    m_logCounts->setEnabled(hasFisherHistogram(facts));
    showGroups(facts);
    showConvergence(facts);
    QStringList notes;
    if (facts.contains("estimator"))
        notes += tr("Estimator: %1").arg(QString::fromStdString(facts.value("estimator", "")));
    notes += tr("%n sentence(s)", nullptr, facts.value("sentences", 0));
    if (const auto zeros = facts.value("zeros", std::int64_t(0)); zeros > 0)
        notes += tr("%1 parameters have none and are in no bar")
                     .arg(QLocale().toString(qlonglong(zeros)));
    if (facts.contains("clippedAt"))
        notes += tr("clipped at %1: %2 parameters, %3 of the sum taken away; the largest was %4")
                     .arg(number(facts.value("clippedAt", 0.0)),
                          QLocale().toString(qlonglong(facts.value("clippedEntries", 0))),
                          percent(facts.value("clippedTraceShare", 0.0)),
                          number(facts.value("unclippedMax", 0.0)));
    m_note->setText(notes.join(QStringLiteral(" · ")));
}

void FisherDialog::showGroups(const nlohmann::json& facts)
{
    m_groups->setRowCount(0);
    const double trace = facts.value("trace", 0.0);
    const nlohmann::json groups = facts.value("groups", nlohmann::json::object());
    for (const auto& [name, group] : groups.items())
        addRow(*m_groups,
               {parameterGroupText(name),
                QLocale().toString(qlonglong(group.value("parameters", std::int64_t(0)))),
                percent(trace > 0 ? group.value("trace", 0.0) / trace : 0),
                number(group.value("mean", 0.0)), number(group.value("max", 0.0))});
    fitColumns(*m_groups);
}

void FisherDialog::showConvergence(const nlohmann::json& facts)
{
    m_convergence->setRowCount(0);
    const bool known = facts.contains("convergence");
    m_convergenceTitle->setText(
        known ? tr("<b>First sentences against all %1</b>")
                    .arg(QLocale().toString(qlonglong(facts.value("sentences", 0))))
              : tr("How the estimate settled is known from %n sentence(s) on.", nullptr, 8));
    m_convergence->setVisible(known);
    const QLocale locale;
    const auto figures = [&locale](double change, double correlation) {
        return QStringList{locale.toString(change, 'f', 3), locale.toString(correlation, 'f', 3)};
    };
    for (const auto& part : facts.value("convergence", nlohmann::json::array()))
        addRow(*m_convergence,
               QStringList{locale.toString(qlonglong(part.value("sentences", 0)))} +
                   figures(part.value("relativeChange", 0.0), part.value("rankCorrelation", 0.0)));
    if (known)
        addRow(*m_convergence, QStringList{tr("half : half")} +
                                   figures(facts.value("relativeChangeOfHalves", 0.0),
                                           facts.value("rankCorrelationOfHalves", 0.0)));
    fitColumns(*m_convergence);
}

} // namespace palimpsest
