// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/runs_page.h"

#include <algorithm>

#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/engine_link.h"
#include "ui/models/job_selection.h"
#include "ui/models/row_lookup.h"
#include "ui/models/run_filter_model.h"
#include "ui/models/run_table_model.h"
#include "ui/models/study_session.h"
#include "ui/pages/empty_state.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/runs/progress_delegate.h"
#include "ui/pages/runs/run_detail.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

const QString kHeaderKey = QStringLiteral("runs/header");

bool shownAtFirst(int column)
{
    switch (column) {
    case RunTableModel::StateColumn:
    case RunTableModel::LabelColumn:
    case RunTableModel::ProgressColumn:
    case RunTableModel::SpeedColumn:
    case RunTableModel::TimeLeftColumn:
    case RunTableModel::NewScoreColumn:
    case RunTableModel::OldScoreColumn:
        return true;
    default:
        return false;
    }
}

int charactersWide(int column)
{
    switch (column) {
    case RunTableModel::StateColumn:
        return 15;
    case RunTableModel::LabelColumn:
        return 36;
    case RunTableModel::KindColumn:
    case RunTableModel::StrategyColumn:
        return 17;
    case RunTableModel::ProgressColumn:
        return 19;
    case RunTableModel::SpeedColumn:
        return 16;
    case RunTableModel::TimeLeftColumn:
        return 13;
    case RunTableModel::StartedColumn:
    case RunTableModel::EndedColumn:
        return 18;
    default:
        return 9;
    }
}

} // namespace

RunsPage::RunsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_model(new RunTableModel(this)), m_filter(new RunFilterModel(this)),
      m_table(new QTableView(this)), m_detail(new RunDetail(context.session, this)),
      m_notice(new NoticeBar(this)), m_empty(new EmptyState(this)),
      m_stack(new QStackedWidget(this)), m_splitter(new QSplitter(Qt::Horizontal, this)),
      m_filterEdit(new QLineEdit(this)), m_sweeps(new QComboBox(this)), m_summary(new QLabel(this)),
      m_columnMenu(new QMenu(tr("Columns"), this))
{
    m_filter->setSourceModel(m_model);
    makeActions();
    makeTable();
    m_empty->setTexts(tr("No runs yet"),
                      tr("A run trains, adapts or scores a model. Design a sweep and start it: its "
                         "runs appear here with their progress."),
                      tr("Design a sweep"));
    connect(m_empty, &EmptyState::activated, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("sweep")); });

    m_splitter->setObjectName(QStringLiteral("runsSplitter"));
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setChildrenCollapsible(false);
    const int character = fontMetrics().averageCharWidth();
    m_splitter->setSizes({character * 128, character * 44});
    auto* work = new QWidget(this);
    auto* workLayout = new QVBoxLayout(work);
    workLayout->setContentsMargins(0, 0, 0, 0);
    workLayout->setSpacing(8);
    workLayout->addWidget(makeToolBar());
    workLayout->addWidget(m_notice);
    workLayout->addWidget(m_splitter, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(work);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->addWidget(m_stack);

    connectSession();
    fill();
}

RunsPage::~RunsPage() = default;

QAction* RunsPage::action(const QString& name, const QString& icon, const QString& text,
                          const QString& tip, const QKeySequence& shortcut)
{
    auto* made = new QAction(themeIcon(icon), text, this);
    made->setObjectName(name);
    made->setShortcut(shortcut);
    made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    const QString keys = shortcut.toString(QKeySequence::NativeText);
    made->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys));
    m_table->addAction(made);
    return made;
}

void RunsPage::makeActions()
{
    m_pause = action(QStringLiteral("runsPause"), QStringLiteral("pause"), tr("Pause"),
                     tr("Finish the step, save and stop; can be resumed"), {});
    m_resume = action(QStringLiteral("runsResume"), QStringLiteral("start"), tr("Resume"),
                      tr("Go on where it stopped"), {});
    m_cancel = action(QStringLiteral("runsCancel"), QStringLiteral("cancel"), tr("Cancel…"),
                      tr("Give up the selected runs"), QKeySequence::Delete);
    m_retry = action(QStringLiteral("runsRetry"), QStringLiteral("retry"), tr("Retry"),
                     tr("Run failed or cancelled ones again"),
                     QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    m_up = action(QStringLiteral("runsUp"), QStringLiteral("up"), tr("Move up"),
                  tr("Earlier in the queue"), QKeySequence(Qt::ALT | Qt::Key_Up));
    m_down = action(QStringLiteral("runsDown"), QStringLiteral("down"), tr("Move down"),
                    tr("Later in the queue"), QKeySequence(Qt::ALT | Qt::Key_Down));
    m_folder = action(QStringLiteral("runsFolder"), QStringLiteral("folder"), tr("Open folder"),
                      tr("Open the run's folder"), {});
    m_curves = action(QStringLiteral("runsCurves"), QStringLiteral("curves"), tr("Show curves"),
                      tr("Show the curves of the selected runs"), QKeySequence(Qt::Key_Return));
    auto* space = action(QStringLiteral("runsPauseResume"), {}, tr("Pause or resume"),
                         tr("Pause or resume"), QKeySequence(Qt::Key_Space));
    m_table->removeAction(space); // its menu has the two above; this one is only the key
    addAction(space);
    connect(space, &QAction::triggered, this, &RunsPage::pauseOrResume);
    connect(m_pause, &QAction::triggered, this, [this] {
        requestAll(QStringLiteral("job.pause"), selectedIn({JobState::Running, JobState::Waiting}));
    });
    connect(m_resume, &QAction::triggered, this, [this] {
        requestAll(QStringLiteral("job.resume"),
                   selectedIn({JobState::Paused, JobState::Interrupted}));
    });
    connect(m_cancel, &QAction::triggered, this, &RunsPage::cancelSelected);
    connect(m_retry, &QAction::triggered, this, &RunsPage::retrySelected);
    connect(m_up, &QAction::triggered, this, [this] { moveSelected(-1); });
    connect(m_down, &QAction::triggered, this, [this] { moveSelected(1); });
    connect(m_folder, &QAction::triggered, this, &RunsPage::openFolder);
    connect(m_curves, &QAction::triggered, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("curves")); });
}

QWidget* RunsPage::makeToolBar()
{
    auto* bar = new QWidget(this);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_filterEdit->setObjectName(QStringLiteral("runsFilter"));
    m_filterEdit->setPlaceholderText(tr("Filter by any word"));
    m_filterEdit->setAccessibleName(tr("Filter runs"));
    m_filterEdit->setClearButtonEnabled(true);
    m_filterEdit->setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    m_filterEdit->setMaximumWidth(fontMetrics().averageCharWidth() * 42);
    connect(m_filterEdit, &QLineEdit::textChanged, m_filter, &RunFilterModel::setFilterText);
    m_sweeps->setObjectName(QStringLiteral("runsSweep"));
    m_sweeps->setAccessibleName(tr("Sweep"));
    m_sweeps->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_sweeps, &QComboBox::currentIndexChanged, this,
            [this] { m_filter->setSweep(m_sweeps->currentData().toLongLong()); });
    layout->addWidget(m_filterEdit, 1);
    layout->addWidget(m_sweeps);
    layout->addSpacing(8);
    for (QAction* each : {m_pause, m_resume, m_cancel, m_retry, m_up, m_down, m_folder}) {
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
    columns->setMenu(m_columnMenu);
    layout->addWidget(columns);
    connect(m_columnMenu, &QMenu::aboutToShow, this, &RunsPage::showColumnMenu);
    return bar;
}

void RunsPage::makeTable()
{
    m_table->setObjectName(QStringLiteral("runsTable"));
    m_table->setAccessibleName(tr("Runs"));
    m_table->setModel(m_filter);
    m_table->setItemDelegateForColumn(RunTableModel::ProgressColumn, new ProgressDelegate(this));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    dressTable(*m_table);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunTableModel::QueueColumn, Qt::AscendingOrder);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
            [this, header](const QPoint& at) { m_columnMenu->popup(header->mapToGlobal(at)); });
    const int character = fontMetrics().averageCharWidth();
    for (int column = 0; column < RunTableModel::ColumnCount; ++column) {
        m_table->setColumnHidden(column, !shownAtFirst(column));
        m_table->setColumnWidth(column, character * charactersWide(column));
    }
    header->restoreState(QSettings().value(kHeaderKey).toByteArray());
    header->setMinimumSectionSize(character * 6);
    header->setSectionResizeMode(RunTableModel::LabelColumn, QHeaderView::Stretch);
    const auto save = [header] { QSettings().setValue(kHeaderKey, header->saveState()); };
    connect(header, &QHeaderView::sectionResized, this, [save] {
        if (QGuiApplication::mouseButtons() != Qt::NoButton) // not by the window's own doing
            save();
    });
    connect(header, &QHeaderView::sectionMoved, this, save);
    connect(header, &QHeaderView::sortIndicatorChanged, this, save);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsPage::handSelection);
    connect(m_table, &QTableView::doubleClicked, m_curves, &QAction::trigger);
}

void RunsPage::showColumnMenu()
{
    m_columnMenu->clear();
    for (int column = 0; column < RunTableModel::ColumnCount; ++column) {
        QAction* entry = m_columnMenu->addAction(
            m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        entry->setCheckable(true);
        entry->setChecked(!m_table->isColumnHidden(column));
        entry->setEnabled(column != RunTableModel::LabelColumn);
        connect(entry, &QAction::toggled, this, [this, column](bool shown) {
            m_table->setColumnHidden(column, !shown);
            QSettings().setValue(kHeaderKey, m_table->horizontalHeader()->saveState());
        });
    }
}

void RunsPage::connectSession()
{
    StudySession* source = session();
    connect(source, &StudySession::studyOpened, this, &RunsPage::fill);
    connect(source, &StudySession::studyClosed, this, &RunsPage::fill);
    connect(source, &StudySession::sweepsChanged, this, &RunsPage::showSweeps);
    connect(source, &StudySession::jobsChanged, this, [this](const QList<RowId>& ids) {
        m_model->updateJobs(rowsOf(session()->jobs(), ids));
        updateActions();
        if (ids.contains(m_detail->job()))
            m_detail->refresh();
    });
    connect(source, &StudySession::runsChanged, this, [this](const QList<RowId>& ids) {
        m_model->updateRuns(rowsOf(session()->runs(), ids));
        for (const RunRow* run : rowsOf(session()->runs(), ids))
            if (run->job == m_detail->job())
                m_detail->refresh();
    });
    connect(source, &StudySession::evaluationsAdded, this, [this](const QList<RowId>& ids) {
        m_model->updateEvaluations(rowsOf(session()->evaluations(), ids));
        for (const EvaluationRow* row : rowsOf(session()->evaluations(), ids))
            if (row->job == m_detail->job())
                m_detail->refresh();
    });
    connect(source, &StudySession::conductorChanged, this, &RunsPage::updateNotice);
    connect(selection(), &JobSelection::changed, this, &RunsPage::takeSelection);
    connect(engine(), &EngineLink::refused, this,
            [this](RowId, const QString& wanted, const QString& answer) {
                if (wanted.startsWith(QLatin1String("job.")))
                    m_notice->say(NoticeBar::Tone::Warning, answer);
            });
}

void RunsPage::fill()
{
    m_model->clear();
    m_noticeDismissed = false;
    m_notice->hide();
    if (session()->isOpen()) {
        m_model->updateJobs(allRows(session()->jobs()));
        m_model->updateRuns(allRows(session()->runs()));
        m_model->updateEvaluations(allRows(session()->evaluations()));
    }
    showSweeps();
    takeSelection();
    updateActions();
}

void RunsPage::showSweeps()
{
    const RowId chosen = m_sweeps->currentData().toLongLong();
    const QSignalBlocker blocker(m_sweeps);
    m_sweeps->clear();
    m_sweeps->addItem(tr("All sweeps"), QVariant::fromValue<qint64>(0));
    if (session()->isOpen())
        for (const SweepRow& sweep : session()->sweeps())
            if (sweep.state != SweepState::Draft)
                m_sweeps->addItem(QString::fromStdString(sweep.spec.name),
                                  QVariant::fromValue<qint64>(sweep.id));
    const int index = m_sweeps->findData(QVariant::fromValue<qint64>(chosen));
    m_sweeps->setCurrentIndex(std::max(0, index));
    m_filter->setSweep(m_sweeps->currentData().toLongLong());
    m_sweeps->setVisible(m_sweeps->count() > 2);
}

QList<RowId> RunsPage::selectedJobs() const
{
    QList<RowId> jobs;
    for (const QModelIndex& row : m_table->selectionModel()->selectedRows())
        jobs += m_filter->job(row);
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
    if (m_linking)
        return;
    QItemSelection rows;
    QModelIndex current;
    for (const RowId job : selection()->jobs()) {
        const int row = m_model->rowOf(job);
        const QModelIndex index =
            row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model->index(row, 0));
        if (!index.isValid())
            continue;
        rows.select(index, index.siblingAtColumn(RunTableModel::ColumnCount - 1));
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
    m_detail->setJob(selection()->current());
    updateActions();
}

void RunsPage::handSelection()
{
    if (m_linking)
        return;
    m_linking = true;
    selection()->setJobs(selectedJobs());
    m_linking = false;
    m_detail->setJob(selection()->current());
    updateActions();
}

bool RunsPage::focusFilter()
{
    m_filterEdit->setFocus(Qt::ShortcutFocusReason);
    m_filterEdit->selectAll();
    return true;
}

void RunsPage::prepareForScreenshot()
{
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, RunTableModel::LabelColumn);
        if (index.data(RunTableModel::StateRole).toInt() == static_cast<int>(JobState::Done) &&
            index.siblingAtColumn(RunTableModel::NewScoreColumn).data().toString().size() > 0) {
            m_table->selectRow(row);
            return;
        }
    }
    if (m_filter->rowCount() > 0)
        m_table->selectRow(0);
}

} // namespace palimpsest
