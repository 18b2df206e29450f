// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sweep/plan_pane.h"

#include <algorithm>
#include <memory>
#include <unordered_set>

#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QStackedWidget>
#include <QTableView>
#include <QThreadPool>
#include <QTimer>
#include <QVBoxLayout>

#include "engine/study/device_slot.h"
#include "engine/study/error.h"
#include "ui/models/plan_table_model.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/empty_state.h"
#include "ui/widgets/table_look.h"

namespace palimpsest
{

namespace
{

int slotCount(const std::string& devices)
{
    if (devices == "auto")
        return 1; // the conductor measures; one is the cautious guess
    try {
        return static_cast<int>(parseDeviceSlots(devices).size());
    } catch (const Error&) {
        return 1;
    }
}

StudyFacts factsOf(const StudySession& session)
{
    StudyFacts facts{session.study().sourceLanguage, session.study().targetLanguage, {}};
    for (const DomainRow& row : session.domains())
        facts.domains.push_back(row.domain);
    return facts;
}

} // namespace

PlanPane::PlanPane(StudySession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_model(new PlanTableModel(this)),
      m_table(new QTableView(this)), m_summary(new QLabel(this)), m_empty(new EmptyState(this)),
      m_stack(new QStackedWidget(this)), m_statesTimer(new QTimer(this))
{
    m_table->setObjectName(QStringLiteral("planTable"));
    m_table->setAccessibleName(tr("Runs that the sweep will make"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(PlanTableModel::StateColumn, character * 16);
    m_table->setColumnHidden(PlanTableModel::KindColumn, true); // the label says it
    m_table->setColumnWidth(PlanTableModel::TimeColumn, character * 12);
    m_table->horizontalHeader()->setSectionResizeMode(PlanTableModel::LabelColumn,
                                                      QHeaderView::Stretch);
    m_summary->setObjectName(QStringLiteral("planSummary"));
    m_summary->setWordWrap(true);
    connect(m_empty, &EmptyState::activated, this, &PlanPane::domainsWanted);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_summary);

    m_statesTimer->setSingleShot(true);
    m_statesTimer->setInterval(500);
    connect(m_statesTimer, &QTimer::timeout, this, [this] {
        if (!m_planned || !m_session->isOpen())
            return;
        m_model->setEntries(PlanTableModel::describe(
            m_plan, m_session->jobs(), MeasuredTimes::from(m_session->jobs(), m_session->runs()),
            m_session->runs()));
        showSummary();
        Q_EMIT changed();
    });
}

void PlanPane::setSpec(const SweepSpec& spec, RowId sweep)
{
    m_spec = spec;
    m_sweep = sweep;
    const quint64 token = ++m_token;
    const QPointer<PlanPane> guard(this);
    auto* carrier = new QObject; // lives in the GUI thread; see readTail()
    QThreadPool::globalInstance()->start(
        [spec, facts = factsOf(*m_session), token, guard, carrier] {
            auto plan = std::make_shared<std::vector<Job>>();
            QString failure;
            try {
                *plan = planSweep(spec, facts);
            } catch (const std::exception& error) {
                failure = QString::fromStdString(error.what());
            }
            QMetaObject::invokeMethod(
                carrier,
                [token, guard, carrier, plan, failure] {
                    if (guard && token == guard->m_token)
                        guard->take(std::move(*plan), failure);
                    carrier->deleteLater();
                },
                Qt::QueuedConnection);
        });
}

void PlanPane::setProblem(const QString& sentence)
{
    ++m_token;
    m_planned = false;
    m_empty->setTexts(tr("Not ready to start"), sentence);
    m_stack->setCurrentWidget(m_empty);
    m_summary->clear();
    Q_EMIT changed();
}

void PlanPane::take(std::vector<Job> plan, const QString& failure)
{
    if (!failure.isEmpty()) {
        setProblem(failure);
        int old = 0;
        int fresh = 0;
        for (const DomainRow& row : m_session->domains())
            ++(row.domain.role == DomainRole::Old ? old : fresh);
        if (old == 0 || fresh == 0)
            m_empty->setTexts(
                old == 0 && fresh == 0 ? tr("The study has no text yet")
                : old == 0             ? tr("The study has no old domain yet")
                                       : tr("The study has no new domain yet"),
                tr("A sweep adapts a model of the old domains to the new ones: add at "
                   "least one domain of each kind."),
                tr("Add domains"));
        return;
    }
    m_plan = std::move(plan);
    m_planned = true;
    m_model->setEntries(PlanTableModel::describe(
        m_plan, m_session->jobs(), MeasuredTimes::from(m_session->jobs(), m_session->runs()),
        m_session->runs()));
    m_stack->setCurrentWidget(m_table);
    showSummary();
    Q_EMIT changed();
}

void PlanPane::updateStates()
{
    if (!isVisible())
        m_statesStale = true;
    else if (!m_statesTimer->isActive())
        m_statesTimer->start();
}

void PlanPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_statesStale)
        updateStates();
    m_statesStale = false;
}

int PlanPane::trialsLeftOut() const
{
    std::unordered_set<std::string> planned;
    for (const Job& job : m_plan)
        planned.insert(job.identity);
    return static_cast<int>(std::ranges::count_if(m_session->jobs(), [&](const JobRow& job) {
        return job.kind == RunKind::Trial && !planned.contains(job.identity) &&
               std::ranges::find(job.sweeps, m_sweep) != job.sweeps.end();
    }));
}

bool PlanPane::finished() const
{
    return m_planned && m_spec.search.method == SearchMethod::Grid &&
           m_model->count(PlanState::Done) == m_model->rowCount();
}

void PlanPane::showSummary()
{
    const int done = m_model->count(PlanState::Done);
    const int resume = m_model->count(PlanState::Resume);
    const int rest = m_model->rowCount() - done;
    QStringList parts = {tr("%n trial(s)", nullptr, m_model->trials()),
                         tr("%n preparation(s)", nullptr, m_model->rowCount() - m_model->trials())};
    if (done)
        parts += tr("%n done already", nullptr, done);
    if (resume)
        parts += tr("%n will resume", nullptr, resume);
    QString text = parts.join(tr(", ")) + QLatin1Char('.');
    text += QLatin1Char(' ');
    const auto seconds = m_model->secondsToDo(slotCount(m_spec.devices));
    if (m_spec.search.method != SearchMethod::Grid)
        text +=
            tr("The search chooses the others while the sweep runs, %n configuration(s) in all.",
               nullptr, m_spec.search.configurations);
    else if (rest == 0)
        text += tr("Nothing is left to do.");
    else if (seconds)
        text +=
            tr("About %1 for the rest, by the runs measured so far.").arg(durationText(*seconds));
    else
        text += tr("The time is known once the first runs are done.");
    // A search has trials that no grid names.
    if (const int left = m_spec.search.method == SearchMethod::Grid ? trialsLeftOut() : 0)
        text += QLatin1Char(' ') +
                tr("%n trial(s) of this sweep are not among these values; they stay in the study.",
                   nullptr, left);
    m_summary->setText(text);
}

} // namespace palimpsest
