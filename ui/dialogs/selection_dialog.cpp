// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/selection_dialog.h"

#include <algorithm>
#include <set>
#include <utility>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QScreen>
#include <QScrollBar>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/latest_work.h"
#include "ui/models/selection_table_model.h"
#include "ui/models/state_icons.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/sentence_label.h"
#include "ui/widgets/table_look.h"

namespace palimpsest
{

namespace
{

constexpr double kMostBudget = 100;

/// Metrics of scores on dev, in the order of their names.
std::set<std::string> devMetrics(const StudySession& session)
{
    std::set<std::string> metrics;
    const std::string* last = nullptr; // neighbours are mostly the same
    for (const EvaluationRow& row : session.evaluations()) {
        if (row.split != Split::Dev)
            continue;
        for (const ScoreRow& score : row.scores) {
            if (last != nullptr && *last == score.metric)
                continue;
            last = &score.metric;
            metrics.insert(score.metric);
        }
    }
    return metrics;
}

} // namespace

SelectionDialog::SelectionDialog(StudySession* session, QWidget* parent)
    : QDialog(parent), m_session(session),
      m_work(new LatestWork(QStringLiteral("choice on dev"), this)),
      m_model(new SelectionTableModel(this)), m_kept(combo("selectionKept", tr("Choice"))),
      m_metric(combo("selectionMetric", tr("Metric"))),
      m_sweep(combo("selectionSweep", tr("Sweep"))), m_budget(new QDoubleSpinBox(this)),
      m_warning(new QWidget(this)), m_warningText(new QLabel(m_warning)),
      m_table(new QTableView(this)), m_about(new QLabel(this)), m_sentence(new QLabel(this))
{
    setObjectName(QStringLiteral("selectionDialog"));
    setWindowTitle(tr("Choose on dev"));
    auto* intro = new QLabel(
        tr("The trial of each strategy that is best on dev, and the best of all, by three rules. "
           "Test scores are shown of what was chosen, and of nothing else."),
        this);
    intro->setWordWrap(true);
    intro->setProperty("muted", true);
    makeWarning();
    makeTable();
    m_about->setObjectName(QStringLiteral("selectionAbout"));
    m_about->setProperty("muted", true);
    m_about->setWordWrap(true);
    m_sentence->setObjectName(QStringLiteral("selectionSentence"));
    m_sentence->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(intro);
    layout->addWidget(makeChoices());
    layout->addWidget(m_warning);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_about);
    auto* below = new QHBoxLayout;
    below->addWidget(m_sentence, 1);
    below->addWidget(makeButtons());
    layout->addLayout(below);
    connect(m_work, &LatestWork::failed, this, &SelectionDialog::fail);
    connect(m_session, &StudySession::studyClosed, this, [this] {
        m_work->forget();
        m_now = {};
        reject();
    });
    showSelection();
}

void SelectionDialog::makeWarning()
{
    auto* icon = new QLabel(m_warning);
    icon->setPixmap(
        severityIcon(Severity::Warning).pixmap(style()->pixelMetric(QStyle::PM_SmallIconSize)));
    m_warningText->setObjectName(QStringLiteral("selectionWarning"));
    m_warningText->setWordWrap(true);
    m_warningText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* warning = new QHBoxLayout(m_warning);
    warning->setContentsMargins(0, 0, 0, 0);
    warning->addWidget(icon, 0, Qt::AlignTop);
    warning->addWidget(m_warningText, 1);
}

QComboBox* SelectionDialog::combo(const char* name, const QString& accessible)
{
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return box;
}

QWidget* SelectionDialog::makeChoices()
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const QString& text, QWidget* control) {
        auto* label = new QLabel(text, row);
        label->setProperty("muted", true);
        label->setBuddy(control);
        layout->addWidget(label);
        layout->addWidget(control);
        layout->addSpacing(10);
    };
    m_budget->setObjectName(QStringLiteral("selectionBudget"));
    m_budget->setAccessibleName(tr("Loss budget in points"));
    m_budget->setToolTip(tr("Points that the old domains may lose on dev against the base model"));
    m_budget->setRange(0, kMostBudget);
    m_budget->setDecimals(2);
    m_budget->setSingleStep(0.1);
    m_kept->setToolTip(tr("What is best now, or a choice as it was kept, whatever was trained "
                          "since"));
    add(tr("C&hoice"), m_kept);
    add(tr("&Metric"), m_metric);
    add(tr("&Sweep"), m_sweep);
    add(tr("&Loss budget"), m_budget);
    layout->addStretch(1);
    connect(m_kept, &QComboBox::currentIndexChanged, this, &SelectionDialog::changeKept);
    connect(m_metric, &QComboBox::currentIndexChanged, this, &SelectionDialog::ask);
    connect(m_sweep, &QComboBox::currentIndexChanged, this, &SelectionDialog::ask);
    connect(m_budget, &QDoubleSpinBox::valueChanged, this, &SelectionDialog::ask);
    return row;
}

void SelectionDialog::makeTable()
{
    m_table->setObjectName(QStringLiteral("selectionTable"));
    m_table->setAccessibleName(tr("Chosen trials"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    dressTable(*m_table);
    m_table->setAlternatingRowColors(false); // the model shades by strategy
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setMinimumSize(fontMetrics().averageCharWidth() * 110,
                            fontMetrics().lineSpacing() * 16);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SelectionDialog::pick);
}

void SelectionDialog::choose(const std::string& metric, std::optional<double> lossBudget)
{
    m_now.metric = metric;
    m_now.lossBudget = lossBudget.value_or(m_now.lossBudget);
    m_filling = true;
    m_kept->setCurrentIndex(m_kept->count() > 0 ? 0 : -1);
    m_filling = false;
    offerKept();
    offerChoices();
    ask();
    open();
}

void SelectionDialog::offerKept()
{
    const QString shown = keptName();
    m_filling = true;
    m_kept->clear();
    m_kept->addItem(tr("as of now"));
    try {
        for (const std::string& name : keptSelections(m_session->store())) {
            const QString text = QString::fromStdString(name);
            m_kept->addItem(tr("kept as “%1”").arg(text), text);
        }
    } catch (const std::exception& error) { // a busy disk: the list is complete next time
        Q_EMIT message(QString::fromUtf8(error.what()));
    }
    m_kept->setCurrentIndex(shown.isEmpty() ? 0 : std::max(0, m_kept->findData(shown)));
    m_filling = false;
}

/// What the study has, and of it what is chosen by now.
void SelectionDialog::offerChoices()
{
    m_filling = true;
    m_metric->clear();
    for (const std::string& metric : devMetrics(*m_session))
        m_metric->addItem(metricText(metric), QString::fromStdString(metric));
    if (m_metric->count() == 0)
        m_metric->addItem(metricText(m_now.metric), QString::fromStdString(m_now.metric));
    m_metric->setCurrentIndex(
        std::max(0, m_metric->findData(QString::fromStdString(m_now.metric))));
    m_sweep->clear();
    m_sweep->addItem(tr("all"), qlonglong{0});
    for (const SweepRow& row : m_session->sweeps())
        if (row.state != SweepState::Draft)
            m_sweep->addItem(QString::fromStdString(row.spec.name), qlonglong{row.id});
    m_sweep->setCurrentIndex(std::max(0, m_sweep->findData(qlonglong{m_now.sweep})));
    m_budget->setValue(m_now.lossBudget);
    m_filling = false;
}

/// A kept choice was made by what it says, whatever the study has since.
void SelectionDialog::showChoices(const Selection& kept)
{
    const auto showIn = [](QComboBox& box, const QVariant& value, const QString& text) {
        if (box.findData(value) < 0)
            box.addItem(text, value);
        box.setCurrentIndex(box.findData(value));
    };
    m_filling = true;
    showIn(*m_metric, QString::fromStdString(kept.options.metric), metricText(kept.options.metric));
    showIn(*m_sweep, qlonglong{kept.options.sweep}, QString::fromStdString(kept.sweep));
    m_budget->setValue(kept.options.lossBudget);
    m_filling = false;
}

SelectionOptions SelectionDialog::options() const
{
    return {m_metric->currentData().toString().toStdString(),
            RowId{m_sweep->currentData().toLongLong()}, m_budget->value()};
}

QString SelectionDialog::keptName() const
{
    return m_kept->currentData().toString();
}

void SelectionDialog::changeKept()
{
    if (m_filling)
        return;
    if (keptName().isEmpty())
        offerChoices();
    ask();
}

void SelectionDialog::ask()
{
    if (m_filling || !m_session->isOpen())
        return;
    const std::string kept = keptName().toStdString();
    if (kept.empty())
        m_now = options();
    for (QWidget* each : {static_cast<QWidget*>(m_metric), static_cast<QWidget*>(m_sweep),
                          static_cast<QWidget*>(m_budget)})
        each->setEnabled(kept.empty());
    m_selection.reset();
    updateActions();
    sayPlainly(*m_sentence, tr("Choosing …"));
    m_work->ask([this, folder = m_session->folder().toStdString(), kept,
                 wanted = m_now]() -> LatestWork::Answer {
        const StudyStore store(folder, OpenMode::ReadOnly);
        auto selection = std::make_shared<Selection>(kept.empty() ? selectOnDev(store, wanted)
                                                                  : keptSelection(store, kept));
        addTestScores(store, *selection);
        return [this, selection] { take(selection); };
    });
}

void SelectionDialog::take(std::shared_ptr<const Selection> selection)
{
    m_selection = std::move(selection);
    if (!keptName().isEmpty())
        showChoices(*m_selection);
    sayPlainly(*m_sentence, readOnlySentence());
    showSelection();
    if (!std::exchange(m_grown, true))
        grow();
}

/// To what there is to see, as far as the screen goes.
void SelectionDialog::grow()
{
    int width = m_table->verticalScrollBar()->sizeHint().width();
    for (int column = 0; column < m_model->columnCount(); ++column)
        width += m_table->columnWidth(column);
    const QSize more(width - m_table->viewport()->width(),
                     m_table->verticalHeader()->length() - m_table->viewport()->height());
    const QSize most = screen()->availableSize() * 9 / 10;
    resize((size() + more.expandedTo({0, 0})).boundedTo(most).expandedTo(size()));
}

void SelectionDialog::fail(const QString& sentence)
{
    m_selection.reset();
    sayWrong(*m_sentence, engineSentence(sentence.toStdString()));
    showSelection();
}

void SelectionDialog::showSelection()
{
    m_model->setSelection(m_selection);
    QStringList warnings, about;
    if (m_selection) {
        for (const std::string& warning : m_selection->warnings)
            warnings += engineSentence(warning);
        if (!m_selection->time.empty())
            about += tr("Kept %1.").arg(timeText(m_selection->time));
        if (const auto& reference = m_selection->reference)
            about += tr("The hypervolume is measured from (%1, %2).")
                         .arg(QLocale().toString(reference->x, 'f', 2),
                              QLocale().toString(reference->y, 'f', 2));
        about += tr("± half of the 95 % interval over test sets; certainty: share of dev's "
                    "resamples in which the rule chooses the same.");
    }
    m_warningText->setText(warnings.join(QLatin1Char('\n')));
    m_warning->setVisible(!warnings.isEmpty());
    m_about->setText(about.join(QLatin1Char(' ')));
    fitTable();
    updateActions();
}

/// Why a rule chooses none stands across the scores that there are not; it does not widen columns.
void SelectionDialog::fitTable()
{
    m_table->clearSpans();
    fitColumns(*m_table);
    int width = m_table->horizontalHeader()->sectionSizeHint(SelectionTableModel::Chosen);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex cell = m_model->index(row, SelectionTableModel::Chosen);
        if (m_model->choseNone(row))
            m_table->setSpan(row, SelectionTableModel::Chosen, 1,
                             SelectionTableModel::Candidates - SelectionTableModel::Chosen);
        else
            width = std::max(width, m_table->sizeHintForIndex(cell).width());
    }
    m_table->setColumnWidth(SelectionTableModel::Chosen, width);
    for (const int column : {SelectionTableModel::Among, SelectionTableModel::Rule,
                             SelectionTableModel::Chosen}) // words stand apart more than numbers
        m_table->setColumnWidth(column, m_table->columnWidth(column) +
                                            2 * fontMetrics().averageCharWidth());
}

void SelectionDialog::pick()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const SelectedTrial* trial = rows.isEmpty() ? nullptr : m_model->selected(rows.front().row());
    if (trial == nullptr || trial->trials.empty())
        return;
    QList<RowId> jobs;
    for (const JobRow& job : m_session->jobs())
        if (std::ranges::find(trial->trials, job.identity) != trial->trials.end())
            jobs += job.id;
    Q_EMIT picked(jobs);
}

void SelectionDialog::wait()
{
    m_work->wait();
}

} // namespace palimpsest
