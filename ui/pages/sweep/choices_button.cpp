// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sweep/choices_button.h"

#include <algorithm>

#include <QMenu>

namespace palimpsest
{

ChoicesButton::ChoicesButton(const std::vector<std::string>& choices,
                             const std::vector<std::string>& chosen, QWidget* parent)
    : QToolButton(parent), m_menu(new QMenu(this))
{
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setMenu(m_menu);
    for (const std::string& choice : choices) {
        QAction* entry = m_menu->addAction(QString::fromStdString(choice));
        entry->setCheckable(true);
        entry->setChecked(std::ranges::find(chosen, choice) != chosen.end());
        connect(entry, &QAction::triggered, this, [this] {
            showChosen();
            Q_EMIT edited();
        });
    }
    showChosen();
}

std::vector<std::string> ChoicesButton::chosen() const
{
    std::vector<std::string> texts;
    for (const QAction* entry : m_menu->actions()) {
        if (entry->isChecked())
            texts.push_back(entry->text().toStdString());
    }
    return texts;
}

void ChoicesButton::showChosen()
{
    QStringList texts;
    for (const std::string& text : chosen())
        texts.push_back(QString::fromStdString(text));
    setText(texts.isEmpty() ? tr("none chosen") : texts.join(QStringLiteral(", ")));
}

} // namespace palimpsest
