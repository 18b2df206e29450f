// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace palimpsest
{

/// What a page shows while it has nothing to show: a statement, what to do next, and a button that
/// does it.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    /// No button where `action` is empty.
    void setTexts(const QString& statement, const QString& advice, const QString& action = {});

Q_SIGNALS:
    void activated(); ///< the button was pressed

private:
    QLabel* m_statement;
    QLabel* m_advice;
    QPushButton* m_button;
};

} // namespace palimpsest
