// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

namespace palimpsest
{

/// What a worker reported, newest first: time, kind, and the rest of the event. Reads the text of
/// an events.jsonl; lines that are no events are left out.
class RunEventList : public QTreeWidget
{
    Q_OBJECT

public:
    explicit RunEventList(QWidget* parent = nullptr);
    void setText(const QString& lines);
};

} // namespace palimpsest
