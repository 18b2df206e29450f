// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done on the tables page, and when.
#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QMenu>
#include <QToolButton>

#include "ui/dialogs/export_table_dialog.h"
#include "ui/dialogs/name_dialog.h"
#include "ui/models/study_session.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/tables/recipe_book.h"
#include "ui/pages/tables/tables_page.h"
#include "ui/widgets/action_texts.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

QAction* TablesPage::action(const char* name, const QString& icon, const QString& text,
                            const QString& tip, const QKeySequence& keys)
{
    return makePageAction(this, QLatin1String(name), themeIcon(icon), text, tip, keys);
}

void TablesPage::makeActions()
{
    m_save = action("recipeSave", QStringLiteral("save"), tr("Save"),
                    tr("Keep the recipe in the study"), QKeySequence::Save);
    m_saveAs =
        action("recipeSaveAs", QStringLiteral("add"), tr("Save as…"),
               tr("Keep it under another name"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    m_revert = action("recipeRevert", QStringLiteral("retry"), tr("Revert"),
                      tr("Drop what is not saved of this recipe; Undo brings it back"), {});
    m_rename = action("recipeRename", QStringLiteral("edit"), tr("Rename"), tr("Rename the recipe"),
                      QKeySequence(Qt::Key_F2));
    m_delete =
        action("recipeDelete", QStringLiteral("trash"), tr("Delete"),
               tr("Take the recipe out of the study; Undo brings it back"), QKeySequence::Delete);
    for (QAction* each : {m_rename, m_delete}) { // in a field these keys are for its text
        each->setShortcutContext(Qt::WidgetShortcut);
        m_recipes->addAction(each);
    }
    addAction(m_save);
    addAction(m_saveAs);
    m_export = action("tableExport", QStringLiteral("export"), tr("Export…"),
                      tr("Write the table to a file (Ctrl+E)"), {});
    const std::pair<TableFormat, QString> formats[] = {
        {TableFormat::Latex, tr("Copy LaTeX")},
        {TableFormat::Markdown, tr("Copy &Markdown")},
        {TableFormat::Tsv, tr("Copy &TSV")},
        {TableFormat::Html, tr("Copy &HTML")}};
    for (const auto& [format, text] : formats) {
        const QByteArray name = QByteArray("tableCopy-") + enumText(format);
        m_copies +=
            action(name.constData(), QStringLiteral("copy"), text,
                   tr("Copy the table as %1").arg(formatText(format)),
                   format == TableFormat::Latex ? QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)
                                                : QKeySequence());
        addAction(m_copies.last());
        connect(m_copies.last(), &QAction::triggered, this, [this, format] { copyAs(format); });
    }
    connect(m_save, &QAction::triggered, this, &TablesPage::save);
    connect(m_saveAs, &QAction::triggered, this, &TablesPage::saveAs);
    connect(m_revert, &QAction::triggered, m_book, &RecipeBook::revert);
    connect(m_rename, &QAction::triggered, this,
            [this] { m_recipes->edit(m_recipes->currentIndex()); });
    connect(m_delete, &QAction::triggered, this, [this] {
        const QString name = m_book->current()->name;
        if (m_book->remove())
            Q_EMIT message(tr("“%1” is deleted; Ctrl+Z brings it back.").arg(name));
    });
    connect(m_export, &QAction::triggered, this, &TablesPage::openExport);
}

QWidget* TablesPage::toolBar(const QList<QAction*>& actions, const QList<QAction*>& withText)
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (QAction* each : actions) {
        auto* button = new QToolButton(bar);
        button->setDefaultAction(each);
        button->setObjectName(each->objectName() + QStringLiteral("Button"));
        button->setAccessibleName(each->toolTip());
        button->setFocusPolicy(Qt::TabFocus);
        button->setAutoRaise(true);
        button->setToolButtonStyle(withText.contains(each) ? Qt::ToolButtonTextBesideIcon
                                                           : Qt::ToolButtonIconOnly);
        button->setMinimumWidth(button->sizeHint().width()); // its text is not cut
        layout->addWidget(button);
    }
    layout->addStretch(1);
    return bar;
}

void TablesPage::addCopyMenu(QWidget& bar)
{
    auto* button = new QToolButton(&bar);
    button->setObjectName(QStringLiteral("tableCopyMenu"));
    button->setText(tr("Copy as"));
    button->setToolTip(tr("Copy the table as Markdown, TSV or HTML"));
    button->setAccessibleName(button->toolTip());
    button->setFocusPolicy(Qt::TabFocus);
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setStyleSheet(QStringLiteral(
        "QToolButton { padding-right: 20px; } QToolButton::menu-indicator { subcontrol-origin: "
        "padding; subcontrol-position: center right; right: 6px; }"));
    auto* menu = new QMenu(button);
    menu->addActions(m_copies.mid(1));
    button->setMenu(menu);
    auto* layout = static_cast<QHBoxLayout*>(bar.layout());
    layout->insertWidget(layout->count() - 1, button);
}

bool TablesPage::ready() const
{
    const RecipeBook::Entry* entry = m_book->current();
    return entry && m_made && m_made->complete && m_made->table && !m_stale &&
           m_made->recipe == entry->recipe() && !m_made->table->lines.empty();
}

void TablesPage::updateActions()
{
    const RecipeBook::Entry* entry = m_book->current();
    const bool writable = entry && m_book->writable();
    m_save->setEnabled(writable && (entry->draft || !entry->stored));
    m_saveAs->setEnabled(writable);
    m_revert->setEnabled(entry && entry->draft);
    m_rename->setEnabled(writable && entry->stored);
    m_delete->setEnabled(writable && entry->stored);
    m_export->setEnabled(ready());
    for (QAction* copy : std::as_const(m_copies))
        copy->setEnabled(ready());
}

void TablesPage::save()
{
    if (!m_save->isEnabled())
        return;
    const QString name = m_book->current()->name;
    m_rememberAs = name;
    if (!m_book->save())
        m_rememberAs.clear();
    else
        Q_EMIT message(tr("Recipe “%1” saved").arg(name));
}

void TablesPage::saveAs()
{
    if (!m_saveAs->isEnabled())
        return;
    const QString old = m_book->current()->name;
    QString suggestion;
    for (int number = 2; suggestion.isEmpty() || m_book->entry(suggestion); ++number)
        suggestion = QStringLiteral("%1 %2").arg(old).arg(number);
    const auto judge = [this](const QString& name) -> NameDialog::Verdict {
        const QString problem = m_book->nameProblem(name);
        return problem.isEmpty()
                   ? NameDialog::Verdict{tr("The study keeps it, and the command line's export "
                                            "table --recipe knows it by this name."),
                                         true}
                   : NameDialog::Verdict{problem, false};
    };
    auto* dialog = new NameDialog(tr("Save recipe as"), suggestion, judge, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_rememberAs = dialog->name();
        if (!m_book->saveAs(dialog->name()))
            m_rememberAs.clear();
    });
    dialog->open();
}

void TablesPage::remember()
{
    if (!ready() || !m_book->writable())
        return;
    try {
        rememberTable(session()->store(), *m_made->table);
    } catch (const std::exception& error) {
        m_notice->say(NoticeBar::Tone::Warning, QString::fromUtf8(error.what()));
        return;
    }
    auto remembered = std::make_shared<MadeTable>(*m_made);
    remembered->changes = TableChanges();
    m_made = remembered;
    showTable();
}

QString TablesPage::exportFolder() const
{
    return session()->ofBundle() ? QFileInfo(session()->folder()).path()
                                 : session()->folder() + QStringLiteral("/exports");
}

bool TablesPage::openExport()
{
    if (!ready()) {
        Q_EMIT message(tr("There is no table to export yet."));
        return true;
    }
    auto* dialog = new ExportTableDialog(std::make_shared<const ResultsTable>(*m_made->table),
                                         exportFolder(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const TableRecipe recipe = m_made->recipe;
    connect(dialog, &ExportTableDialog::exported, this, [this, recipe](const QString& sentence) {
        Q_EMIT message(sentence);
        // As the command line does; what was tried out and not saved is no recipe of the study.
        if (m_made && m_made->recipe == recipe && !m_book->current()->draft)
            remember();
    });
    dialog->open();
    return true;
}

void TablesPage::copyAs(TableFormat format)
{
    if (!ready())
        return;
    QGuiApplication::clipboard()->setMimeData(tableMimeData(*m_made->table, format));
    Q_EMIT message(tr("Table copied as %1").arg(formatText(format)));
    if (!m_book->current()->draft)
        remember();
}

QUndoStack* TablesPage::undoStack() const
{
    return m_book->undoStack();
}

} // namespace palimpsest
