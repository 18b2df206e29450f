// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forgetting/forgetting_page.h"

#include <algorithm>
#include <set>

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QUndoStack>
#include <QVBoxLayout>

#include "engine/store/study_store.h"
#include "ui/models/job_selection.h"
#include "ui/models/latest_work.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/choice_edit.h"
#include "ui/pages/empty_state.h"
#include "ui/pages/forgetting/matrix_model.h"
#include "ui/pages/notice_bar.h"
#include "ui/widgets/table_look.h"

namespace palimpsest
{

namespace
{
constexpr int kGatherMilliseconds = 300;
} // namespace

ForgettingPage::ForgettingPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_metric(combo("forgettingMetric", tr("Metric"))),
      m_split(combo("forgettingSplit", tr("Text"))), m_sweep(combo("forgettingSweep", tr("Sweep"))),
      m_notice(new NoticeBar(this)), m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)), m_sequences(new QTableView(this)),
      m_sequenceModel(new SequenceTableModel(this)), m_sorted(new QSortFilterProxyModel(this)),
      m_title(new QLabel(this)), m_table(new QTableView(this)), m_model(new MatrixModel(this)),
      m_summary(new QLabel(this)), m_undo(new QUndoStack(this)),
      m_work(new LatestWork(QStringLiteral("forgetting"), this))
{
    m_empty->setObjectName(QStringLiteral("forgettingEmpty"));
    m_empty->setTexts(
        tr("No sequence yet"),
        tr("This page shows what learning the domains one after the other did to each of them. On "
           "the Sweep page open “Domain after domain”, put the new domains into an order and start "
           "the sweep: a row appears when the first step has been scored."),
        tr("Design a sweep"));
    connect(m_empty, &EmptyState::activated, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("sweep")); });
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeResults());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(8);
    layout->addWidget(makeControls());
    layout->addWidget(m_notice);
    m_notice->hide();
    layout->addWidget(m_stack, 1);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kGatherMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &ForgettingPage::ask);
    connect(m_work, &LatestWork::failed, this,
            [this](const QString& sentence) { m_notice->say(NoticeBar::Tone::Error, sentence); });
    makeActions();
    connectSession();
    open();
}

ForgettingPage::~ForgettingPage() = default;

QComboBox* ForgettingPage::combo(const char* name, const QString& accessible)
{
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
        record();
        ask();
    });
    return box;
}

QWidget* ForgettingPage::makeControls()
{
    const QSignalBlocker quiet(m_split);
    m_split->addItem(splitText(Split::Test), QStringLiteral("test"));
    m_split->addItem(splitText(Split::Dev), QStringLiteral("dev"));
    auto* bar = new QWidget(this);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    const std::pair<QString, QComboBox*> boxes[] = {
        {tr("&Metric"), m_metric}, {tr("&Text"), m_split}, {tr("S&weep"), m_sweep}};
    for (const auto& [text, box] : boxes) {
        auto* label = new QLabel(text, bar);
        label->setProperty("muted", true);
        label->setBuddy(box);
        layout->addWidget(label);
        layout->addWidget(box);
        layout->addSpacing(10);
    }
    layout->addStretch();
    return bar;
}

QWidget* ForgettingPage::makeResults()
{
    m_sorted->setSourceModel(m_sequenceModel);
    m_sorted->setSortRole(SequenceTableModel::SortRole);
    m_sequences->setObjectName(QStringLiteral("forgettingSequences"));
    m_sequences->setAccessibleName(tr("Sequences"));
    m_sequences->setModel(m_sorted);
    m_sequences->setSelectionMode(QAbstractItemView::SingleSelection);
    m_sequences->setSortingEnabled(true);
    m_sequences->sortByColumn(-1, Qt::AscendingOrder);
    dressTable(*m_sequences);
    connect(m_sequences->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ForgettingPage::handSelection);

    m_title->setObjectName(QStringLiteral("forgettingTitle"));
    m_table->setObjectName(QStringLiteral("forgettingMatrix"));
    m_table->setAccessibleName(tr("Scores after each step, by domain"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setAlternatingRowColors(false);
    m_table->verticalHeader()->show();
    m_table->verticalHeader()->setSectionsClickable(false);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* meaning = new QLabel(
        tr("In brackets, and as colour: the change against the best score since the domain was "
           "learned, orange for lost, blue for gained. Bold: learned in this step. Grey: not "
           "learned yet."),
        this);
    meaning->setProperty("muted", true);
    meaning->setWordWrap(true);
    m_summary->setObjectName(QStringLiteral("forgettingSummary"));
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_summary->setWordWrap(true);
    auto* matrix = new QWidget(this);
    auto* column = new QVBoxLayout(matrix);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_table, 1);
    column->addWidget(m_summary);
    column->addWidget(meaning);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("forgettingSplitter"));
    splitter->addWidget(m_sequences);
    splitter->addWidget(matrix);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(1, 1);
    const int line = fontMetrics().height();
    splitter->setSizes({line * 12, line * 26});
    return splitter;
}

void ForgettingPage::connectSession()
{
    StudySession* source = session();
    connect(source, &StudySession::studyOpened, this, &ForgettingPage::open);
    connect(source, &StudySession::studyClosed, this, &ForgettingPage::open);
    connect(source, &StudySession::sweepsChanged, this, &ForgettingPage::later);
    connect(source, &StudySession::evaluationsAdded, this, &ForgettingPage::later);
    connect(source, &StudySession::jobsChanged, this, &ForgettingPage::later); // into the bin
    connect(selection(), &JobSelection::changed, this, &ForgettingPage::takeSelection);
}

void ForgettingPage::open()
{
    m_undo->clear();
    m_notice->hide();
    m_work->forget();
    take(std::make_shared<const std::vector<ForgettingMatrix>>());
    m_applying = true; // choices of another study
    m_metric->clear();
    m_sweep->clear();
    m_applying = false;
    m_stale = true;
    if (isVisible())
        ask();
}

void ForgettingPage::later()
{
    m_stale = true;
    if (isVisible() && !m_timer.isActive())
        m_timer.start();
}

void ForgettingPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale)
        ask();
}

/// Fills the lists with what the study has, keeping what is chosen where it still exists.
void ForgettingPage::offer()
{
    std::set<std::string> metrics;
    for (const EvaluationRow& evaluation : session()->evaluations())
        for (const ScoreRow& score : evaluation.scores)
            metrics.insert(score.metric);
    const auto refill = [](QComboBox& box, const QList<std::pair<QString, QVariant>>& entries) {
        const QVariant chosen = box.currentData();
        box.clear();
        for (const auto& [text, value] : entries)
            box.addItem(text, value);
        box.setCurrentIndex(std::max(0, box.findData(chosen)));
    };
    QList<std::pair<QString, QVariant>> scores;
    for (const char* metric : {"bleu", "chrf", "ter", "loss"})
        if (metrics.contains(metric))
            scores.append({metricText(metric), QString::fromLatin1(metric)});
    QList<std::pair<QString, QVariant>> sweeps = {
        {tr("all sweeps"), QVariant::fromValue<qint64>(0)}};
    for (const SweepRow& row : session()->sweeps())
        if (!row.spec.sequence.domains.empty())
            sweeps.append(
                {QString::fromStdString(row.spec.name), QVariant::fromValue<qint64>(row.id)});
    m_applying = true;
    refill(*m_metric, scores);
    refill(*m_sweep, sweeps);
    m_applying = false;
    m_choices = choices(); // what the study has no longer, is not a step
}

void ForgettingPage::ask()
{
    if (m_applying)
        return;
    m_timer.stop();
    m_stale = !isVisible();
    if (m_stale || !session()->isOpen())
        return;
    offer();
    const bool any = std::ranges::any_of(session()->jobs(), [](const JobRow& job) {
        return job.kind == RunKind::Trial && !job.config.sequence.empty();
    });
    if (!any) {
        m_work->forget();
        take(std::make_shared<const std::vector<ForgettingMatrix>>());
        return;
    }
    ForgettingOptions options;
    options.metric = m_metric->count() ? m_metric->currentData().toString().toStdString() : "bleu";
    options.split = splitFromString(m_split->currentData().toString().toStdString());
    options.sweep = m_sweep->currentData().toLongLong();
    m_work->ask([this, options, folder = session()->folder().toStdString()] {
        const StudyStore store(folder, OpenMode::ReadOnly);
        auto matrices = std::make_shared<const std::vector<ForgettingMatrix>>(
            forgettingMatrices(store.jobs(), store.evaluations(), options));
        return [this, matrices] { take(matrices); };
    });
}

void ForgettingPage::take(SharedMatrices matrices)
{
    const RowId shown = m_model->matrix() ? m_model->matrix()->jobs.front() : 0;
    m_linking = true;
    m_sequenceModel->setMatrices(std::move(matrices));
    fitColumns(*m_sequences);
    m_stack->setCurrentIndex(m_sequenceModel->rowCount() > 0 ? 1 : 0);
    const int row = m_sequenceModel->rowOfJob(shown);
    m_sequences->setCurrentIndex(row < 0 ? m_sorted->index(0, 0)
                                         : m_sorted->mapFromSource(m_sequenceModel->index(row, 0)));
    m_linking = false;
    takeSelection();
    showMatrix();
}

void ForgettingPage::showMatrix()
{
    const QModelIndex current = m_sorted->mapToSource(m_sequences->currentIndex());
    m_model->setMatrix(current.isValid() ? std::optional(m_sequenceModel->matrix(current.row()))
                                         : std::nullopt);
    fitColumns(*m_table);
    m_title->setText(QStringLiteral("<b>%1</b>").arg(matrixTitle().toHtmlEscaped()));
    m_summary->setText(summary());
    for (QAction* copy : std::as_const(m_copies))
        copy->setEnabled(m_model->matrix().has_value());
}

/// The sequence of what was selected last, where it is of one.
void ForgettingPage::takeSelection()
{
    const int row = m_sequenceModel->rowOfJob(selection()->current());
    if (m_linking || row < 0)
        return;
    m_linking = true;
    m_sequences->setCurrentIndex(m_sorted->mapFromSource(m_sequenceModel->index(row, 0)));
    m_linking = false;
    showMatrix();
}

void ForgettingPage::handSelection()
{
    if (m_linking)
        return;
    const QModelIndex current = m_sorted->mapToSource(m_sequences->currentIndex());
    if (current.isValid()) {
        const std::vector<RowId>& jobs = m_sequenceModel->matrix(current.row()).jobs;
        m_linking = true;
        selection()->setJobs({jobs.begin(), jobs.end()});
        m_linking = false;
    }
    showMatrix();
}

ForgettingChoices ForgettingPage::choices() const
{
    return {m_metric->currentData().toString(), m_split->currentData().toString(),
            m_sweep->currentData().toLongLong()};
}

void ForgettingPage::record()
{
    if (m_applying || !session()->isOpen())
        return;
    const ForgettingChoices now = choices();
    if (now == m_choices)
        return;
    const ForgettingChoices before = std::exchange(m_choices, now);
    m_undo->push(new ChoiceEdit<ForgettingChoices>(
        tr("view of the forgetting"), before, now, 0,
        [this](const ForgettingChoices& wanted) { apply(wanted); }));
}

void ForgettingPage::apply(const ForgettingChoices& wanted)
{
    if (choices() == wanted)
        return;
    m_applying = true;
    const auto choose = [](QComboBox* box, const QVariant& value) {
        if (const int index = box->findData(value); index >= 0)
            box->setCurrentIndex(index);
    };
    choose(m_metric, wanted.metric);
    choose(m_split, wanted.split);
    choose(m_sweep, QVariant::fromValue<qint64>(wanted.sweep));
    m_choices = choices();
    m_applying = false;
    ask();
}

void ForgettingPage::prepareForScreenshot()
{
    waitForAnswers();
}

void ForgettingPage::waitForAnswers()
{
    if (m_stale || m_timer.isActive())
        ask();
    m_work->wait();
}

} // namespace palimpsest
