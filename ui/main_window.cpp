// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLockFile>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyle>
#include <QSystemTrayIcon>
#include <QVBoxLayout>

#include "ui/dialogs/new_study_dialog.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/models/engine_link.h"
#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/models/sweep_watch.h"
#include "ui/pages/bundle_notice.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/curves/curves_page.h"
#include "ui/pages/domains/domains_page.h"
#include "ui/pages/forgetting/forgetting_page.h"
#include "ui/pages/log/log_page.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/pages/start/start_page.h"
#include "ui/pages/sweep/sweep_page.h"
#include "ui/pages/tables/tables_page.h"
#include "ui/pages/tradeoff/tradeoff_page.h"
#include "ui/widgets/recent_studies.h"
#include "ui/widgets/shortcut_book.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/wheel_guard.h"

namespace palimpsest
{

namespace
{
constexpr int kMessageMilliseconds = 12000;
} // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent), m_session(new StudySession(this)), m_selection(new JobSelection(this)),
      m_engine(new EngineLink(m_session, this)), m_shortcuts(new ShortcutBook(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    qApp->installEventFilter(new WheelGuard(this));
    resize(1240, 820);
    askOnClose = [this](int unfinished) { return askWithDialog(unfinished); };
    makePages();
    makeNavigation();
    makeMenus();
    makeShortcuts();
    makeStatus();
    watchLayout();
    connect(m_session, &StudySession::studyOpened, this, &MainWindow::studyChanged);
    connect(m_session, &StudySession::studyClosed, this, &MainWindow::studyChanged);
    connect(m_session, &StudySession::studyClosed, m_selection, &JobSelection::clear);
    connect(m_session, &StudySession::studyChanged, this, &MainWindow::studyChanged);
    connect(m_session, &StudySession::readFailed, this, &MainWindow::say);
    connect(m_session, &StudySession::jobsChanged, this, &MainWindow::updateStatus);
    connect(m_session, &StudySession::queueChanged, this, &MainWindow::updateStatus);
    connect(m_session, &StudySession::conductorChanged, this, &MainWindow::updateStatus);
    connect(m_engine, &EngineLink::failed, this, &MainWindow::say);
    connect(m_engine, &EngineLink::refused, this,
            [this](RowId, const QString&, const QString& answer) { say(answer); });
    connect(new SweepWatch(m_session, this), &SweepWatch::ended, this, &MainWindow::sweepEnded);
    studyChanged();
}

MainWindow::~MainWindow()
{
    m_session->disconnect(this); // pages are destroyed before it; nothing is to be told any more
}

void MainWindow::makePages()
{
    const PageContext context{m_session, m_selection, m_engine};
    m_stack = new QStackedWidget(this);
    m_stack->setObjectName(QStringLiteral("pageStack"));
    m_start = new StartPage(m_stack);
    m_stack->addWidget(m_start);
    m_tradeoffPage = new TradeoffPage(context);
    m_sweepPage = new SweepPage(context);
    m_runsPage = new RunsPage(context);
    m_pages << m_tradeoffPage << m_sweepPage << m_runsPage << new CurvesPage(context)
            << new ComparePage(context) << new ForgettingPage(context) << new TablesPage(context)
            << new DomainsPage(context) << new LogPage(context);
    for (Page* page : m_pages) {
        m_stack->addWidget(page);
        connect(page, &Page::message, this, &MainWindow::say);
        connect(page, &Page::pageRequested, this, &MainWindow::showPage);
    }
    connect(m_start, &StartPage::demoRequested, this, &MainWindow::openDemo);
    connect(m_start, &StartPage::newRequested, this, &MainWindow::newStudy);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseStudy);
    connect(m_start, &StartPage::studyRequested, this, &MainWindow::openStudy);
}

void MainWindow::makeNavigation()
{
    auto* centre = new QWidget(this);
    auto* layout = new QHBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_navigation = new QListWidget(centre);
    m_navigation->setObjectName(QStringLiteral("navigation"));
    m_navigation->setAccessibleName(tr("Pages"));
    m_navigation->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_navigation->setIconSize({20, 20});
    int widest = 0;
    for (const Page* page : m_pages) {
        auto* item = new QListWidgetItem(themeIcon(page->iconName()), page->title(), m_navigation);
        item->setData(Qt::UserRole, page->id());
        widest = std::max(widest, fontMetrics().horizontalAdvance(page->title()));
    }
    m_navigation->setFixedWidth(widest + 64); // icon, padding
    layout->addWidget(m_navigation);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    auto* notice = new QHBoxLayout; // takes no room while the notice is hidden
    const int margin = style()->pixelMetric(QStyle::PM_LayoutLeftMargin);
    notice->setContentsMargins(margin, margin, margin, 0);
    notice->addWidget(new BundleNotice(m_session, centre));
    column->addLayout(notice);
    column->addWidget(m_stack, 1);
    layout->addLayout(column, 1);
    setCentralWidget(centre);
    connect(m_navigation, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item != nullptr && m_session->isOpen()) {
            m_stack->setCurrentWidget(m_pages[m_navigation->row(item)]);
            m_layoutTimer.start();
        }
    });
}

void MainWindow::makeStatus()
{
    m_progress = new QLabel(this);
    m_progress->setObjectName(QStringLiteral("statusProgress"));
    m_conductor = new QLabel(this);
    m_conductor->setObjectName(QStringLiteral("statusConductor"));
    statusBar()->addPermanentWidget(m_progress);
    statusBar()->addPermanentWidget(m_conductor);
    statusBar()->setSizeGripEnabled(false);
    m_conductor->setContentsMargins(10, 0, 8, 0);
}

bool MainWindow::openStudy(const QString& folder)
{
    try {
        m_session->open(folder);
    } catch (const std::exception& error) {
        say(QString::fromUtf8(error.what()));
        return false;
    }
    if (m_keepsLayout) { // a picture or an export is no visit
        rememberStudy(m_session->folder());
        fillRecent();
    }
    if (m_session->readOnly() && !m_session->ofBundle()) {
        say(tr("Open for reading only: %1").arg(m_session->readOnlyReason()));
    }
    return true;
}

void MainWindow::studyChanged()
{
    const bool open = m_session->isOpen();
    for (QAction* each : std::as_const(m_studyActions)) {
        each->setEnabled(open);
    }
    m_navigation->setEnabled(open);
    if (!open) {
        m_start->refresh();
        m_stack->setCurrentWidget(m_start);
        m_navigation->setCurrentRow(-1);
        setWindowTitle(QStringLiteral("Palimpsest"));
    } else {
        const QString name = QString::fromStdString(m_session->study().name);
        setWindowTitle(QStringLiteral("%1 – Palimpsest").arg(name));
        if (m_navigation->currentRow() < 0) {
            showPage(m_firstPage);
        }
        if (m_navigation->currentRow() < 0) {
            m_navigation->setCurrentRow(0);
        }
    }
    rememberOpenStudy();
    updateStatus();
}

void MainWindow::updateStatus()
{
    if (!m_session->isOpen()) {
        m_progress->clear();
        m_conductor->clear();
        return;
    }
    const auto total = static_cast<int>(m_session->jobs().size());
    const int left = m_session->unfinishedJobs();
    m_progress->setText(total == 0 ? tr("No jobs yet")
                                   : tr("%1 of %2 jobs finished").arg(total - left).arg(total));
    QString work = tr("%n running", nullptr, m_session->runningJobs());
    if (const int queued = m_session->queuedJobs())
        work += QStringLiteral(", ") + tr("%n queued", nullptr, queued);
    m_conductor->setText(m_session->conductorAlive() ? work : tr("engine idle"));
}

void MainWindow::showPage(const QString& id)
{
    for (int i = 0; i < m_pages.size(); ++i) {
        if (m_pages[i]->id() == id) {
            m_navigation->setCurrentRow(i);
            if (m_session->isOpen()) {
                m_stack->setCurrentWidget(m_pages[i]);
            }
        }
    }
}

Page* MainWindow::currentPage() const
{
    return qobject_cast<Page*>(m_stack->currentWidget());
}

void MainWindow::say(const QString& sentence)
{
    statusBar()->showMessage(sentence, kMessageMilliseconds);
}

void MainWindow::sweepEnded(const QString& sentence)
{
    say(sentence);
    if (isActiveWindow() || !SettingsDialog::notifiesSweepEnd()) {
        return;
    }
    QApplication::alert(this);
    if (QSystemTrayIcon::isSystemTrayAvailable()) {
        if (m_tray == nullptr) {
            m_tray = new QSystemTrayIcon(windowIcon(), this);
            connect(m_tray, &QSystemTrayIcon::activated, this, &MainWindow::activateWindow);
        }
        m_tray->show();
        m_tray->showMessage(QStringLiteral("Palimpsest"), sentence, windowIcon());
    }
}

void MainWindow::newStudy()
{
    auto* dialog = new NewStudyDialog(m_engine, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (openStudy(dialog->folder())) {
            showPage(QStringLiteral("domains"));
        }
    });
    dialog->open();
}

void MainWindow::chooseStudy()
{
    auto* dialog = new QFileDialog(this, tr("Open study"), studiesFolder(),
                                   tr("Studies and bundles (study.db *.palimpsest)"));
    dialog->setObjectName(QStringLiteral("openDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        const QFileInfo chosen(file);
        openStudy(chosen.fileName() == QLatin1String("study.db") ? chosen.path() : file);
    });
    dialog->open();
}

void MainWindow::closeStudy()
{
    m_session->close();
}

QList<RowId> MainWindow::runningSweeps() const
{
    QList<RowId> ids;
    for (const SweepRow& row : m_session->sweeps()) {
        if (row.state == SweepState::Running || row.state == SweepState::Queued) {
            ids.append(row.id);
        }
    }
    return ids;
}

void MainWindow::requestForSweeps(const QString& action)
{
    for (const RowId sweep : runningSweeps()) {
        m_engine->requestSweep(action, sweep);
    }
}

MainWindow::CloseChoice MainWindow::askWithDialog(int unfinished)
{
    QMessageBox box(this);
    box.setIcon(QMessageBox::Question);
    box.setWindowTitle(tr("Work is running"));
    box.setText(tr("%n job(s) are not finished.", nullptr, unfinished));
    box.setInformativeText(tr("They can go on without this window. A paused sweep goes on later "
                              "where it stopped; cancelling ends its unfinished trials."));
    auto* keep = box.addButton(tr("&Keep running"), QMessageBox::AcceptRole);
    auto* pause = box.addButton(tr("&Pause"), QMessageBox::ActionRole);
    auto* cancel = box.addButton(tr("&Cancel the sweep"), QMessageBox::DestructiveRole);
    box.addButton(tr("Do &not close"), QMessageBox::RejectRole);
    box.setDefaultButton(keep);
    box.exec();
    return box.clickedButton() == keep     ? CloseChoice::KeepRunning
           : box.clickedButton() == pause  ? CloseChoice::Pause
           : box.clickedButton() == cancel ? CloseChoice::Cancel
                                           : CloseChoice::Stay;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    const bool busy =
        m_session->isOpen() && m_session->conductorAlive() && !runningSweeps().isEmpty();
    if (busy && m_session->unfinishedJobs() > 0) {
        switch (askOnClose(m_session->unfinishedJobs())) {
        case CloseChoice::Stay:
            event->ignore();
            return;
        case CloseChoice::Pause:
            requestForSweeps(QStringLiteral("sweep.pause"));
            break;
        case CloseChoice::Cancel:
            requestForSweeps(QStringLiteral("sweep.cancel"));
            break;
        case CloseChoice::KeepRunning:
            break;
        }
    }
    saveLayout();
    endSession();
    QMainWindow::closeEvent(event);
}

} // namespace palimpsest
