// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QListWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QProgressDialog>
#include <QStackedWidget>
#include <QToolBar>
#include <QUndoGroup>
#include <QUndoStack>

#include "palimpsest/version.h"
#include "ui/dialogs/command_palette.h"
#include "ui/dialogs/export_bundle_dialog.h"
#include "ui/dialogs/help_dialog.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/main_window.h"
#include "ui/models/engine_link.h"
#include "ui/models/job_selection.h"
#include "ui/models/state_icons.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/pages/sweep/sweep_page.h"
#include "ui/pages/tradeoff/tradeoff_page.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/action_texts.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/recent_studies.h"
#include "ui/widgets/shortcut_book.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

QAction* MainWindow::action(QMenu* menu, const char* name, const QString& icon, const QString& text,
                            const QKeySequence& keys, const std::function<void()>& work,
                            bool needsStudy)
{
    auto* made = menu->addAction(text);
    made->setObjectName(QLatin1String(name));
    if (!icon.isEmpty()) {
        made->setIcon(themeIcon(icon));
    }
    made->setShortcut(keys);
    connect(made, &QAction::triggered, this, work);
    if (needsStudy) {
        m_studyActions.append(made);
    }
    return made;
}

void MainWindow::makeMenus()
{
    m_toolBar = addToolBar(tr("Tools"));
    m_toolBar->setObjectName(QStringLiteral("toolBar"));
    m_toolBar->setMovable(false);
    m_toolBar->setIconSize({20, 20});
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    makeStudyMenu();
    makeEditMenu();
    makeWorkMenu();
    makeViewMenu();
    makeHelpMenu();
}

void MainWindow::makeStudyMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Study"));
    action(
        menu, "actionNewStudy", QStringLiteral("new"), tr("New &study…"),
        QKeySequence(QStringLiteral("Ctrl+Shift+N")), [this] { newStudy(); }, false);
    auto* open = action(
        menu, "actionOpen", QStringLiteral("open"), tr("&Open…"), QKeySequence::Open,
        [this] { chooseStudy(); }, false);
    m_recent = menu->addMenu(themeIcon(QStringLiteral("clock")), tr("Open &recent"));
    action(
        menu, "actionDemo", QStringLiteral("demo"), tr("Open the &demo study"), {},
        [this] { openDemo(); }, false);
    action(menu, "actionCloseStudy", {}, tr("&Close study"), QKeySequence(QStringLiteral("Ctrl+W")),
           [this] { closeStudy(); });
    menu->addSeparator();
    auto* exports = action(menu, "actionExport", QStringLiteral("export"), tr("&Export…"),
                           QKeySequence(QStringLiteral("Ctrl+E")), [this] { chooseExport(); });
    action(menu, "actionOpenExported", QStringLiteral("import"), tr("Open &from export…"),
           QKeySequence(QStringLiteral("Ctrl+Shift+O")), [this] { chooseExported(); });
    action(menu, "actionExportBundle", QStringLiteral("save"), tr("Export &bundle…"),
           QKeySequence(QStringLiteral("Ctrl+Shift+B")), [this] { exportBundle(); });
    action(menu, "actionCopyPlot", QStringLiteral("copy"), tr("Co&py figure"),
           QKeySequence(QStringLiteral("Ctrl+Shift+I")), [this] { copyPlot(); });
    menu->addSeparator();
    action(
        menu, "actionSettings", QStringLiteral("settings"), tr("Se&ttings…"),
        QKeySequence(QStringLiteral("Ctrl+,")), [this] { openSettings(); }, false);
    menu->addSeparator();
    action(
        menu, "actionQuit", QStringLiteral("quit"), tr("&Quit"),
        QKeySequence(QStringLiteral("Ctrl+Q")), [this] { close(); }, false);
    m_toolBar->addAction(open);
    m_toolBar->addAction(exports);
    m_toolBar->addSeparator();
    fillRecent();
}

void MainWindow::makeEditMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Edit"));
    m_undo = new QUndoGroup(this);
    for (const Page* page : std::as_const(m_pages)) {
        if (QUndoStack* stack = page->undoStack()) {
            m_undo->addStack(stack);
        }
    }
    connect(m_stack, &QStackedWidget::currentChanged, this, &MainWindow::followUndo);
    followUndo();
    QAction* undo = m_undo->createUndoAction(this, tr("&Undo"));
    undo->setObjectName(QStringLiteral("actionUndo"));
    undo->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Z));
    QAction* redo = m_undo->createRedoAction(this, tr("&Redo"));
    redo->setObjectName(QStringLiteral("actionRedo"));
    redo->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    menu->addAction(undo);
    menu->addAction(redo);
}

void MainWindow::followUndo()
{
    const Page* page = currentPage();
    QUndoStack* own = page ? page->undoStack() : nullptr;
    m_undo->setActiveStack(own ? own : m_runsPage->undoStack());
}

void MainWindow::makeWorkMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Work"));
    auto* sweep = action(menu, "actionNewSweep", QStringLiteral("add"), tr("&New sweep"),
                         QKeySequence::New, [this] {
                             showPage(QStringLiteral("sweep"));
                             m_sweepPage->newSweep();
                         });
    auto* start = action(menu, "actionStart", QStringLiteral("start"), tr("&Start sweep"),
                         QKeySequence(QStringLiteral("Ctrl+Return")), [this] {
                             showPage(QStringLiteral("sweep"));
                             m_sweepPage->startSweep();
                         });
    start->setShortcuts(
        {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    auto* pause =
        action(menu, "actionPause", QStringLiteral("pause"), tr("&Pause or resume"),
               QKeySequence(QStringLiteral("Ctrl+P")), [this] { m_runsPage->pauseOrResume(); });
    action(menu, "actionRetry", QStringLiteral("retry"), tr("&Retry selected"), {},
           [this] { m_runsPage->retrySelected(); });
    action(menu, "actionCancel", QStringLiteral("cancel"), tr("&Cancel selected"), {},
           [this] { m_runsPage->cancelSelected(); });
    menu->addSeparator();
    action(menu, "actionChooseOnDev", QStringLiteral("check"), tr("Choose on &dev…"),
           QKeySequence(QStringLiteral("Ctrl+Shift+E")), [this] {
               showPage(QStringLiteral("tradeoff"));
               m_tradeoffPage->chooseOnDev();
           });
    m_toolBar->addAction(sweep);
    m_toolBar->addAction(start);
    m_toolBar->addAction(pause);
    m_toolBar->addSeparator();
}

void MainWindow::makeViewMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < m_pages.size(); ++i) {
        const QByteArray name = "actionPage" + QByteArray::number(i + 1);
        auto* page = action(menu, name.constData(), m_pages[i]->iconName(),
                            m_pages[i]->title().replace(QLatin1Char('&'), QStringLiteral("&&")),
                            QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)),
                            [this, i] { m_navigation->setCurrentRow(i); });
        setActionTip(*page, m_pages[i]->title());
        QListWidgetItem* item = m_navigation->item(i);
        const auto showTip = [item, page] { item->setToolTip(page->toolTip()); };
        showTip();
        connect(page, &QAction::changed, m_navigation, showTip);
    }
    menu->addSeparator();
    action(menu, "actionFilter", QStringLiteral("filter"), tr("Fi&lter"), QKeySequence::Find,
           [this] {
               if (Page* page = currentPage()) {
                   page->focusFilter();
               }
           });
    action(menu, "actionRefresh", QStringLiteral("retry"), tr("&Refresh"), QKeySequence::Refresh,
           [this] { m_session->refresh(); });
    const auto onPlots = [this](const std::function<void(PlotWidget*)>& work) {
        if (Page* page = currentPage()) {
            for (PlotWidget* plot : page->plots()) {
                work(plot);
            }
        }
    };
    auto* fit = action(menu, "actionFit", QStringLiteral("fit"), tr("&Fit plot"),
                       QKeySequence(QStringLiteral("Ctrl+0")),
                       [onPlots] { onPlots([](PlotWidget* plot) { plot->fit(); }); });
    action(menu, "actionZoomIn", QStringLiteral("zoom-in"), tr("Zoom &in"), QKeySequence::ZoomIn,
           [onPlots] { onPlots([](PlotWidget* plot) { plot->zoom(1.25); }); });
    action(menu, "actionZoomOut", QStringLiteral("zoom-out"), tr("Zoom &out"),
           QKeySequence::ZoomOut,
           [onPlots] { onPlots([](PlotWidget* plot) { plot->zoom(0.8); }); });
    m_toolBar->addAction(fit);
    menu->addSeparator();
    m_toolBar->toggleViewAction()->setObjectName(QStringLiteral("actionToolBar"));
    menu->addAction(m_toolBar->toggleViewAction());
    action(
        menu, "actionFullScreen", {}, tr("F&ull screen"), QKeySequence(Qt::Key_F11),
        [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); }, false);
    action(
        menu, "actionResetLayout", {}, tr("Reset la&yout"), {}, [this] { resetLayout(); }, false);
}

void MainWindow::makeHelpMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Help"));
    action(
        menu, "actionPalette", QStringLiteral("filter"), tr("&Commands…"),
        QKeySequence(QStringLiteral("Ctrl+Shift+P")), [this] { openPalette(); }, false);
    action(
        menu, "actionHelp", QStringLiteral("info"), tr("&Keys"), QKeySequence(Qt::Key_F1),
        [this] {
            auto* dialog = new HelpDialog(this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        },
        false);
    action(
        menu, "actionAbout", {}, tr("&About Palimpsest"), {},
        [this] {
            auto* box = new QMessageBox(this);
            box->setAttribute(Qt::WA_DeleteOnClose);
            box->setWindowTitle(tr("About Palimpsest"));
            box->setIconPixmap(windowIcon().pixmap(48, 48));
            box->setText(
                tr("<h3>Palimpsest %1</h3><p>A workbench for adapting translation models to new "
                   "domains without losing the old one.</p><p>GPL-3.0-or-later</p>")
                    .arg(QString::fromUtf8(kVersion)));
            box->open();
        },
        false);
}

void MainWindow::makeShortcuts()
{
    for (const QAction* menu : menuBar()->actions()) {
        for (QAction* each : menu->menu()->actions()) {
            if (!each->objectName().isEmpty()) {
                m_shortcuts->add(each, plainActionText(menu->text()), nullptr);
            }
        }
    }
    for (Page* page : std::as_const(m_pages)) {
        for (QAction* each : page->findChildren<QAction*>()) {
            const bool named = !each->objectName().isEmpty() && !each->text().isEmpty();
            if (named && !each->objectName().startsWith(QLatin1String("_q"))) { // Qt's own
                m_shortcuts->add(each, page->title(), page);
            }
        }
    }
    m_shortcuts->load();
}

void MainWindow::fillRecent()
{
    m_recent->clear();
    for (const QString& folder : recentStudies()) {
        connect(m_recent->addAction(QDir::toNativeSeparators(folder)), &QAction::triggered, this,
                [this, folder] { openStudy(folder); });
    }
    m_recent->setEnabled(!m_recent->isEmpty());
}

void MainWindow::openDemo()
{
    const QString folder = studiesFolder() + QStringLiteral("/demo-de-en"); // as app/run.sh
    if (QFileInfo::exists(folder + QStringLiteral("/study.db"))) {
        openStudy(folder);
        return;
    }
    // Its text is read from this system's packages, which takes a while; the window stays usable.
    EngineCommand* demo =
        m_engine->command({QStringLiteral("demo"), QStringLiteral("--study"), folder});
    connect(demo, &EngineCommand::progress, this, &MainWindow::say);
    connect(demo, &EngineCommand::finished, this,
            [this, folder](int code, const QString& sentence) {
                if (code != 0) {
                    say(sentence);
                } else if (openStudy(folder)) {
                    showPage(QStringLiteral("sweep"));
                    say(tr("The demo study is ready: look at its sweep, then start it."));
                }
            });
    say(tr("Preparing the demo study …"));
    demo->start();
}

void MainWindow::openSettings()
{
    auto* dialog = new SettingsDialog(m_shortcuts, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::schemeChanged, this,
            [](ColorScheme scheme) { applyTheme(*qApp, scheme); });
    dialog->open();
}

void MainWindow::openPalette()
{
    std::vector<Command> commands = menuCommands(*menuBar());
    if (m_session->isOpen()) {
        for (const JobRow& job : m_session->jobs()) {
            if (!job.binned.empty()) {
                continue;
            }
            const RowId id = job.id;
            commands.push_back({QStringLiteral("run ") + QString::fromStdString(job.identity),
                                jobLabelText(job.label),
                                kindText(job.kind),
                                {},
                                stateIcon(job.state, m_session->latestRun(id)),
                                [this, id] {
                                    m_selection->setJobs({id});
                                    showPage(QStringLiteral("runs"));
                                }});
        }
    }
    auto* palette = new CommandPalette(std::move(commands), this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->show();
}

void MainWindow::exportBundle()
{
    auto* dialog = new ExportBundleDialog(m_session, m_engine, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace palimpsest
