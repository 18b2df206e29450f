// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QTimer>

#include "engine/reporting/table_formats.h"
#include "ui/pages/page.h"
#include "ui/pages/tables/table_maker.h"

class QAction;
class QLabel;
class QListView;
class QSplitter;
class QStackedWidget;
class QUndoStack;

namespace palimpsest
{

class EmptyState;
class NoticeBar;
class PrintedTable;
class RecipeBook;
class RecipeForm;
class RecipeListModel;

/// The table builder: the study's recipes, the fields of one, and its table as it will be in print.
/// Recipes are those of `export table --recipe`, and so are the files written.
class TablesPage : public Page
{
    Q_OBJECT
public:
    explicit TablesPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("tables"); }
    QString title() const override { return tr("Tables"); }
    QString iconName() const override { return QStringLiteral("table"); }
    bool openExport() override;
    QUndoStack* undoStack() const override;
    void prepareForScreenshot() override;

    /// Makes the table now and waits for it; for tests and pictures.
    void refreshNow();
    RecipeBook* book() const { return m_book; }
    /// What is shown; null while there is nothing.
    const MadeTable* shownTable() const { return m_made.get(); }

public Q_SLOTS:
    void save();
    void saveAs();
    void copyAs(palimpsest::TableFormat format);

protected:
    bool event(QEvent* event) override;

private:
    // tables_page.cpp: what it is made of, the study, the table
    void makeLayout();
    QWidget* makeLeft();
    QWidget* makeRight();
    void connectStudy();
    void connectBook();
    void studyChanged();
    void recipeChanged();
    void later();
    void make();
    void take(const std::shared_ptr<const MadeTable>& made);
    void showTable();
    void showChanges();
    void updateState();
    // tables_page_actions.cpp: what can be done
    void makeActions();
    QAction* action(const char* name, const QString& icon, const QString& text, const QString& tip,
                    const QKeySequence& keys);
    QWidget* toolBar(const QList<QAction*>& actions, const QList<QAction*>& withText);
    void addCopyMenu(QWidget& bar);
    void updateActions();
    bool ready() const;
    void remember();
    QString exportFolder() const;

    RecipeBook* m_book;
    RecipeListModel* m_list;
    RecipeForm* m_form;
    PrintedTable* m_sheet;
    TableMaker* m_maker;
    NoticeBar* m_notice;  ///< what went wrong
    NoticeBar* m_changes; ///< what is other than last time
    EmptyState* m_empty;  ///< of the page
    EmptyState* m_blank;  ///< in place of the table
    QStackedWidget* m_stack;
    QStackedWidget* m_paper;
    QListView* m_recipes;
    QLabel* m_readOnly;
    QLabel* m_status;
    QTimer m_timer;      ///< joins changes
    QTimer m_quickTimer; ///< a table without tests is shown only where tests take long
    std::shared_ptr<const MadeTable> m_made;
    std::shared_ptr<const MadeTable> m_quick;
    QString m_rememberAs; ///< the recipe that was saved; its table is remembered once it is made
    bool m_stale = true;  ///< the table is to be made when the page is seen
    QAction* m_save = nullptr;
    QAction* m_saveAs = nullptr;
    QAction* m_revert = nullptr;
    QAction* m_rename = nullptr;
    QAction* m_delete = nullptr;
    QAction* m_export = nullptr;
    QList<QAction*> m_copies; ///< LaTeX first
};

} // namespace palimpsest
