// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/orchestration/conductor.h"

namespace palimpsest
{

/// Shows on stderr what a conductor does: on a terminal one bar a running job and an overall line,
/// redrawn in place; elsewhere a plain line when a job begins, changes its stage or ends, and every
/// half minute.
class ProgressDisplay
{
public:
    explicit ProgressDisplay(const StudyStore& store);
    ~ProgressDisplay();
    ProgressDisplay(const ProgressDisplay&) = delete;
    ProgressDisplay& operator=(const ProgressDisplay&) = delete;

    void update(const Conductor& conductor);
    /// A line that stays.
    void say(const std::string& line);

private:
    struct Seen {
        std::string stage;
        double begun = 0;   ///< steady seconds
        double printed = 0; ///< when its last plain line was
        JobState state = JobState::Waiting;
    };

    void sayMessages();
    void notice(const JobQueue& queue);
    std::string overall(const Conductor& conductor) const;
    void draw(const Conductor& conductor);
    void printPlain(const Conductor& conductor);
    void clear();

    const StudyStore& m_store;
    bool m_terminal = false;
    int m_drawn = 0; ///< lines on the terminal that the next drawing replaces
    double m_lastDraw = 0;
    Revision m_messages = 0;
    std::set<RowId> m_scope; ///< jobs that were ever asked for while we looked
    std::map<RowId, Seen> m_seen;
    double m_trialSeconds = 0; ///< of the trials that ended while we looked
    int m_trials = 0;
};

} // namespace palimpsest
