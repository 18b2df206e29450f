// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/compare_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QTimer>
#include <QUndoStack>
#include <QVBoxLayout>

#include "engine/study/error.h"
#include "ui/models/job_selection.h"
#include "ui/models/latest_work.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/compare/score_table_model.h"
#include "ui/pages/compare/sentence_delegate.h"
#include "ui/pages/compare/sentence_table_model.h"
#include "ui/pages/compare/system_names.h"
#include "ui/pages/empty_state.h"
#include "ui/pages/notice_bar.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{
constexpr int kFillMilliseconds = 500;
} // namespace

/// What the other thread found out; what it could not, in words.
struct ComparePage::Compared {
    std::shared_ptr<const ScoreComparison> scores;
    SharedSentences sentences;
    QString problem;
};

ComparePage::ComparePage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_baseline(new QComboBox(this)), m_list(new QListWidget(this)),
      m_metric(new QComboBox(this)), m_split(new QComboBox(this)), m_test(new QComboBox(this)),
      m_notice(new NoticeBar(this)), m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)), m_scores(new QTableView(this)),
      m_scoreModel(new ScoreTableModel(this)), m_scoreNote(new QLabel(this)),
      m_filter(new SentenceFilterBar(this)), m_count(new QLabel(this)),
      m_sentences(new QTableView(this)), m_sentenceModel(new SentenceTableModel(this)),
      m_detail(new QTextBrowser(this)), m_timer(new QTimer(this)),
      m_comparing(new LatestWork(QStringLiteral("comparison"), this)),
      m_searching(new LatestWork(QStringLiteral("sentences"), this)), m_undo(new QUndoStack(this))
{
    m_empty->setObjectName(QStringLiteral("compareEmpty"));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeResults());
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("compareSplitter"));
    splitter->addWidget(makeSystems());
    splitter->addWidget(m_stack);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(1, 1);
    const int character = fontMetrics().averageCharWidth();
    splitter->setSizes({character * 34, character * 144});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->addWidget(m_notice);
    layout->addWidget(splitter, 1);
    m_timer->setSingleShot(true);
    m_timer->setInterval(150);
    connect(m_timer, &QTimer::timeout, this, &ComparePage::compare);
    connect(m_comparing, &LatestWork::failed, this,
            [this](const QString& sentence) { m_notice->say(NoticeBar::Tone::Error, sentence); });
    makeCopies();
    connectSession();
    fill();
}

ComparePage::~ComparePage() = default;

QWidget* ComparePage::makeSystems()
{
    auto* panel = new QWidget(this);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const QString& text, QWidget* widget, const char* name) {
        auto* label = new QLabel(text, panel);
        label->setBuddy(widget);
        widget->setObjectName(QLatin1String(name));
        widget->setAccessibleName(QString(text).remove(QLatin1Char('&')));
        layout->addWidget(label);
        layout->addWidget(widget, widget == m_list ? 1 : 0);
    };
    add(tr("&Baseline"), m_baseline, "compareBaseline");
    add(tr("Trials to co&mpare with it"), m_list, "compareSystems");
    m_list->setToolTip(tr("Select several with Ctrl or Shift"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setUniformItemSizes(true);
    m_baseline->setMinimumContentsLength(12);
    m_baseline->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &ComparePage::handSelection);
    connect(m_baseline, &QComboBox::activated, this, [this] {
        record();
        later();
    });
    return panel;
}

QWidget* ComparePage::makeResults()
{
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("compareResults"));
    auto* top = new QWidget(splitter);
    auto* bar = new QHBoxLayout;
    const std::pair<QComboBox*, QString> boxes[] = {
        {m_metric, tr("Metric")}, {m_split, tr("Text")}, {m_test, tr("Test")}};
    const char* names[] = {"compareMetric", "compareSplit", "compareTest"};
    for (std::size_t i = 0; i < 3; ++i) {
        QComboBox* box = boxes[i].first;
        box->setObjectName(QLatin1String(names[i]));
        box->setAccessibleName(boxes[i].second);
        box->setToolTip(boxes[i].second);
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(box, &QComboBox::activated, this, [this] {
            record();
            later();
        });
        bar->addWidget(box);
    }
    for (const char* metric : {"bleu", "chrf", "ter"})
        m_metric->addItem(metricText(metric), QLatin1String(metric));
    m_split->addItem(splitText(Split::Test), static_cast<int>(Split::Test));
    m_split->addItem(splitText(Split::Dev), static_cast<int>(Split::Dev));
    m_test->addItem(tr("paired bootstrap"), static_cast<int>(PairedTest::Bootstrap));
    m_test->addItem(tr("approximate randomisation"), static_cast<int>(PairedTest::Randomisation));
    connect(m_split, &QComboBox::activated, this, &ComparePage::fillSystems);
    bar->addWidget(m_scoreNote, 1);
    m_scoreNote->setForegroundRole(QPalette::PlaceholderText);
    m_scoreNote->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_scoreNote->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_scores->setObjectName(QStringLiteral("compareScores"));
    m_scores->setAccessibleName(tr("Scores of the compared trials"));
    m_scores->setModel(m_scoreModel);
    dressTable(*m_scores);
    auto* layout = new QVBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_scores, 1);
    splitter->addWidget(top);
    splitter->addWidget(makeSentences());
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(1, 1);
    const int line = fontMetrics().height();
    splitter->setSizes({line * 12, line * 30});
    return splitter;
}

QWidget* ComparePage::makeSentences()
{
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("compareSentencesSplitter"));
    auto* table = new QWidget(splitter);
    m_sentences->setObjectName(QStringLiteral("compareSentences"));
    m_sentences->setAccessibleName(tr("Sentences, side by side"));
    m_sentences->setModel(m_sentenceModel);
    m_sentences->setItemDelegate(new SentenceDelegate(m_sentences));
    dressTable(*m_sentences);
    m_sentences->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_sentences->setSortingEnabled(true);
    m_sentences->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_sentences->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_detail->setObjectName(QStringLiteral("compareDetail"));
    m_detail->setAccessibleName(tr("The selected sentence in full"));
    m_detail->setPlaceholderText(tr("Select a sentence to read it in full."));
    m_detail->document()->setDocumentMargin(10);
    m_count->setObjectName(QStringLiteral("compareCount"));
    connect(m_filter, &SentenceFilterBar::filterChanged, this, [this] {
        record(m_filter->visit() + 1);
        search();
    });
    connect(m_filter, &SentenceFilterBar::marksChanged, this, [this] {
        record();
        m_sentenceModel->setMarks(m_filter->marks());
        showDetail();
    });
    connect(m_sentenceModel, &SentenceTableModel::sortRequested, this,
            [this](const SentenceOrder& order) {
                m_order = order;
                record();
                search();
            });
    connect(m_sentences->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ComparePage::showDetail);
    auto* layout = new QVBoxLayout(table);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_filter);
    layout->addWidget(m_sentences, 1);
    layout->addWidget(m_count);
    splitter->addWidget(table);
    splitter->addWidget(m_detail);
    splitter->setChildrenCollapsible(false);
    const int line = fontMetrics().height();
    splitter->setSizes({line * 20, line * 10});
    return splitter;
}

void ComparePage::connectSession()
{
    StudySession* source = session();
    connect(source, &StudySession::studyOpened, this, &ComparePage::fill);
    connect(source, &StudySession::studyClosed, this, &ComparePage::fill);
    // Later, once for many changes: thousands of trials make a long list.
    m_fillTimer.setSingleShot(true);
    m_fillTimer.setInterval(kFillMilliseconds);
    connect(&m_fillTimer, &QTimer::timeout, this, &ComparePage::fillSystems);
    connect(source, &StudySession::evaluationsAdded, this, &ComparePage::fillLater);
    connect(source, &StudySession::jobsChanged, this, &ComparePage::fillLater); // into the bin
    connect(selection(), &JobSelection::changed, this, &ComparePage::takeSelection);
}

void ComparePage::fill()
{
    m_undo->clear();
    m_comparing->forget();
    m_searching->forget();
    m_known.clear();
    m_list->clear();
    m_baseline->clear();
    take({});
    if (isVisible())
        fillSystems();
    else
        m_listStale = true;
}

void ComparePage::fillLater()
{
    if (!isVisible())
        m_listStale = true;
    else if (!m_fillTimer.isActive())
        m_fillTimer.start();
}

/// The list and the baseline, where another trial was scored.
void ComparePage::fillSystems()
{
    m_fillTimer.stop();
    m_listStale = false;
    std::vector<ComparedSystem> known;
    if (session()->isOpen())
        known = comparableSystems(session()->jobs(), session()->evaluations(),
                                  static_cast<Split>(m_split->currentData().toInt()));
    if (known == m_known && m_list->count() == static_cast<int>(known.size())) {
        takeSelection();
        return;
    }
    m_known = std::move(known);
    const QVariant baseline = m_baseline->currentData();
    m_linking = true;
    m_list->clear();
    m_baseline->clear();
    for (const ComparedSystem& system : m_known) {
        const QIcon icon = strategyIcon(QString::fromStdString(system.series), isDark());
        auto* item = new QListWidgetItem(icon, systemTitle(system), m_list);
        item->setData(Qt::UserRole, QVariant::fromValue(system.job));
        m_baseline->addItem(icon, systemTitle(system), QVariant::fromValue(system.job));
    }
    m_baseline->setCurrentIndex(m_known.empty() ? -1 : std::max(0, m_baseline->findData(baseline)));
    m_linking = false;
    m_choices = choices(); // what the study has no longer, is not a step
    takeSelection();
}

void ComparePage::takeSelection()
{
    if (m_linking)
        return;
    m_linking = true;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        item->setSelected(selection()->contains(item->data(Qt::UserRole).toLongLong()));
    }
    m_linking = false;
    later();
}

void ComparePage::handSelection()
{
    if (m_linking)
        return;
    m_linking = true;
    QList<RowId> jobs;
    for (const QListWidgetItem* item : m_list->selectedItems())
        jobs += item->data(Qt::UserRole).toLongLong();
    selection()->setJobs(jobs);
    m_linking = false;
    later();
}

/// The baseline and what is selected besides.
std::vector<ComparedSystem> ComparePage::chosen() const
{
    std::vector<ComparedSystem> systems;
    const RowId baseline = m_baseline->currentData().toLongLong();
    for (const ComparedSystem& system : m_known) {
        if (system.job == baseline)
            systems.insert(systems.begin(), system);
        else if (selection()->contains(system.job))
            systems.push_back(system);
    }
    return systems;
}

void ComparePage::later()
{
    m_stale = true;
    if (isVisible())
        m_timer->start();
}

void ComparePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_listStale)
        fillSystems();
    if (m_stale)
        compare();
}

void ComparePage::compare()
{
    m_timer->stop();
    m_stale = false;
    const std::vector<ComparedSystem> systems = chosen();
    if (systems.size() < 2) {
        m_comparing->forget();
        take({});
        return;
    }
    m_comparing->ask([this, systems, folder = session()->folder().toStdString(),
                      metric = m_metric->currentData().toString().toStdString(),
                      split = static_cast<Split>(m_split->currentData().toInt()),
                      test = static_cast<PairedTest>(m_test->currentData().toInt())] {
        Compared compared;
        const StudyStore store(folder, OpenMode::ReadOnly);
        try {
            compared.scores = std::make_shared<const ScoreComparison>(
                compareScores(store, systems, metric, test));
            compared.sentences =
                std::make_shared<const Sentences>(sentenceTable(store, systems, metric, split));
        } catch (const Error& error) {
            compared.problem = QString::fromUtf8(error.what());
        }
        return [this, compared] { take(compared); };
    });
}

void ComparePage::take(const Compared& compared)
{
    const bool any = compared.scores || compared.sentences;
    if (!any && compared.problem.isEmpty())
        m_empty->setTexts(
            m_known.empty() ? tr("Nothing to compare yet") : tr("Choose what to compare"),
            m_known.empty()
                ? tr("Trials can be compared when they have been scored.")
                : tr("Select one or more trials in the list, or on any other page: their scores "
                     "and sentences appear beside those of the baseline."));
    else if (!any)
        m_empty->setTexts(tr("These trials cannot be compared"), compared.problem);
    m_stack->setCurrentIndex(any ? 1 : 0);
    m_notice->setVisible(false);
    if (any && !compared.problem.isEmpty())
        m_notice->say(NoticeBar::Tone::Warning, compared.problem);
    m_scoreModel->setComparison(compared.scores);
    fitColumns(*m_scores);
    QStringList notes;
    if (compared.scores) {
        notes = {QString::fromStdString(compared.scores->signature)};
        for (const std::string& warning : compared.scores->warnings)
            notes.prepend(QString::fromStdString(warning));
    }
    m_scoreNote->setText(notes.join(QStringLiteral(" · ")));
    m_scoreNote->setToolTip(notes.join(QLatin1Char('\n')));
    m_searching->forget();
    m_sentenceModel->setSentences(compared.sentences, {});
    if (compared.sentences) {
        m_filter->setTable(compared.sentences->table);
        m_choices = choices(); // what these trials do not have, is not a step
        search();
    }
    showDetail();
}

bool ComparePage::focusFilter()
{
    m_filter->focusText();
    return true;
}

void ComparePage::prepareForScreenshot()
{
    waitForAnswers(); // the list
    QList<RowId> jobs;
    for (const ComparedSystem& system : m_known) {
        if (!system.unadapted && jobs.size() < 2 &&
            (system.series == "fine-tuning" || system.series == "ewc+mixing"))
            jobs += system.job;
    }
    selection()->setJobs(jobs);
    waitForAnswers();
    m_sentences->sortByColumn(m_sentenceModel->columnCount() - 1, Qt::AscendingOrder);
    waitForAnswers();
    m_sentences->selectRow(0);
}

void ComparePage::waitForAnswers()
{
    if (m_listStale)
        fillSystems();
    if (m_stale || m_timer->isActive())
        compare();
    m_comparing->wait();
    m_searching->wait();
}

} // namespace palimpsest
