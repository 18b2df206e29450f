// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/progress_display.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>

#include <sys/ioctl.h>
#include <unistd.h>

namespace palimpsest
{
namespace
{

constexpr double kRedrawSeconds = 0.2;
constexpr double kPlainSeconds = 30;
constexpr int kBarWidth = 24;
constexpr std::size_t kLabelWidth = 30;

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::string duration(double seconds)
{
    const long whole = std::lround(seconds);
    char text[48];
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%ld h %02ld min", whole / 3600, whole / 60 % 60);
    else if (whole >= 60)
        std::snprintf(text, sizeof text, "%ld min %02ld s", whole / 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%ld s", whole);
    return text;
}

/// Display columns of UTF-8 text, as far as labels need it: one a character.
std::size_t columns(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string cut(const std::string& text, std::size_t width)
{
    std::size_t used = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++used > width)
            return text.substr(0, i);
    }
    return text;
}

std::string padded(const std::string& text, std::size_t width)
{
    const std::string shortened = cut(text, width);
    return shortened + std::string(width - std::min(width, columns(shortened)), ' ');
}

std::string bar(double share)
{
    const int full = static_cast<int>(std::clamp(share, 0.0, 1.0) * kBarWidth);
    return "[" + std::string(static_cast<std::size_t>(full), '#') +
           std::string(static_cast<std::size_t>(kBarWidth - full), '.') + "]";
}

std::string figures(const RunRow& run)
{
    char text[160];
    if (run.total > 0)
        std::snprintf(text, sizeof text, "%.0f/%.0f %s", run.done, run.total, run.unit.c_str());
    else
        std::snprintf(text, sizeof text, "%.0f %s", run.done, run.unit.c_str());
    std::string result = run.stage.empty() ? "starting" : run.stage + " " + text;
    if (run.rate > 0) {
        std::snprintf(text, sizeof text, ", %.*f/s", run.rate < 10 ? 1 : 0, run.rate);
        result += text;
    }
    if (run.secondsLeft > 0)
        result += ", " + duration(run.secondsLeft) + " left";
    return result;
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

int terminalWidth()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

} // namespace

ProgressDisplay::ProgressDisplay(const StudyStore& store)
    : m_store(store), m_terminal(::isatty(STDERR_FILENO) == 1), m_messages(store.revision())
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
    std::cerr << line << std::endl;
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
            seen.begun = now();
            if (!m_terminal)
                say(job.label + ": begins");
        }
        if (job.state != seen.state && seen.state == JobState::Running &&
            *ending(job.state) != '\0') {
            const double took = now() - seen.begun;
            say(job.label + ": " + ending(job.state) + " after " + duration(took));
            if (job.state == JobState::Done && job.kind == RunKind::Trial) {
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
        text += ", " + duration(m_trialSeconds / m_trials) + " a trial";
    if (m_trials > 0 && trialsLeft > 0)
        text += ", about " +
                duration(m_trialSeconds / m_trials * trialsLeft / static_cast<double>(beside)) +
                " left";
    return text;
}

void ProgressDisplay::draw(const Conductor& conductor)
{
    if (now() - m_lastDraw < kRedrawSeconds)
        return;
    m_lastDraw = now();
    const auto width = static_cast<std::size_t>(terminalWidth());
    std::string picture;
    int lines = 0;
    for (const RunFollower* follower : conductor.running()) {
        const RunRow& run = follower->run();
        const std::string line = padded(follower->job().label, kLabelWidth) + " " +
                                 bar(run.total > 0 ? run.done / run.total : 0) + " " + figures(run);
        picture += cut(line, width - 1) + "\n";
        ++lines;
    }
    picture += cut(overall(conductor), width - 1) + "\n";
    clear();
    std::cerr << picture << std::flush;
    m_drawn = lines + 1;
}

void ProgressDisplay::printPlain(const Conductor& conductor)
{
    for (const RunFollower* follower : conductor.running()) {
        const RunRow& run = follower->run();
        Seen& seen = m_seen[follower->job().id];
        if (run.stage.empty() || (run.stage == seen.stage && now() - seen.printed < kPlainSeconds))
            continue;
        seen.stage = run.stage;
        seen.printed = now();
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
