// SPDX-License-Identifier: GPL-3.0-or-later
// What the trade-off page offers beside looking: a pinned baseline, the next trial, paths of runs,
// selecting an area, and undoing changes of the view.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QToolButton>
#include <QUndoStack>

#include "engine/study/error.h"
#include "ui/dialogs/selection_dialog.h"
#include "ui/models/engine_link.h"
#include "ui/models/job_selection.h"
#include "ui/models/row_copy.h"
#include "ui/models/study_session.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/tradeoff/tradeoff_controls.h"
#include "ui/pages/tradeoff/tradeoff_page.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/action_texts.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

QAction* TradeoffPage::action(const char* name, const QString& icon, const QString& text,
                              const QString& tip, const QKeySequence& keys,
                              void (TradeoffPage::*work)())
{
    auto* made = makePageAction(this, QLatin1String(name), themeIcon(icon), text, tip, keys);
    addAction(made);
    connect(made, &QAction::triggered, this, work);
    return made;
}

QWidget* TradeoffPage::makeActions()
{
    auto* panel = new QWidget(this);
    auto* layout = new QHBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    m_pin = action("tradeoffPin", QStringLiteral("pin"), tr("Pin as baseline"),
                   tr("Compare everything with the selected point instead of the base model"),
                   QKeySequence(Qt::CTRL | Qt::Key_B), &TradeoffPage::pin);
    m_pin->setCheckable(true);
    m_suggest = action("tradeoffSuggest", QStringLiteral("add"), tr("Suggest next"),
                       tr("Propose a trial for the widest hole in the front"),
                       QKeySequence(Qt::CTRL | Qt::Key_G), &TradeoffPage::suggest);
    m_reference =
        action("tradeoffReference", QStringLiteral("settings"), tr("Reference point…"),
               tr("Choose what the hypervolume is measured from"), {}, &TradeoffPage::askReference);
    auto* copy = action("tradeoffCopy", QStringLiteral("copy"), tr("Copy points"),
                        tr("Put the selected rows of the table on the clipboard, or all of them"),
                        QKeySequence::Copy, &TradeoffPage::copyTable);
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_choose = action("tradeoffChoose", QStringLiteral("check"), tr("Choose on dev…"),
                      tr("The best trial of each strategy on dev by three rules, with its test "
                         "scores"),
                      {}, &TradeoffPage::chooseOnDev);
    m_controls->addBesideBudget(m_choose);
    for (QAction* each : {m_suggest, m_pin, m_reference}) {
        auto* button = new QToolButton(panel);
        button->setDefaultAction(each);
        button->setObjectName(each->objectName());
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        layout->addWidget(button);
    }
    return panel;
}

void TradeoffPage::updateActions()
{
    const bool writable = session()->isOpen() && !session()->readOnly();
    const TradeoffPoint* pinned = pointOf(*m_points, m_pinned);
    m_pin->setChecked(pinned != nullptr);
    m_pin->setText(pinned != nullptr ? tr("Unpin %1").arg(pointTitle(*pinned))
                                     : tr("Pin as baseline"));
    m_pin->setEnabled(pinned != nullptr || pointOf(*m_points, {selection()->current()}) != nullptr);
    m_choose->setEnabled(session()->isOpen());
    m_suggest->setEnabled(writable && !m_points->empty());
    m_reference->setEnabled(writable && m_analysis->reference.has_value());
}

void TradeoffPage::pin()
{
    if (!m_pinned.isEmpty()) {
        m_pinned.clear();
    } else if (const TradeoffPoint* point = pointOf(*m_points, {selection()->current()})) {
        m_pinned = {point->jobs.begin(), point->jobs.end()};
    }
    record();
    showPoints();
    askComparison();
    updateActions();
}

void TradeoffPage::suggest()
{
    TradeoffOptions options = m_controls->options();
    options.split = Split::Dev; // test is for what was chosen
    std::vector<TradeoffPoint> dev =
        tradeoffPoints(session()->jobs(), session()->evaluations(), options);
    if (dev.empty()) {
        dev = *m_points;
    }
    const std::optional<NextTrial> next = nextTrial(dev, session()->jobs());
    if (!next) {
        m_suggested.reset();
        showPoints();
        m_suggestion->say(NoticeBar::Tone::Info,
                          tr("There is no hole to fill: it takes two scored trials of a strategy "
                             "with different values of λ, ratio or another number, and nothing "
                             "waiting between them."));
        return;
    }
    const TradeoffPoint& a = dev[next->first];
    const TradeoffPoint& b = dev[next->second];
    const QString label = QString::fromStdString(parameterLabel(next->strategy));
    const QString name = strategyName(QString::fromStdString(a.series));
    const TradeoffPoint* shownA = pointOf(*m_points, {a.jobs.front()});
    const TradeoffPoint* shownB = pointOf(*m_points, {b.jobs.front()});
    if (shownA != nullptr && shownB != nullptr) {
        m_suggested =
            SuggestedPoint{(shownA->x + shownB->x) / 2, (shownA->y + shownB->y) / 2, label};
    } else {
        m_suggested.reset();
    }
    showPoints();
    const auto apart = [](double from, double to) {
        return QLocale().toString(std::abs(from - to), 'f', 1);
    };
    m_suggestion->ask(
        NoticeBar::Tone::Info,
        tr("The widest hole in the front lies between %1 and %2: on dev %3 apart on x, %4 on y. "
           "%5 %6 may come to lie in it.")
            .arg(pointTitle(a), pointTitle(b), apart(a.x, b.x), apart(a.y, b.y), name, label),
        tr("Queue %1 %2").arg(name, label), tr("Not now"), [this, next] { queue(*next); });
}

void TradeoffPage::chooseOnDev()
{
    if (!session()->isOpen())
        return;
    if (m_choice == nullptr) { // kept, as closing it must not wait for what it asked
        m_choice = new SelectionDialog(session(), this);
        connect(m_choice, &SelectionDialog::message, this, &Page::message);
        connect(m_choice, &SelectionDialog::picked, selection(), &JobSelection::setJobs);
    }
    m_choice->choose(m_controls->options().x.metric, m_controls->view().lossBudget);
}

void TradeoffPage::queue(const NextTrial& next)
{
    const SweepRow* like = session()->sweep(next.sweep);
    if (like == nullptr) {
        return;
    }
    SweepSpec spec = nextSweep(next, like->spec);
    const QString what =
        QStringLiteral("%1 %2").arg(strategyName(QString::fromStdString(next.strategy.name)),
                                    QString::fromStdString(parameterLabel(next.strategy)));
    spec.name = tr("Next: %1").arg(what).toStdString();
    try {
        const RowId sweep = session()->store().addSweep(spec);
        session()->refresh();
        if (engine()->requestSweep(QStringLiteral("sweep.start"), sweep)) {
            Q_EMIT message(tr("Queued %1; its point appears when it has been scored.").arg(what));
        }
    } catch (const Error& error) {
        m_suggestion->say(NoticeBar::Tone::Error, QString::fromUtf8(error.what()));
    }
    m_suggested.reset();
    showPoints();
}

void TradeoffPage::dropSuggestion()
{
    m_suggested.reset();
    m_suggestion->hide();
}

void TradeoffPage::copyTable()
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty()) {
        for (int row = 0; row < m_sorted->rowCount(); ++row) {
            rows += m_sorted->index(row, 0);
        }
    }
    QList<int> columns;
    for (int column = 0; column < m_sorted->columnCount(); ++column) {
        columns += column;
    }
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QApplication::clipboard()->setText(rowsAsText(rows, columns, CopyForm::Tsv));
    Q_EMIT message(tr("%n row(s) copied", nullptr, static_cast<int>(rows.size())));
}

void TradeoffPage::selectArea(const QList<PlotPosition>& inside)
{
    QList<RowId> jobs;
    for (const PlotPosition& position : inside) {
        if (const TradeoffPoint* point = pointAt(position.series, position.index)) {
            jobs.append({point->jobs.begin(), point->jobs.end()});
        }
    }
    selection()->setJobs(jobs);
}

std::vector<std::vector<TradeoffPoint>> TradeoffPage::selectedPaths() const
{
    std::vector<std::vector<TradeoffPoint>> paths;
    for (const RowId id : selection()->jobs()) {
        const JobRow* job = session()->job(id);
        if (job == nullptr) {
            continue;
        }
        auto path = tradeoffPath(*job, session()->evaluationsOfJob(id), m_controls->options());
        if (!path.empty()) {
            paths.push_back(std::move(path));
        }
    }
    return paths;
}

TradeoffChoices TradeoffPage::choices() const
{
    TradeoffChoices now;
    now.recipe = m_controls->recipe();
    now.paths = m_controls->view().paths;
    now.pinned = m_pinned;
    for (const PlotSeries& series : m_plot->content().series) {
        if (!m_plot->seriesVisible(series.id)) {
            now.hidden.insert(series.id);
        }
    }
    return now;
}

void TradeoffPage::record()
{
    if (m_applying || !session()->isOpen()) {
        return;
    }
    const TradeoffChoices now = choices();
    if (now != m_choices) {
        const TradeoffChoices before = std::exchange(m_choices, now);
        m_undo->push(new ViewEdit(before, now, m_controls->slides(),
                                  [this](const TradeoffChoices& wanted) { apply(wanted); }));
    }
}

void TradeoffPage::apply(const TradeoffChoices& wanted)
{
    if (choices() == wanted) {
        return;
    }
    m_applying = true;
    m_controls->show(wanted.recipe);
    m_controls->showPaths(wanted.paths);
    m_pinned = wanted.pinned;
    for (const PlotSeries& series : m_plot->content().series) {
        m_plot->setSeriesVisible(series.id, !wanted.hidden.contains(series.id));
    }
    m_choices = wanted;
    m_applying = false;
    refresh();
    updateActions();
}

} // namespace palimpsest
