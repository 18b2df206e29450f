// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>

#include <QList>
#include <QObject>
#include <QString>

#include "engine/store/rows.h"

namespace palimpsest
{

class StudySession;

/// Says when a sweep that was under way comes to its end while the study is open.
class SweepWatch : public QObject
{
    Q_OBJECT

public:
    explicit SweepWatch(StudySession* session, QObject* parent = nullptr);

Q_SIGNALS:
    void ended(const QString& sentence);

private:
    void start();
    void look(const QList<RowId>& sweeps);

    StudySession* m_session;
    std::unordered_map<RowId, SweepState> m_states; ///< as last seen
};

} // namespace palimpsest
