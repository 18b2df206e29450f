// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

#include "ui/pages/tables/choice_list_model.h"

namespace palimpsest
{

/// A list as high as its rows in which things are ticked (Space) and, where their order counts, put
/// into order: by dragging, by Alt+Up and Alt+Down, or by the context menu.
class ChoiceList : public QListView
{
    Q_OBJECT
public:
    ChoiceList(ChoiceListModel* choices, QWidget* parent = nullptr);

    ChoiceListModel* choices() const { return m_choices; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

public Q_SLOTS:
    void moveCurrent(int places); ///< negative = up

private:
    ChoiceListModel* m_choices;
};

} // namespace palimpsest
