// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QHash>
#include <QMainWindow>
#include <QTimer>

#include "engine/store/rows.h"
#include "ui/pages/page.h"

class QLabel;
class QListWidget;
class QLockFile;
class QMenu;
class QSplitter;
class QStackedWidget;
class QSystemTrayIcon;
class QToolBar;
class QUndoGroup;

namespace palimpsest
{

class EngineLink;
class JobSelection;
class RunsPage;
class ShortcutBook;
class StartPage;
class StudySession;
class SweepPage;
class TradeoffPage;

/// The program's frame: navigation, pages, menus, tool bar, status. Closing it never stops work.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens the study; false after showing the sentence in the status bar.
    bool openStudy(const QString& folder);
    void showPage(const QString& id);
    const QList<Page*>& pages() const { return m_pages; }
    StudySession* session() const { return m_session; }
    /// Brings back what an exported file of the open study shows; false after showing the sentence
    /// that says why not in the status bar.
    bool openExported(const QString& file);
    /// Window and layout come back from the settings; not for pictures and tests. What cannot be
    /// read is left out with a sentence.
    void restoreLayout();
    /// Opens what an earlier window had open when it was killed; call it once, after
    /// restoreLayout() and after the study that was asked for, if any.
    void restoreAfterCrash();

    /// What to do with running work when the window closes; asked by a dialog unless a test
    /// answers.
    enum class CloseChoice { KeepRunning, Pause, Cancel, Stay };
    std::function<CloseChoice(int unfinished)> askOnClose;

public Q_SLOTS:
    void openDemo();
    void newStudy();
    void chooseStudy();
    void closeStudy();
    void say(const QString& sentence);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;

private:
    void makePages();
    void makeNavigation();
    void makeMenus();
    void makeStudyMenu();
    void makeEditMenu();
    void followUndo();
    void makeWorkMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void makeShortcuts();
    void makeStatus();
    QAction* action(QMenu* menu, const char* name, const QString& icon, const QString& text,
                    const QKeySequence& keys, const std::function<void()>& work,
                    bool needsStudy = true);
    void studyChanged();
    void updateStatus();
    void fillRecent();
    void openSettings();
    void openPalette();
    void chooseExport(); ///< of the page, or of a figure
    void showFigureDialog(const FigureRecipe& recipe, bool keepsPage);
    void chooseExported();
    void showExported(const Provenance& provenance);
    void exportBundle();
    void copyPlot();
    void resetLayout();
    void saveLayout();
    void watchLayout();
    QString studyOfCrash();
    void rememberOpenStudy();
    void endSession(); ///< closed as it should be
    Page* currentPage() const;
    QList<RowId> runningSweeps() const;
    void requestForSweeps(const QString& action);
    CloseChoice askWithDialog(int unfinished);
    void sweepEnded(const QString& sentence);

    StudySession* m_session;
    JobSelection* m_selection;
    EngineLink* m_engine;
    ShortcutBook* m_shortcuts;
    QList<Page*> m_pages;
    TradeoffPage* m_tradeoffPage = nullptr;
    SweepPage* m_sweepPage = nullptr;
    RunsPage* m_runsPage = nullptr;
    StartPage* m_start = nullptr;
    QStackedWidget* m_stack = nullptr;
    QListWidget* m_navigation = nullptr;
    QToolBar* m_toolBar = nullptr;
    QMenu* m_recent = nullptr;
    QUndoGroup* m_undo = nullptr; ///< the stack of the page that is shown
    QLabel* m_progress = nullptr;
    QLabel* m_conductor = nullptr;
    QSystemTrayIcon* m_tray = nullptr; ///< from the first message on
    QList<QAction*> m_studyActions;    ///< enabled while a study is open
    QTimer m_layoutTimer;
    bool m_keepsLayout = false;
    std::unique_ptr<QLockFile> m_windowLock;     ///< held by the first of several windows
    QString m_firstPage;                         ///< shown when a study opens
    QHash<QSplitter*, QByteArray> m_firstSplits; ///< as the pages made them
};

} // namespace palimpsest
