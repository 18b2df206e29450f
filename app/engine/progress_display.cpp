// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/progress_display.h"

#include <algorithm>
#include <iostream>

#include "app/engine/progress_text.h"
#include "app/engine/terminal_text.h"
#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace
{

constexpr double kRedrawSeconds = 0.2;
constexpr double kPlainSeconds = 30;
constexpr std::size_t kLongestLabel = 30; ///< columns

std::string figures(const RunRow& run)
{
    if (run.stage.empty())
        return "starting";
    return run.stage + " " +
           progressFigures(run.done, run.total, run.unit, run.rate, run.secondsLeft);
}

const char* ending(JobState state)
{
    switch (state) {
    case JobState::Done:
        return "done";
    case JobState::Failed:
        return "failed";
    case JobState::Paused:
        return "paused";
    case JobState::Interrupted:
        return "interrupted";
    case JobState::Cancelled:
        return "cancelled";
    case JobState::Waiting:
    case JobState::Running:
        break;
    }
    return "";
}

} // namespace

ProgressDisplay::ProgressDisplay(const StudyStore& store)
    : m_store(store), m_terminal(onTerminal()), m_messages(store.revision())
{
}

ProgressDisplay::~ProgressDisplay()
{
    clear();
}

void ProgressDisplay::clear()
{
    if (m_drawn > 0)
        std::cerr << "\x1b[" << m_drawn << "A\x1b[J" << std::flush;
    m_drawn = 0;
}

void ProgressDisplay::say(const std::string& line)
{
    clear();
    sayOnTerminal(line);
}

void ProgressDisplay::sayMessages()
{
    for (const MessageRow& message : m_store.messages(m_messages)) {
        m_messages = std::max(m_messages, message.revision);
        const char* kind = message.severity == Severity::Error     ? "Error: "
                           : message.severity == Severity::Warning ? "Warning: "
                                                                   : "";
        say(kind + message.text);
    }
}

void ProgressDisplay::notice(const JobQueue& queue)
{
    for (const auto& [id, job] : queue.jobs()) {
        const bool asked = queue.wantedElsewhere(job, 0);
        if (asked || job.state == JobState::Running)
            m_scope.insert(id);
        if (!m_scope.contains(id))
            continue;
        Seen& seen = m_seen[id];
        if (job.state == JobState::Running && seen.state != JobState::Running) {
            seen.begun = steadySeconds();
            if (!m_terminal)
                say(job.label + ": begins");
        }
        if (job.state != seen.state && seen.state == JobState::Running &&
            *ending(job.state) != '\0') {
            const double took = steadySeconds() - seen.begun;
            say(job.label + ": " + ending(job.state) + " after " + durationText(took));
            // The base model's own trial only translates; the others' pace is another one.
            if (job.state == JobState::Done && job.kind == RunKind::Trial &&
                job.config.strategy.adapts) {
                m_trialSeconds += took;
                ++m_trials;
            }
        }
        seen.state = job.state;
    }
}

std::string ProgressDisplay::overall(const Conductor& conductor) const
{
    int done = 0;
    int lost = 0;
    int trialsLeft = 0;
    for (const RowId id : m_scope) {
        const JobRow& job = conductor.queue().job(id);
        done += job.state == JobState::Done;
        lost += job.state == JobState::Failed;
        trialsLeft += job.kind == RunKind::Trial &&
                      (job.state == JobState::Waiting || job.state == JobState::Running);
    }
    std::string text =
        std::to_string(done) + " of " + std::to_string(m_scope.size()) + " jobs done";
    if (lost > 0)
        text += ", " + std::to_string(lost) + " failed";
    const std::size_t beside = std::max<std::size_t>(1, conductor.running().size());
    if (m_trials > 0)
        text += ", " + durationText(m_trialSeconds / m_trials) + " a trial";
    if (m_trials > 0 && trialsLeft > 0)
        text += ", about " +
                durationText(m_trialSeconds / m_trials * trialsLeft / static_cast<double>(beside)) +
                " left";
    return text;
}

void ProgressDisplay::draw(const Conductor& conductor)
{
    if (steadySeconds() - m_lastDraw < kRedrawSeconds)
        return;
    m_lastDraw = steadySeconds();
    const std::size_t width = terminalWidth() - 1; // the last column would begin a new line
    const std::vector<const RunFollower*> running = conductor.running();
    std::size_t labelWidth = 0;
    for (const RunFollower* follower : running)
        labelWidth = std::max(labelWidth, columns(follower->job().label));
    std::string picture;
    int lines = 0;
    for (const RunFollower* follower : running) {
        const RunRow& run = follower->run();
        picture += progressLine(follower->job().label, std::min(labelWidth, kLongestLabel),
                                run.total > 0 ? run.done / run.total : 0, figures(run), width) +
                   "\n";
        ++lines;
    }
    picture += cut(overall(conductor), width) + "\n";
    clear();
    std::cerr << terminalText(picture) << std::flush;
    m_drawn = lines + 1;
}

void ProgressDisplay::printPlain(const Conductor& conductor)
{
    for (const RunFollower* follower : conductor.running()) {
        const RunRow& run = follower->run();
        Seen& seen = m_seen[follower->job().id];
        if (run.stage.empty() ||
            (run.stage == seen.stage && steadySeconds() - seen.printed < kPlainSeconds))
            continue;
        seen.stage = run.stage;
        seen.printed = steadySeconds();
        say(follower->job().label + ": " + figures(run) + " (" + overall(conductor) + ")");
    }
}

void ProgressDisplay::update(const Conductor& conductor)
{
    sayMessages();
    notice(conductor.queue());
    if (m_terminal)
        draw(conductor);
    else
        printPlain(conductor);
}

} // namespace palimpsest
