// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace palimpsest
{

/// Asks for the name of what is to be kept; says at once what a name does, or what is wrong with
/// it.
class NameDialog : public QDialog
{
    Q_OBJECT
public:
    struct Verdict {
        QString sentence;
        bool accepted = true;
    };

    NameDialog(const QString& title, const QString& suggestion,
               std::function<Verdict(const QString&)> judge, QWidget* parent = nullptr);

    QString name() const;

private:
    void check();

    std::function<Verdict(const QString&)> m_judge;
    QLineEdit* m_name;
    QLabel* m_sentence;
    QPushButton* m_accept;
};

} // namespace palimpsest
