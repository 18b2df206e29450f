// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QToolButton>

class QMenu;

namespace palimpsest
{

/// Chooses one or more of a few texts: a button that shows them and opens a list to check.
class ChoicesButton : public QToolButton
{
    Q_OBJECT

public:
    ChoicesButton(const std::vector<std::string>& choices, const std::vector<std::string>& chosen,
                  QWidget* parent = nullptr);

    std::vector<std::string> chosen() const; ///< in the order of the choices

Q_SIGNALS:
    void edited();

private:
    void showChosen();

    QMenu* m_menu;
};

} // namespace palimpsest
