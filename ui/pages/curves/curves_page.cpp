// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/curves/curves_page.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QTimer>
#include <QUndoStack>
#include <QVBoxLayout>

#include "ui/models/job_selection.h"
#include "ui/models/row_lookup.h"
#include "ui/models/run_filter_model.h"
#include "ui/models/run_table_model.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest
{

CurvesPage::CurvesPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_model(new RunTableModel(this)), m_filter(new RunFilterModel(this)),
      m_list(new QListView(this)), m_filterEdit(new QLineEdit(this)),
      m_quantity(new QComboBox(this)), m_xLog(new QCheckBox(tr("Log updates"), this)),
      m_yLog(new QCheckBox(tr("Log values"), this)), m_smoothing(new QSlider(Qt::Horizontal, this)),
      m_smoothingText(new QLabel(this)), m_plot(new PlotWidget(this)), m_timer(new QTimer(this)),
      m_undo(new QUndoStack(this))
{
    m_filter->setSourceModel(m_model);
    m_filter->sort(RunTableModel::QueueColumn);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("curvesSplitter"));
    splitter->addWidget(makeRuns());
    splitter->addWidget(makePlot());
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(1, 1);
    const int character = fontMetrics().averageCharWidth();
    splitter->setSizes({character * 38, character * 140});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->addWidget(splitter);
    m_timer->setSingleShot(true);
    m_timer->setInterval(100);
    connect(m_timer, &QTimer::timeout, this, &CurvesPage::update);
    connectSession();
    fill();
}

QWidget* CurvesPage::makeRuns()
{
    auto* panel = new QWidget(this);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    m_filterEdit->setObjectName(QStringLiteral("curvesFilter"));
    m_filterEdit->setPlaceholderText(tr("Filter runs"));
    m_filterEdit->setAccessibleName(tr("Filter runs"));
    m_filterEdit->setClearButtonEnabled(true);
    m_list->setObjectName(QStringLiteral("curvesRuns"));
    m_list->setAccessibleName(tr("Runs to show; select several with Ctrl or Shift"));
    m_list->setModel(m_filter);
    m_list->setModelColumn(RunTableModel::LabelColumn);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setUniformItemSizes(true);
    connect(m_filterEdit, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_linking = true; // what the filter hides stays selected
        m_filter->setFilterText(text);
        m_linking = false;
        takeSelection();
        record(2 * m_visits + 1);
    });
    connect(m_filterEdit, &QLineEdit::editingFinished, this, [this] { ++m_visits; });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &CurvesPage::handSelection);
    layout->addWidget(m_filterEdit);
    layout->addWidget(m_list, 1);
    return panel;
}

QWidget* CurvesPage::makePlot()
{
    auto* panel = new QWidget(this);
    m_quantity->setObjectName(QStringLiteral("curvesQuantity"));
    m_quantity->setAccessibleName(tr("Quantity"));
    m_quantity->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_quantity->setMinimumContentsLength(12); // it gives way where the window is narrow
    m_xLog->setObjectName(QStringLiteral("curvesLogX"));
    m_yLog->setObjectName(QStringLiteral("curvesLogY"));
    m_smoothing->setObjectName(QStringLiteral("curvesSmoothing"));
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setRange(0, 99);
    m_smoothing->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    m_smoothing->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
    m_plot->setObjectName(QStringLiteral("curves"));
    m_plot->setAccessibleName(tr("Curves of the chosen runs"));
    connect(m_quantity, &QComboBox::currentIndexChanged, this, [this] {
        m_wanted = m_quantity->currentData().toString(); // by the user: filling it says nothing
        record();
        update();
    });
    for (QCheckBox* box : {m_xLog, m_yLog})
        connect(box, &QCheckBox::toggled, this, [this] {
            record();
            update();
        });
    connect(m_smoothing, &QSlider::valueChanged, this, [this] {
        record(2 * m_slides + 2);
        update();
    });
    connect(m_smoothing, &QSlider::sliderReleased, this, [this] { ++m_slides; });
    connect(m_plot, &PlotWidget::seriesVisibilityChanged, this, [this] { record(); });
    auto* smoothingLabel = new QLabel(tr("&Smoothing"), panel);
    smoothingLabel->setBuddy(m_smoothing);
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_quantity);
    bar->addSpacing(12);
    bar->addWidget(m_xLog);
    bar->addWidget(m_yLog);
    bar->addSpacing(12);
    bar->addWidget(smoothingLabel);
    bar->addWidget(m_smoothing, 1);
    bar->addWidget(m_smoothingText);
    bar->addStretch(1);
    m_smoothingText->setMinimumWidth(fontMetrics().averageCharWidth() * 6);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(bar);
    layout->addWidget(m_plot, 1);
    return panel;
}

void CurvesPage::connectSession()
{
    StudySession* source = session();
    connect(source, &StudySession::studyOpened, this, &CurvesPage::fill);
    connect(source, &StudySession::studyClosed, this, &CurvesPage::fill);
    connect(source, &StudySession::jobsChanged, this, [this](const QList<RowId>& ids) {
        if (m_listStale)
            return;
        m_model->updateJobs(rowsOf(session()->jobs(), ids));
    });
    connect(source, &StudySession::metricsAdded, this, [this](const QList<RowId>& runs) {
        for (const RunRow* run : rowsOf(session()->runs(), runs))
            touched(run->job);
    });
    connect(source, &StudySession::evaluationsAdded, this, [this](const QList<RowId>& ids) {
        for (const EvaluationRow* row : rowsOf(session()->evaluations(), ids))
            touched(row->job);
    });
    connect(selection(), &JobSelection::changed, this, &CurvesPage::takeSelection);
}

void CurvesPage::fill()
{
    m_undo->clear();
    m_choices = choices();
    m_listStale = session()->isOpen() && session()->isLarge() && !isVisible();
    m_model->beginFilling();
    if (session()->isOpen() && !m_listStale)
        m_model->updateJobs(allRows(session()->jobs()));
    m_model->endFilling();
    takeSelection();
}

void CurvesPage::fillIfStale()
{
    if (!m_listStale)
        return;
    m_listStale = false;
    m_model->beginFilling();
    m_model->updateJobs(allRows(session()->jobs()));
    m_model->endFilling();
    takeSelection();
}

void CurvesPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    fillIfStale();
    if (m_curvesStale)
        draw();
}

void CurvesPage::takeSelection()
{
    if (m_linking)
        return;
    m_linking = true;
    QItemSelection rows;
    for (const RowId job : selection()->jobs()) {
        const int row = m_model->rowOf(job);
        const QModelIndex index =
            row < 0 ? QModelIndex()
                    : m_filter->mapFromSource(m_model->index(row, RunTableModel::LabelColumn));
        if (index.isValid()) {
            rows.select(index, index);
            m_list->scrollTo(index);
        }
    }
    m_list->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    m_linking = false;
    update();
}

void CurvesPage::handSelection()
{
    if (m_linking)
        return;
    m_linking = true;
    QList<RowId> jobs;
    for (const QModelIndex& index : m_list->selectionModel()->selectedIndexes())
        jobs += m_filter->job(index);
    selection()->setJobs(jobs);
    m_linking = false;
    update();
}

void CurvesPage::touched(RowId job)
{
    if (selection()->contains(job) && !m_timer->isActive())
        m_timer->start();
}

void CurvesPage::showQuantities()
{
    const auto quantities = curveQuantities(*session(), selection()->jobs());
    QStringList now;
    for (int i = 0; i < m_quantity->count(); ++i)
        now += m_quantity->itemData(i).toString();
    QStringList wanted;
    for (const auto& [quantity, name] : quantities)
        wanted += quantity;
    if (now == wanted || wanted.isEmpty())
        return;
    const QSignalBlocker blocker(m_quantity);
    m_quantity->clear();
    for (const auto& [quantity, name] : quantities)
        m_quantity->addItem(name, quantity);
    m_quantity->setCurrentIndex(std::max(0, m_quantity->findData(m_wanted)));
}

CurveOptions CurvesPage::options() const
{
    CurveOptions options;
    if (m_quantity->count())
        options.quantity = m_quantity->currentData().toString();
    options.smoothing = m_smoothing->value() / 100.0;
    options.xLog = m_xLog->isChecked();
    options.yLog = m_yLog->isChecked();
    return options;
}

void CurvesPage::update()
{
    if (isVisible())
        draw();
    else
        m_curvesStale = true;
}

void CurvesPage::draw()
{
    m_timer->stop();
    m_curvesStale = false;
    m_smoothingText->setText(m_smoothing->value() ? numberText(m_smoothing->value() / 100.0)
                                                  : tr("off"));
    if (!session()->isOpen()) {
        m_plot->setContent({});
        return;
    }
    showQuantities();
    m_plot->setEmptyText(tr("No curves to show"),
                         selection()->jobs().isEmpty()
                             ? tr("Select one or more runs in the list; they draw their curves as "
                                  "they train.")
                             : tr("What is selected has logged nothing yet: curves appear as a run "
                                  "trains. Select another one in the list."));
    m_plot->setContent(curveContent(*session(), selection()->jobs(), options()));
}

std::optional<FigureRecipe> CurvesPage::figureRecipe() const
{
    const CurveOptions shown = options();
    FigureRecipe recipe;
    recipe.kind = FigureKind::Curves;
    recipe.quantity = shown.quantity.toStdString();
    recipe.smoothing = shown.smoothing;
    recipe.xLog = shown.xLog;
    recipe.yLog = shown.yLog;
    QList<RowId> visible;
    for (const RowId job : selection()->jobs())
        if (m_plot->seriesVisible(QString::number(job)))
            visible += job;
    recipe.trials = identitiesOf(visible, *session());
    recipe.selected = recipe.trials;
    if (const auto ranges = m_plot->ranges())
        recipe.ranges = {ranges->left(), ranges->right(), ranges->top(), ranges->bottom()};
    return recipe;
}

bool CurvesPage::showExported(const Provenance& provenance)
{
    if (provenance.kind != "figure")
        return false;
    const FigureRecipe recipe = palimpsest::figureRecipe(provenance);
    if (recipe.kind != FigureKind::Curves)
        return false;
    m_applying = true; // one step, whatever it changes
    m_wanted = QString::fromStdString(recipe.quantity);
    fillIfStale();
    selection()->setJobs(jobsOfIdentities(provenance.trials, *session()));
    showQuantities();
    m_quantity->setCurrentIndex(std::max(0, m_quantity->findData(m_wanted)));
    m_smoothing->setValue(qRound(recipe.smoothing * 100));
    m_xLog->setChecked(recipe.xLog);
    m_yLog->setChecked(recipe.yLog);
    draw();
    if (recipe.ranges.size() == 4)
        m_plot->setRanges({recipe.ranges[0], recipe.ranges[2], recipe.ranges[1] - recipe.ranges[0],
                           recipe.ranges[3] - recipe.ranges[2]});
    else
        m_plot->fit();
    m_applying = false;
    record();
    return true;
}

bool CurvesPage::focusFilter()
{
    m_filterEdit->setFocus(Qt::ShortcutFocusReason);
    m_filterEdit->selectAll();
    return true;
}

void CurvesPage::prepareForScreenshot()
{
    QList<RowId> jobs;
    const auto choose = [&](const JobRow& job) {
        const RunRow* run = session()->latestRun(job.id);
        if (jobs.size() < 4 && run && !session()->metricNames(run->id).isEmpty())
            jobs += job.id;
    };
    for (const JobRow& job : session()->jobs())
        if (job.kind == RunKind::Trial && job.config.strategy.adapts)
            choose(job);
    for (const JobRow& job : session()->jobs())
        if (job.kind == RunKind::Base && jobs.isEmpty())
            choose(job);
    selection()->setJobs(jobs);
    m_smoothing->setValue(60);
}

} // namespace palimpsest
