// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <future>
#include <memory>

#include <QObject>
#include <QTimer>

#include "ui/models/study_increment.h"

namespace palimpsest
{

class StudyStore;

/// Reads a study's changes in its own thread through its own read-only connection: polls the change
/// counter, then reads only what has a newer revision or a higher id than what it has seen.
class StudyReader : public QObject
{
    Q_OBJECT
public:
    StudyReader();
    ~StudyReader() override;

    void open(const QString& folder, quint64 token);
    void close();
    /// What is new, now, whether or not the counter moved; used by blocking callers and by the
    /// poll.
    StudyIncrement read();
    void startPolling(int milliseconds);
    /// The last drift of every run, as a change: it takes a look at each run, so nobody waits for
    /// it.
    void readLatest();

Q_SIGNALS:
    void changed(const palimpsest::StudyIncrement& increment);

private:
    void poll();
    void readRows(StudyIncrement& increment);
    /// Runs and evaluations, beside what else is read, as a large study has many of both.
    struct Results {
        std::vector<RunRow> runs;
        std::vector<EvaluationRow> evaluations;
    };
    std::future<Results> readResults() const;
    void readConductor(StudyIncrement& increment);

    std::unique_ptr<StudyStore> m_store;
    QTimer m_timer{this};
    quint64 m_token = 0;
    bool m_failing = false; ///< say it once, not at each poll
    int m_polls = 0;
    std::int64_t m_counter = -1;
    Revision m_sweeps = 0;
    Revision m_jobs = 0;
    Revision m_runs = 0;
    Revision m_messages = 0;
    RowId m_evaluation = 0;
    std::int64_t m_metric = 0;
    bool m_first = true;
    std::string m_studyName;
    std::string m_domains; ///< serialised, to see whether one changed
    std::string m_conductor;
};

} // namespace palimpsest
