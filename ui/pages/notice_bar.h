// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QFrame>

class QLabel;
class QPushButton;

namespace palimpsest
{

/// One line over a page that says something or asks a question, in place of a modal box: it stays
/// until it is answered or replaced, and work goes on beside it.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Info, Warning, Error };

    explicit NoticeBar(QWidget* parent = nullptr);

    /// `action` is the text of the button that calls `work`; empty = no such button. `dismiss` is
    /// the text of the button that only closes the bar.
    void ask(Tone tone, const QString& text, const QString& action, const QString& dismiss,
             std::function<void()> work);
    void say(Tone tone, const QString& text);
    QString text() const;

private:
    void paint(Tone tone);

    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_action;
    QPushButton* m_dismiss;
    std::function<void()> m_work;
};

} // namespace palimpsest
