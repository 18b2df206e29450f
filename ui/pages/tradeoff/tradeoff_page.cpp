// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_page.h"

#include <algorithm>

#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QUndoStack>
#include <QVBoxLayout>

#include "ui/dialogs/reference_point_dialog.h"
#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/tradeoff/analysis_runner.h"
#include "ui/pages/tradeoff/comparison_panel.h"
#include "ui/pages/tradeoff/tradeoff_controls.h"
#include "ui/pages/tradeoff/tradeoff_table_model.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/table_look.h"

namespace palimpsest
{

TradeoffPage::TradeoffPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_controls(new TradeoffControls(this)), m_warning(new NoticeBar(this)),
      m_plot(new PlotWidget), m_comparison(new ComparisonPanel), m_summary(new QLabel(this)),
      m_suggestion(new NoticeBar(this)), m_undo(new QUndoStack(this)), m_table(new QTableView),
      m_model(new TradeoffTableModel(this)), m_sorted(new QSortFilterProxyModel(this)),
      m_runner(new AnalysisRunner(this)),
      m_points(std::make_shared<const std::vector<TradeoffPoint>>()),
      m_analysis(std::make_shared<const TradeoffAnalysis>())
{
    makeLayout();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &TradeoffPage::follow);
    connect(m_runner, &AnalysisRunner::analysed, this, &TradeoffPage::takeAnalysis);
    connect(m_runner, &AnalysisRunner::compared, this,
            [this](const std::shared_ptr<const TradeoffAnalysis>& analysis,
                   const std::shared_ptr<const PairComparison>& pair) {
                m_comparison->setComparison(*analysis, *pair);
            });
    connectStudy();
    connectViews();
    refresh();
}

void TradeoffPage::makeLayout()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(8);
    layout->addWidget(m_controls);
    m_warning->setObjectName(QStringLiteral("tradeoffWarning"));
    m_warning->hide();
    layout->addWidget(m_warning);
    m_suggestion->setObjectName(QStringLiteral("tradeoffSuggestion"));
    m_suggestion->hide();
    layout->addWidget(m_suggestion);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("tradeoffSplitter"));
    auto* card = new QFrame;
    card->setObjectName(QStringLiteral("card"));
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(2, 2, 2, 2);
    inside->addWidget(m_plot);
    auto* beside = new QSplitter(Qt::Horizontal, this);
    beside->setObjectName(QStringLiteral("comparisonSplitter"));
    beside->addWidget(card);
    beside->addWidget(m_comparison);
    beside->setStretchFactor(0, 3);
    beside->setStretchFactor(1, 1);
    beside->setSizes({760, 380});
    splitter->addWidget(beside);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({560, 190});
    layout->addWidget(splitter, 1);
    m_summary->setProperty("muted", true);
    m_summary->setObjectName(QStringLiteral("tradeoffSummary"));
    m_summary->setWordWrap(true);
    auto* below = new QHBoxLayout;
    below->addWidget(m_summary, 1);
    below->addWidget(makeActions());
    layout->addLayout(below);

    m_plot->setObjectName(QStringLiteral("tradeoff"));
    m_plot->setAccessibleName(tr("Trade-off plot"));
    m_plot->setAccessibleDescription(tr("The same points are in the table below."));
    m_plot->setEmptyText(tr("No points yet"),
                         tr("A point appears when a trial has been scored. Start a sweep on the "
                            "Sweep page; the base model's point comes first."));
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(TradeoffTableModel::SortRole);
    m_table->setModel(m_sorted);
    m_table->setObjectName(QStringLiteral("tradeoffTable"));
    m_table->setAccessibleName(tr("Trade-off points"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    dressTable(*m_table);
    m_table->horizontalHeader()->setStretchLastSection(true);
}

void TradeoffPage::connectViews()
{
    connect(selection(), &JobSelection::changed, this, [this] {
        showPoints();
        selectRows();
        askComparison();
        updateActions();
    });
    m_plot->setTips([this](const QString& series, int index) { return tipAt(series, index); });
    connect(m_plot, &PlotWidget::seriesVisibilityChanged, this, &TradeoffPage::record);
    connect(m_plot, &PlotWidget::areaSelected, this, &TradeoffPage::selectArea);
    connect(m_plot, &PlotWidget::pointClicked, this,
            [this](const QString& series, int index, Qt::KeyboardModifiers modifiers) {
                if (const TradeoffPoint* point = pointAt(series, index)) {
                    const QList<RowId> jobs(point->jobs.begin(), point->jobs.end());
                    if (modifiers.testFlag(Qt::ControlModifier)) {
                        selection()->toggle(jobs);
                    } else {
                        selection()->setJobs(jobs);
                    }
                }
            });
    connect(m_plot, &PlotWidget::pointActivated, this, [this](const QString& series, int index) {
        if (const TradeoffPoint* point = pointAt(series, index)) {
            selection()->setJobs({point->jobs.begin(), point->jobs.end()});
            Q_EMIT pageRequested(QStringLiteral("curves"));
        }
    });
    connect(m_plot, &PlotWidget::backgroundClicked, this, [this] { selection()->clear(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_selecting) {
            return;
        }
        QList<RowId> jobs;
        for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
            const TradeoffPoint& point = m_model->point(m_sorted->mapToSource(index).row());
            jobs.append({point.jobs.begin(), point.jobs.end()});
        }
        selection()->setJobs(jobs);
    });
    connect(m_table, &QTableView::activated, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("curves")); });
}

void TradeoffPage::askReference()
{
    const TradeoffOptions options = m_controls->options();
    auto* dialog =
        new ReferencePointDialog(m_analysis->reference->point, axisTitle(options.x, options.split),
                                 axisTitle(options.y, options.split), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, options] {
        try {
            chooseReferencePoint(session()->store(), dialog->chosen(), options);
            refresh();
        } catch (const std::exception& error) {
            Q_EMIT message(QString::fromUtf8(error.what()));
        }
    });
    dialog->open();
}

void TradeoffPage::showTable()
{
    const TradeoffOptions options = m_controls->options();
    m_selecting = true;
    const auto title = [&options](const AxisChoice& axis) { // on several lines, to leave room
        QString text = axisTitle(axis, options.split);
        text.replace(text.indexOf(QLatin1Char(' ') + metricText(axis.metric)), 1,
                     QLatin1Char('\n'));
        return axis.over == AxisChoice::Over::Domain
                   ? text
                   : text.replace(text.indexOf(QLatin1Char(' ')), 1, QLatin1Char('\n'));
    };
    m_model->setPoints(m_points, m_analysis, title(options.x), title(options.y));
    // Columns leave room for another digit, so what is live fits until rows come or go.
    if (FittedTo now{m_points->size(), m_analysis->known(), options}; now != m_fitted) {
        fitColumns(*m_table);
        m_fitted = std::move(now);
    }
    m_selecting = false;
    m_table->setVisible(!m_points->empty());
    selectRows();
    const QString summary = summaryText(*m_points, *m_analysis);
    m_summary->setText(summary);
    m_summary->setVisible(!summary.isEmpty());
    updateActions();
}

void TradeoffPage::showPoints()
{
    TradeoffView view = m_controls->view();
    view.selected = selection()->jobs();
    view.pinned = m_pinned;
    view.suggested = m_suggested;
    m_plot->setContent(
        tradeoffContent(*m_points, *m_analysis, m_controls->options(), view,
                        view.paths ? selectedPaths() : std::vector<std::vector<TradeoffPoint>>()));
    showBudget(view);
}

void TradeoffPage::showBudget(const TradeoffView& view)
{
    if (!view.lossBudget) {
        m_controls->setBudgetText({});
        return;
    }
    // Points that the analysis has not seen yet count without a probability.
    const bool current =
        std::ranges::equal(*m_points, m_analysis->points, {}, &TradeoffPoint::evaluations,
                           &TradeoffPoint::evaluations);
    if (current) {
        m_controls->setBudgetText(budgetText(*m_analysis, *view.lossBudget));
    } else {
        TradeoffAnalysis bare = withoutIntervals(*m_points, m_controls->options());
        bare.dev = m_analysis->dev;
        m_controls->setBudgetText(budgetText(bare, *view.lossBudget));
    }
}

void TradeoffPage::showWarnings()
{
    QStringList texts;
    for (const std::string& warning : m_analysis->warnings) {
        texts += QString::fromStdString(warning);
    }
    if (!m_analysis->unequalBudgets.empty()) {
        texts += QString::fromStdString(m_analysis->unequalBudgets);
    }
    if (texts.isEmpty()) {
        m_warning->hide();
        return;
    }
    m_warning->say(NoticeBar::Tone::Warning, texts.join(QLatin1Char(' ')));
}

void TradeoffPage::selectRows()
{
    m_selecting = true;
    m_table->clearSelection();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        for (const RowId job : m_model->point(row).jobs) {
            if (selection()->contains(job)) {
                const QModelIndex index = m_sorted->mapFromSource(m_model->index(row, 0));
                m_table->selectionModel()->select(index, QItemSelectionModel::Select |
                                                             QItemSelectionModel::Rows);
                break;
            }
        }
    }
    m_selecting = false;
}

const TradeoffPoint* TradeoffPage::pointAt(const QString& series, int index) const
{
    int seen = 0;
    const std::string id = series.toStdString();
    for (const TradeoffPoint& point : *m_points) {
        if (point.series == id && seen++ == index) {
            return &point;
        }
    }
    return nullptr;
}

QString TradeoffPage::tipAt(const QString& series, int index) const
{
    const TradeoffPoint* point = pointAt(series, index);
    if (point == nullptr) {
        return {};
    }
    std::vector<const JobRow*> trials;
    for (const RowId id : point->jobs) {
        if (const JobRow* job = session()->job(id)) {
            trials.push_back(job);
        }
    }
    return pointTip(*point, comparedPoint(), *m_analysis, m_controls->options(),
                    meanTrainingCost(trials));
}

const TradeoffPoint* TradeoffPage::comparedPoint() const
{
    const TradeoffPoint* pinned = pointOf(*m_points, m_pinned);
    return pinned != nullptr ? pinned : baselinePoint(*m_points);
}

void TradeoffPage::prepareForScreenshot()
{
    refreshNow();
    for (const TradeoffPoint& point : *m_points) {
        if (point.series == "ewc" && point.onJointFront) {
            selection()->setJobs({point.jobs.begin(), point.jobs.end()});
            break;
        }
    }
    m_runner->wait(); // the comparison
}

} // namespace palimpsest
