// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QTableWidget;

namespace palimpsest
{

/// What can be done by keyboard: every action of a window with its keys, and the keys of the plots.
class HelpDialog : public QDialog
{
    Q_OBJECT

public:
    /// Lists the actions below `window`, which has all of them by now.
    explicit HelpDialog(QWidget* window);

private:
    void addKeys(const QString& what, const QString& keys);

    QTableWidget* m_keys;
};

} // namespace palimpsest
