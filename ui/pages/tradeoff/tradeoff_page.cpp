// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_page.h"

#include <QFrame>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/pages/tradeoff/tradeoff_controls.h"
#include "ui/pages/tradeoff/tradeoff_table_model.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest {

TradeoffPage::TradeoffPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_controls(new TradeoffControls(this)), m_plot(new PlotWidget),
      m_summary(new QLabel(this)), m_table(new QTableView), m_model(new TradeoffTableModel(this)),
      m_sorted(new QSortFilterProxyModel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(8);
    layout->addWidget(m_controls);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    auto* card = new QFrame;
    card->setObjectName(QStringLiteral("card"));
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(2, 2, 2, 2);
    inside->addWidget(m_plot);
    splitter->addWidget(card);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({560, 190});
    layout->addWidget(splitter, 1);
    m_summary->setProperty("muted", true);
    layout->addWidget(m_summary);

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
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_timer.setSingleShot(true);
    m_timer.setInterval(50);
    connect(&m_timer, &QTimer::timeout, this, &TradeoffPage::refreshNow);
    connectStudy();
    connectViews();
    refreshNow();
}

void TradeoffPage::connectStudy()
{
    const auto later = [this] {
        if (!m_timer.isActive()) {
            m_timer.start();
        }
    };
    connect(session(), &StudySession::studyOpened, this, &TradeoffPage::refreshNow);
    connect(session(), &StudySession::studyClosed, this, &TradeoffPage::refreshNow);
    connect(session(), &StudySession::domainsChanged, this, later);
    connect(session(), &StudySession::evaluationsAdded, this, later);
    connect(m_controls, &TradeoffControls::changed, this, later);
}

void TradeoffPage::connectViews()
{
    connect(selection(), &JobSelection::changed, this, [this] {
        showPoints();
        selectRows();
    });
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

void TradeoffPage::refreshNow()
{
    m_timer.stop();
    if (session()->isOpen()) {
        m_controls->offer(*session());
        m_points = tradeoffPoints(session()->jobs(), session()->evaluations(), m_controls->options());
    } else {
        m_points.clear();
    }
    const TradeoffOptions options = m_controls->options();
    m_selecting = true;
    m_model->setPoints(m_points, axisTitle(options.x, options.split),
                       axisTitle(options.y, options.split));
    m_table->resizeColumnsToContents();
    m_selecting = false;
    m_table->setVisible(!m_points.empty());
    showPoints();
    selectRows();
    showSummary();
}

void TradeoffPage::showPoints()
{
    TradeoffView view = m_controls->view();
    view.selected = selection()->jobs();
    m_plot->setContent(tradeoffContent(m_points, m_controls->options(), view));
    showBudget(view);
}

void TradeoffPage::showBudget(const TradeoffView& view)
{
    if (!view.lossBudget) {
        m_controls->setBudgetText({});
        return;
    }
    const QString allowed = QLocale().toString(*view.lossBudget, 'f', 1);
    const TradeoffPoint* best = bestWithin(m_points, *view.lossBudget);
    m_controls->setBudgetText(best == nullptr
                                  ? tr("%1: needs the base model's score").arg(allowed)
                                  : tr("%1 · best allowed: <b>%2</b> (%3, %4)")
                                        .arg(allowed, pointTitle(*best).toHtmlEscaped(),
                                             QLocale().toString(best->x, 'f', 1),
                                             QLocale().toString(best->y, 'f', 1)));
}

void TradeoffPage::showSummary()
{
    QString text;
    if (!m_points.empty()) {
        text = tr("%n point(s); filled = on the joint front", nullptr,
                  static_cast<int>(m_points.size()));
        QPointF reference;
        if (const auto area = dominatedArea(m_points, &reference)) {
            text += tr(" · hypervolume %1 above reference (%2, %3)")
                        .arg(QLocale().toString(*area, 'f', 2),
                             QLocale().toString(reference.x(), 'f', 1),
                             QLocale().toString(reference.y(), 'f', 1));
        }
    }
    m_summary->setText(text);
    m_summary->setVisible(!text.isEmpty());
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
    for (const TradeoffPoint& point : m_points) {
        if (QString::fromStdString(point.series) == series && seen++ == index) {
            return &point;
        }
    }
    return nullptr;
}

void TradeoffPage::prepareForScreenshot()
{
    refreshNow();
    for (const TradeoffPoint& point : m_points) {
        if (point.series == "ewc" && point.onJointFront) {
            selection()->setJobs({point.jobs.begin(), point.jobs.end()});
            break;
        }
    }
}

} // namespace palimpsest
