// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "ui/dialogs/command_palette_model.h"

class QLineEdit;
class QListView;
class QMenuBar;

namespace palimpsest
{

/// Everything the window can do, found by a few letters: type, choose with the arrow keys, Return.
/// Escape or a click elsewhere leaves. What was used lately stands first.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(std::vector<Command> commands, QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void search(const QString& pattern);
    void runCurrent();
    void move(int rows);

    QLineEdit* m_edit;
    QListView* m_list;
    CommandPaletteModel* m_model;
};

/// The enabled actions of a menu bar, menus within menus included.
std::vector<Command> menuCommands(const QMenuBar& bar);

} // namespace palimpsest
