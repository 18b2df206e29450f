// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sweep_watch.h"

#include "ui/models/study_session.h"

namespace palimpsest
{

SweepWatch::SweepWatch(StudySession* session, QObject* parent) : QObject(parent), m_session(session)
{
    connect(session, &StudySession::studyOpened, this, &SweepWatch::start);
    connect(session, &StudySession::studyClosed, this, [this] { m_states.clear(); });
    connect(session, &StudySession::sweepsChanged, this, &SweepWatch::look);
}

void SweepWatch::start()
{
    m_states.clear();
    for (const SweepRow& row : m_session->sweeps())
        m_states[row.id] = row.state;
}

void SweepWatch::look(const QList<RowId>& sweeps)
{
    for (const RowId id : sweeps) {
        const SweepRow* row = m_session->sweep(id);
        if (!row)
            continue;
        const auto before = m_states.find(id);
        const bool wasActive = before != m_states.end() && (before->second == SweepState::Running ||
                                                            before->second == SweepState::Queued);
        m_states[id] = row->state;
        const QString name = QString::fromStdString(row->spec.name);
        if (wasActive && row->state == SweepState::Done)
            Q_EMIT ended(tr("The sweep “%1” is done.").arg(name));
        else if (wasActive && row->state == SweepState::PartlyDone)
            Q_EMIT ended(tr("The sweep “%1” has ended, but not all of its trials are done; the "
                            "Runs page says why.")
                             .arg(name));
    }
}

} // namespace palimpsest
