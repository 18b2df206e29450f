// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/command_palette.h"

#include <algorithm>

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>
#include <QSettings>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/dialogs/command_delegate.h"
#include "ui/widgets/action_texts.h"

namespace palimpsest
{

namespace
{

const QString kRecentKey = QStringLiteral("palette/recent");
constexpr qsizetype kRemembered = 12;

void addCommands(const QMenu& menu, const QString& path, std::vector<Command>& commands)
{
    for (QAction* action : menu.actions()) {
        if (action->isSeparator() || !action->isEnabled() || !action->isVisible())
            continue;
        const QString text = plainActionText(action->text());
        if (action->menu()) {
            addCommands(*action->menu(), path + QStringLiteral(" › ") + text, commands);
            continue;
        }
        const QString id = action->objectName().isEmpty() ? text : action->objectName();
        const QPointer<QAction> guard(action);
        commands.push_back({id, text, path, action->shortcut().toString(QKeySequence::NativeText),
                            action->icon(), [guard] {
                                if (guard)
                                    guard->trigger();
                            }});
    }
}

} // namespace

std::vector<Command> menuCommands(const QMenuBar& bar)
{
    std::vector<Command> commands;
    for (const QAction* action : bar.actions())
        if (const QMenu* menu = action->menu())
            addCommands(*menu, plainActionText(action->text()), commands);
    return commands;
}

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget* window)
    : QDialog(window, Qt::Dialog | Qt::FramelessWindowHint), m_edit(new QLineEdit(this)),
      m_list(new QListView(this)), m_model(new CommandPaletteModel(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setWindowTitle(tr("Commands"));
    m_edit->setObjectName(QStringLiteral("paletteFilter"));
    m_edit->setAccessibleName(tr("Find a command or a run"));
    m_edit->setPlaceholderText(tr("Find a command or a run"));
    m_edit->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Commands"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(this));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_edit);
    layout->addWidget(m_list);
    m_model->setCommands(std::move(commands), QSettings().value(kRecentKey).toStringList());
    search({});
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 26);
    const QPoint top =
        window->mapToGlobal(QPoint((window->width() - width()) / 2, window->height() / 8));
    QWidget::move(top);
}

void CommandPalette::search(const QString& pattern)
{
    m_model->setPattern(pattern);
    m_list->setCurrentIndex(m_model->index(0));
}

void CommandPalette::move(int rows)
{
    const int row =
        std::clamp(m_list->currentIndex().row() + rows, 0, std::max(0, m_model->rowCount() - 1));
    m_list->setCurrentIndex(m_model->index(row));
}

void CommandPalette::runCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    if (!current.isValid())
        return;
    const Command command = m_model->command(current.row());
    QStringList recent = QSettings().value(kRecentKey).toStringList();
    recent.removeAll(command.id);
    recent.prepend(command.id);
    QSettings().setValue(kRecentKey, recent.mid(0, kRemembered));
    accept();
    // After the palette has gone: the command may open a dialog, and wants the focus back.
    QTimer::singleShot(0, parent(), command.run);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_edit || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    constexpr int kPage = 10;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_PageUp:
        move(-kPage);
        return true;
    case Qt::Key_PageDown:
        move(kPage);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

void CommandPalette::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isVisible() && !isActiveWindow())
        reject();
}

} // namespace palimpsest
