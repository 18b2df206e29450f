// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sweep/sweep_page.h"

#include <algorithm>

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "engine/study/error.h"
#include "ui/models/engine_link.h"
#include "ui/models/state_icons.h"
#include "ui/models/study_session.h"
#include "ui/models/sweep_templates.h"
#include "ui/models/texts.h"
#include "ui/pages/empty_state.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/sweep/plan_pane.h"
#include "ui/pages/sweep/sweep_form.h"
#include "ui/widgets/action_texts.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

constexpr int kPlanDelayMilliseconds = 200;

} // namespace

SweepPage::SweepPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_list(new QListWidget(this)), m_form(new SweepForm(this)),
      m_plan(new PlanPane(context.session, this)), m_notice(new NoticeBar(this)),
      m_empty(new EmptyState(this)), m_stack(new QStackedWidget(this)),
      m_planTimer(new QTimer(this))
{
    m_empty->setTexts(
        tr("No sweep yet"),
        tr("A sweep is a grid of strategies, λ and mixing ratios. Start from the grid of "
           "Hasler et al. (2021) and change what you like."),
        tr("New sweep"));
    connect(m_empty, &EmptyState::activated, this, &SweepPage::newSweep);

    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("sweepSplitter"));
    splitter->addWidget(makeList());
    splitter->addWidget(makeForm());
    splitter->addWidget(makePlan());
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(2, 1);
    const int character = fontMetrics().averageCharWidth();
    splitter->setSizes({character * 26, character * 78, character * 70});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);

    m_planTimer->setSingleShot(true);
    m_planTimer->setInterval(kPlanDelayMilliseconds);
    connect(m_planTimer, &QTimer::timeout, this, &SweepPage::planNow);
    connect(m_form, &SweepForm::edited, this, &SweepPage::formEdited);
    connect(m_form, &SweepForm::probeWanted, this, &SweepPage::probeLambda);
    connect(m_plan, &PlanPane::changed, this, &SweepPage::updateControls);
    connect(m_plan, &PlanPane::domainsWanted, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("domains")); });
    StudySession* source = session();
    connect(source, &StudySession::studyOpened, this, &SweepPage::fill);
    connect(source, &StudySession::studyClosed, this, &SweepPage::fill);
    connect(source, &StudySession::sweepsChanged, this, &SweepPage::showSweeps);
    connect(source, &StudySession::domainsChanged, this, &SweepPage::planNow);
    connect(source, &StudySession::jobsChanged, m_plan, &PlanPane::updateStates);
    connect(source, &StudySession::queueChanged, m_plan, &PlanPane::updateStates);
    connect(engine(), &EngineLink::refused, this,
            [this](RowId, const QString& wanted, const QString& answer) {
                if (wanted.startsWith(QLatin1String("sweep.")))
                    m_notice->say(NoticeBar::Tone::Warning, answer);
            });
    fill();
}

QMenu* SweepPage::makeTemplateMenu()
{
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    for (const SweepTemplate& each : sweepTemplates()) {
        QAction* entry = menu->addAction(each.name);
        entry->setToolTip(each.help);
        connect(entry, &QAction::triggered, this, [this, spec = each.spec] { addDraft(spec); });
    }
    return menu;
}

QWidget* SweepPage::makeList()
{
    auto* panel = new QWidget(this);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* fresh = new QToolButton(panel);
    fresh->setObjectName(QStringLiteral("newSweep"));
    fresh->setText(tr("New"));
    fresh->setIcon(themeIcon(QStringLiteral("add")));
    fresh->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fresh->setToolTip(tr("A draft from a template"));
    fresh->setPopupMode(QToolButton::InstantPopup);
    fresh->setMenu(makeTemplateMenu());
    fresh->setFocusPolicy(Qt::StrongFocus);
    m_duplicate = new QToolButton(panel);
    m_duplicate->setObjectName(QStringLiteral("duplicateSweep"));
    m_duplicate->setText(tr("Duplicate"));
    m_duplicate->setIcon(themeIcon(QStringLiteral("copy")));
    m_duplicate->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_duplicate->setFocusPolicy(Qt::StrongFocus);
    keyed(*m_duplicate, "sweepDuplicate", tr("A draft with the same settings"),
          QKeySequence(Qt::CTRL | Qt::Key_D), &SweepPage::duplicateSweep);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(fresh);
    buttons->addWidget(m_duplicate);
    buttons->addStretch(1);
    m_list->setObjectName(QStringLiteral("sweepList"));
    m_list->setAccessibleName(tr("Sweeps of this study"));
    m_list->setAlternatingRowColors(false);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item)
            openSweep(item->data(Qt::UserRole).toLongLong());
    });
    layout->addLayout(buttons);
    layout->addWidget(m_list, 1);
    return panel;
}

void SweepPage::keyed(QAbstractButton& button, const char* name, const QString& tip,
                      const QKeySequence& keys, void (SweepPage::*work)())
{
    auto* action = makePageAction(this, QLatin1String(name), {}, button.text(), tip, keys);
    button.setToolTip(action->toolTip());
    addAction(action);
    connect(action, &QAction::changed, &button,
            [&button, action] { button.setToolTip(action->toolTip()); });
    connect(action, &QAction::triggered, &button, &QAbstractButton::click);
    connect(&button, &QAbstractButton::clicked, this, work);
}

QWidget* SweepPage::makeForm()
{
    auto* area = new QScrollArea(this);
    area->setObjectName(QStringLiteral("sweepFormArea"));
    area->setWidget(m_form);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_form->installEventFilter(this); // its cards decide how wide it must be
    return area;
}

QWidget* SweepPage::makePlan()
{
    auto* panel = new QWidget(this);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_save = new QPushButton(tr("Save draft"), panel);
    m_save->setObjectName(QStringLiteral("saveDraft"));
    keyed(*m_save, "sweepSave", tr("Keep it for later"), QKeySequence::Save, &SweepPage::saveDraft);
    m_extend = new QPushButton(themeIcon(QStringLiteral("add")), tr("Extend"), panel);
    m_extend->setObjectName(QStringLiteral("extendSweep"));
    keyed(*m_extend, "sweepExtend", tr("Add values of λ, ratios or seeds; only new trials run"),
          QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), &SweepPage::extendSweep);
    m_start = new QPushButton(accentButtonIcon(QStringLiteral("start")), tr("Start sweep"), panel);
    m_start->setObjectName(QStringLiteral("startSweep"));
    m_start->setToolTip(tr("Run what is to do (Ctrl+Return)"));
    m_start->setDefault(true);
    connect(m_start, &QPushButton::clicked, this, &SweepPage::startSweep);
    m_pause = new QPushButton(themeIcon(QStringLiteral("pause")), tr("Pause sweep"), panel);
    m_pause->setObjectName(QStringLiteral("pauseSweep"));
    m_pause->setToolTip(tr("Its runs finish their step, save and stop; they go on from there"));
    m_cancel = new QPushButton(tr("Cancel sweep…"), panel);
    m_cancel->setObjectName(QStringLiteral("cancelSweep"));
    m_cancel->setToolTip(tr("Give up the trials that are not done"));
    connect(m_pause, &QPushButton::clicked, this,
            [this] { engine()->requestSweep(QStringLiteral("sweep.pause"), m_current); });
    connect(m_cancel, &QPushButton::clicked, this, &SweepPage::askToCancel);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_pause);
    buttons->addStretch(1);
    buttons->addWidget(m_extend);
    buttons->addWidget(m_save);
    buttons->addWidget(m_start);
    layout->addWidget(m_plan, 1);
    layout->addLayout(buttons);
    return panel;
}

bool SweepPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_form && event->type() == QEvent::LayoutRequest) {
        auto* area = findChild<QScrollArea*>(QStringLiteral("sweepFormArea"));
        area->setMinimumWidth(m_form->minimumSizeHint().width() +
                              area->verticalScrollBar()->sizeHint().width());
    }
    return Page::eventFilter(watched, event);
}

const SweepRow* SweepPage::currentRow() const
{
    return m_current && session()->isOpen() ? session()->sweep(m_current) : nullptr;
}

void SweepPage::fill()
{
    m_current = 0;
    m_dirty = false;
    m_notice->hide();
    showSweeps();
}

void SweepPage::showSweeps()
{
    QListWidgetItem* chosen = nullptr;
    {
        const QSignalBlocker blocker(m_list);
        m_list->clear();
        if (session()->isOpen())
            for (const SweepRow& row : session()->sweeps()) {
                auto* item = new QListWidgetItem(stateIcon(row.state),
                                                 QString::fromStdString(row.spec.name));
                item->setData(Qt::UserRole, QVariant::fromValue<qint64>(row.id));
                item->setToolTip(tr("%1: %2").arg(item->text(), stateText(row.state)));
                item->setData(Qt::AccessibleTextRole, item->toolTip());
                m_list->insertItem(0, item); // newest first
                if (row.id == m_current)
                    chosen = item;
            }
        if (!chosen && m_list->count())
            chosen = m_list->item(0);
        m_list->setCurrentItem(chosen);
    }
    m_stack->setCurrentIndex(m_list->count() ? 1 : 0);
    if (chosen)
        openSweep(chosen->data(Qt::UserRole).toLongLong());
    updateControls();
}

void SweepPage::showPretrained()
{
    try {
        m_form->setPretrained(pretrainedModels(session()->store().documents(kPretrained)));
    } catch (const std::exception& error) {
        Q_EMIT message(QString::fromUtf8(error.what()));
    }
}

void SweepPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (currentRow())
        showPretrained();
    if (m_planStale)
        planNow();
}

void SweepPage::openSweep(RowId id)
{
    const SweepRow* row = session()->sweep(id);
    if (!row)
        return;
    if (id == m_current && m_dirty)
        return; // what is being typed stays
    if (m_dirty && currentRow() && currentRow()->state == SweepState::Draft)
        saveDraft();
    m_current = id;
    m_dirty = false;
    showPretrained();
    m_form->setSpec(row->spec);
    planNow();
}

void SweepPage::formEdited()
{
    m_dirty = true;
    m_planTimer->start();
    updateControls();
}

void SweepPage::planNow()
{
    m_planTimer->stop();
    m_planStale = session()->isOpen() && session()->isLarge() && !isVisible();
    if (m_planStale)
        return;
    if (!currentRow()) {
        m_valid = false;
        updateControls();
        return;
    }
    SweepSpec spec;
    m_valid = m_form->read(spec);
    if (m_valid)
        m_plan->setSpec(spec, m_current);
    else
        m_plan->setProblem(m_form->problem());
    updateControls();
}

void SweepPage::updateControls()
{
    const SweepRow* row = currentRow();
    const bool writable = row && !session()->readOnly();
    const bool draft = row && row->state == SweepState::Draft;
    m_empty->setEnabled(session()->isOpen() && !session()->readOnly());
    m_save->setEnabled(writable && draft && m_dirty && m_valid);
    const bool some = m_plan->planned() && (draft || !m_plan->finished());
    m_start->setEnabled(writable && m_valid && some);
    m_start->setText(!row || draft ? tr("Start sweep") : tr("Start what is left"));
    const bool active =
        row && (row->state == SweepState::Running || row->state == SweepState::Queued);
    m_pause->setVisible(active);
    m_pause->setEnabled(writable);
    m_cancel->setVisible(active || (row && row->state == SweepState::Paused));
    m_cancel->setEnabled(writable);
    m_duplicate->setEnabled(writable);
    m_extend->setVisible(row && !draft && !active);
    m_extend->setEnabled(writable);
    m_form->setEnabled(writable);
}

bool SweepPage::store(const SweepSpec& spec)
{
    try {
        session()->store().updateSweep(m_current, spec);
        m_dirty = false;
        session()->refresh();
        return true;
    } catch (const Error& error) {
        m_notice->say(NoticeBar::Tone::Error, QString::fromStdString(error.what()));
        return false;
    }
}

void SweepPage::saveDraft()
{
    SweepSpec spec;
    if (!currentRow() || session()->readOnly())
        return;
    if (!m_form->read(spec)) {
        Q_EMIT message(m_form->problem());
        return;
    }
    if (store(spec))
        Q_EMIT message(tr("Saved the draft “%1”.").arg(QString::fromStdString(spec.name)));
    updateControls();
}

void SweepPage::startSweep()
{
    planNow();
    SweepSpec spec;
    if (!currentRow() || session()->readOnly() || !m_form->read(spec)) {
        if (currentRow())
            Q_EMIT message(m_form->problem());
        return;
    }
    if (m_dirty && !store(spec))
        return;
    if (!engine()->requestSweep(QStringLiteral("sweep.start"), m_current))
        return;
    m_notice->hide();
    Q_EMIT message(tr("Asked the engine to run “%1”; its runs appear on the Runs page.")
                       .arg(QString::fromStdString(spec.name)));
    updateControls();
}

void SweepPage::askToCancel()
{
    int left = 0;
    for (const JobRow& job : session()->jobs()) {
        const bool mine = std::ranges::find(job.sweeps, m_current) != job.sweeps.end();
        left += mine && job.state != JobState::Done && job.state != JobState::Failed &&
                job.state != JobState::Cancelled;
    }
    m_notice->ask(NoticeBar::Tone::Warning,
                  tr("Cancel the sweep? %n run(s) will not be finished, and what they have trained "
                     "so far is lost.",
                     nullptr, left),
                  tr("Cancel the sweep"), tr("Keep it"), [this, sweep = m_current] {
                      engine()->requestSweep(QStringLiteral("sweep.cancel"), sweep);
                  });
}

void SweepPage::prepareForScreenshot()
{
    if (m_list->count() && !m_list->currentItem())
        m_list->setCurrentRow(0);
}

} // namespace palimpsest
