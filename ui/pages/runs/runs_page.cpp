// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/runs_page.h"

#include <algorithm>
#include <set>

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

#include "ui/models/engine_link.h"
#include "ui/models/job_selection.h"
#include "ui/models/row_lookup.h"
#include "ui/models/run_filter_model.h"
#include "ui/models/run_group_model.h"
#include "ui/models/run_table_model.h"
#include "ui/models/study_session.h"
#include "ui/pages/empty_state.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/runs/run_detail.h"
#include "ui/pages/runs/run_edits.h"
#include "ui/pages/runs/run_filter_bar.h"
#include "ui/pages/runs/run_table_view.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

RunsPage::RunsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_model(new RunTableModel(this)),
      m_groups(new RunGroupModel(m_model, this)), m_filter(new RunFilterModel(this)),
      m_table(new RunTableView(this)), m_detail(new RunDetail(context.session, this)),
      m_bar(new RunFilterBar(this)), m_notice(new NoticeBar(this)), m_empty(new EmptyState(this)),
      m_stack(new QStackedWidget(this)), m_splitter(new QSplitter(Qt::Horizontal, this)),
      m_summary(new QLabel(this)), m_undo(new QUndoStack(this)), m_summaryTimer(new QTimer(this)),
      m_edits(std::make_unique<RunEdits>(context.session, m_undo, [this](const QString& sentence) {
          m_notice->say(NoticeBar::Tone::Warning, sentence);
      }))
{
    m_filter->setSourceModel(m_groups);
    makeActions();
    makeTable();
    m_empty->setTexts(tr("No runs yet"),
                      tr("A run trains, adapts or scores a model. Design a sweep and start it: its "
                         "runs appear here with their progress."),
                      tr("Design a sweep"));
    connect(m_empty, &EmptyState::activated, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("sweep")); });
    makeLayout();
    connectSession();
    connectEdits();
    open();
}

RunsPage::~RunsPage() = default;

void RunsPage::makeLayout()
{
    m_splitter->setObjectName(QStringLiteral("runsSplitter"));
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setChildrenCollapsible(false);
    const int character = fontMetrics().averageCharWidth();
    m_splitter->setSizes({character * 110, character * 64});
    auto* work = new QWidget(this);
    auto* workLayout = new QVBoxLayout(work);
    workLayout->setContentsMargins(0, 0, 0, 0);
    workLayout->setSpacing(8);
    workLayout->addWidget(m_bar);
    workLayout->addWidget(makeToolBar());
    workLayout->addWidget(m_notice);
    workLayout->addWidget(m_splitter, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(work);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->addWidget(m_stack);
}

QWidget* RunsPage::makeToolBar()
{
    auto* bar = new QWidget(this);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    for (QAction* each : {m_pause, m_resume, m_cancel, m_retry, m_up, m_down, m_folder, m_editTags,
                          m_editNote, m_binAction, m_restore}) {
        auto* button = new QToolButton(bar);
        button->setDefaultAction(each);
        button->setObjectName(each->objectName() + QStringLiteral("Button"));
        button->setAccessibleName(each->text());
        button->setFocusPolicy(Qt::TabFocus);
        button->setAutoRaise(true);
        const bool named =
            each == m_pause || each == m_resume || each == m_cancel || each == m_retry;
        button->setToolButtonStyle(named ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        layout->addWidget(button);
        if (each == m_restore || each == m_binAction)
            connect(each, &QAction::changed, button,
                    [button, each] { button->setVisible(each->isVisible()); });
    }
    layout->addStretch(1);
    m_summary->setObjectName(QStringLiteral("runsSummary"));
    layout->addWidget(m_summary);
    auto* columns = new QToolButton(bar);
    columns->setObjectName(QStringLiteral("runsColumns"));
    columns->setIcon(themeIcon(QStringLiteral("columns")));
    columns->setText(tr("Columns"));
    columns->setToolTip(tr("Choose the columns"));
    columns->setAccessibleName(tr("Choose the columns"));
    columns->setAutoRaise(true);
    columns->setFocusPolicy(Qt::TabFocus);
    columns->setPopupMode(QToolButton::InstantPopup);
    columns->setMenu(m_table->columnMenu());
    layout->addWidget(columns);
    return bar;
}

void RunsPage::makeTable()
{
    m_table->setModel(m_filter);
    m_table->restoreColumns();
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsPage::handSelection);
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (m_filter->job(index) != 0)
            m_curves->trigger();
    });
    // Later, once for many rows: an empty bin changes the filter, which is at work here.
    m_summaryTimer->setSingleShot(true);
    m_summaryTimer->setInterval(0);
    connect(m_summaryTimer, &QTimer::timeout, this, &RunsPage::updateSummary);
    const auto later = [this] { m_summaryTimer->start(); };
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, later);
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, later);
}

void RunsPage::connectEdits()
{
    connect(m_model, &RunTableModel::noteEdited, this,
            [this](RowId job, const QString& note) { m_edits->setNote(job, note); });
    connect(m_model, &RunTableModel::tagsEdited, this, [this](RowId job, const QStringList& tags) {
        const QList<RowId> jobs = selectedJobs();
        if (!jobs.contains(job) || jobs.size() == 1) {
            m_edits->setTags(job, tags);
            return;
        }
        const QStringList before = m_model->record(m_model->rowOf(job)).tags;
        const auto without = [](QStringList all, const QStringList& others) {
            all.removeIf([&](const QString& tag) { return others.contains(tag); });
            return all;
        };
        m_edits->changeTags(jobs, without(tags, before), without(before, tags));
    });
    connect(m_detail, &RunDetail::noteEdited, this,
            [this](RowId job, const QString& note) { m_edits->setNote(job, note); });
    connect(m_detail, &RunDetail::tagsEdited, this,
            [this](RowId job, const QStringList& tags) { m_edits->setTags(job, tags); });
    connect(m_detail, &RunDetail::folderRequested, this, &RunsPage::openFolder);
    connect(m_bar, &RunFilterBar::textEdited, this, &RunsPage::typeFilter);
    connect(m_bar, &RunFilterBar::sweepChosen, m_filter, &RunFilterModel::setSweep);
    connect(m_bar, &RunFilterBar::binToggled, this, [this](bool shown) {
        m_filter->setBin(shown ? RunFilterModel::Bin::Only : RunFilterModel::Bin::Hidden);
        updateActions();
    });
    connect(m_bar, &RunFilterBar::groupingChosen, this, [this](RunGroupModel::By by) {
        m_groups->setGrouping(by);
        m_table->setGrouped(by != RunGroupModel::By::Nothing);
        takeSelection();
    });
}

void RunsPage::connectSession()
{
    StudySession* source = session();
    connect(source, &StudySession::studyOpened, this, &RunsPage::open);
    connect(source, &StudySession::studyClosed, this, &RunsPage::open);
    connect(source, &StudySession::domainsChanged, this, &RunsPage::showScoreColumns);
    connect(source, &StudySession::sweepsChanged, this, [this] {
        m_bar->setSweeps(session()->sweeps());
        m_model->setSweeps(session()->sweeps());
    });
    connect(source, &StudySession::jobsChanged, this, [this](const QList<RowId>& ids) {
        if (m_putOff)
            return;
        m_model->updateJobs(rowsOf(session()->jobs(), ids));
        updateActions();
        if (ids.contains(m_detail->job()))
            m_detail->refresh();
    });
    connect(source, &StudySession::runsChanged, this, [this](const QList<RowId>& ids) {
        if (m_putOff)
            return;
        const auto changed = rowsOf(session()->runs(), ids);
        m_model->updateRuns(changed);
        for (const RunRow* run : changed)
            if (run->job == m_detail->job())
                m_detail->refresh();
    });
    connect(source, &StudySession::queueChanged, this, &RunsPage::updateSummary);
    connect(source, &StudySession::evaluationsAdded, this, [this](const QList<RowId>& ids) {
        if (m_putOff)
            return;
        const auto added = rowsOf(session()->evaluations(), ids);
        m_model->updateEvaluations(added);
        if (!std::ranges::all_of(added, [this](const EvaluationRow* row) {
                return m_model->hasColumnsFor(row->scores);
            }))
            showScoreColumns();
        for (const EvaluationRow* row : added)
            if (row->job == m_detail->job())
                m_detail->refresh();
    });
    connect(source, &StudySession::metricsAdded, this, &RunsPage::showDrift);
    connect(source, &StudySession::driftRead, this, &RunsPage::showDrift);
    connect(source, &StudySession::conductorChanged, this, &RunsPage::updateNotice);
    connect(selection(), &JobSelection::changed, this, &RunsPage::takeSelection);
    connect(engine(), &EngineLink::refused, this,
            [this](RowId, const QString& wanted, const QString& answer) {
                if (wanted.startsWith(QLatin1String("job.")))
                    m_notice->say(NoticeBar::Tone::Warning, answer);
            });
}

void RunsPage::open()
{
    m_undo->clear();
    m_noticeDismissed = false;
    m_notice->hide();
    m_putOff = session()->isOpen() && session()->isLarge() && !isVisible();
    if (m_putOff)
        m_model->clear();
    else
        fill();
}

void RunsPage::fillIfPutOff()
{
    if (m_putOff)
        fill();
}

void RunsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    fillIfPutOff();
}

void RunsPage::fill()
{
    m_putOff = false;
    const bool open = session()->isOpen();
    m_model->setWritable(open && !session()->readOnly());
    m_bar->setSweeps(open ? session()->sweeps() : std::vector<SweepRow>());
    m_model->beginFilling();
    m_model->setSweeps(open ? session()->sweeps() : std::vector<SweepRow>());
    if (open) {
        m_model->updateJobs(allRows(session()->jobs()));
        m_model->updateRuns(allRows(session()->runs()));
        m_model->updateEvaluations(allRows(session()->evaluations()));
        QList<RowId> runs;
        for (const RunRow& run : session()->runs())
            runs += run.id;
        showDrift(runs);
    }
    showScoreColumns();
    m_model->endFilling();
    applyFilter(m_bar->text());
    takeSelection();
    updateActions();
}

void RunsPage::showScoreColumns()
{
    std::set<std::pair<std::string, std::string>> present;
    for (const RunRecord& record : m_model->records())
        for (const ScoreRow& score : record.scores)
            present.emplace(score.domain, score.metric);
    std::vector<RunTableModel::ScoreColumn> columns;
    RunVocabulary vocabulary;
    if (session()->isOpen())
        for (const DomainRow& row : session()->domains()) {
            vocabulary.domains.push_back(row.domain.name);
            for (const std::string& metric : vocabulary.metrics)
                if (present.contains({row.domain.name, metric}))
                    columns.push_back({row.domain.name, metric});
        }
    m_model->setScoreColumns(columns);
    m_filter->setVocabulary(vocabulary);
    m_bar->setVocabulary(vocabulary);
}

void RunsPage::showDrift(const QList<RowId>& runs)
{
    if (m_putOff)
        return;
    std::vector<std::pair<RowId, double>> latest;
    for (const RunRow* run : rowsOf(session()->runs(), runs)) {
        if (const auto drift = session()->latestDrift(run->id))
            latest.emplace_back(run->job, *drift);
    }
    m_model->updateDrift(latest);
}

QList<RowId> RunsPage::selectedJobs() const
{
    QList<RowId> jobs;
    for (const QModelIndex& row : m_table->selectionModel()->selectedRows())
        if (const RowId job = m_filter->job(row); job != 0)
            jobs += job;
    return jobs;
}

QList<RowId> RunsPage::selectedIn(const QList<JobState>& states) const
{
    QList<RowId> jobs;
    for (const RowId job : selectedJobs()) {
        const int row = m_model->rowOf(job);
        if (row >= 0 && states.contains(m_model->record(row).state))
            jobs += job;
    }
    return jobs;
}

void RunsPage::takeSelection()
{
    if (m_linking || m_putOff)
        return;
    QItemSelection rows;
    QModelIndex current;
    for (const RowId job : selection()->jobs()) {
        const QModelIndex index = m_filter->mapFromSource(m_groups->indexOf(job));
        if (!index.isValid())
            continue;
        rows.select(index, index.siblingAtColumn(m_filter->columnCount() - 1));
        current = index;
    }
    m_linking = true;
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    if (current.isValid()) {
        m_table->selectionModel()->setCurrentIndex(
            current.siblingAtColumn(RunTableModel::LabelColumn), QItemSelectionModel::NoUpdate);
        m_table->scrollTo(current.siblingAtColumn(RunTableModel::LabelColumn));
    }
    m_linking = false;
    followSelection();
}

void RunsPage::handSelection()
{
    if (m_linking)
        return;
    m_linking = true;
    selection()->setJobs(selectedJobs());
    m_linking = false;
    followSelection();
}

void RunsPage::followSelection()
{
    const QList<RowId>& jobs = selection()->jobs();
    m_detail->setJobs(selection()->current(), jobs.size() > 1 ? jobs[jobs.size() - 2] : 0);
    updateActions();
}

bool RunsPage::focusFilter()
{
    m_bar->takeFocus();
    return true;
}

void RunsPage::prepareForScreenshot()
{
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, RunTableModel::LabelColumn);
        if (index.data(RunTableModel::StateRole).toInt() == static_cast<int>(JobState::Done) &&
            index.siblingAtColumn(RunTableModel::NewScoreColumn).data().toString().size() > 0) {
            m_table->setCurrentIndex(index);
            return;
        }
    }
    m_table->setCurrentIndex(m_filter->index(0, RunTableModel::LabelColumn));
}

} // namespace palimpsest
