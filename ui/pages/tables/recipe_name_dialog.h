// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace palimpsest
{

/// Asks for the name of a new recipe; says at once what is wrong with one.
class RecipeNameDialog : public QDialog
{
    Q_OBJECT
public:
    /// `problem` gives what is wrong with a name, or nothing.
    RecipeNameDialog(const QString& suggestion, std::function<QString(const QString&)> problem,
                     QWidget* parent = nullptr);

    QString name() const;

private:
    void check();

    std::function<QString(const QString&)> m_problem;
    QLineEdit* m_name;
    QLabel* m_sentence;
    QPushButton* m_accept;
};

} // namespace palimpsest
