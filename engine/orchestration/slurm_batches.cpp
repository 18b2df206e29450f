// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/slurm_batches.h"

#include <algorithm>

#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace
{

constexpr std::size_t kMostTasks = 1000; ///< of one command: its words have an end

/// Takes some of the front away.
std::vector<std::string> taken(std::vector<std::string>& tasks)
{
    const auto end =
        tasks.begin() + static_cast<std::ptrdiff_t>(std::min(tasks.size(), kMostTasks));
    std::vector<std::string> some(tasks.begin(), end);
    tasks.erase(tasks.begin(), end);
    return some;
}

} // namespace

SlurmOrders::SlurmOrders(double interval) : m_interval(interval)
{
    m_kinds[0].words = {"scancel", "--state=PENDING"};
    m_kinds[1].words = {"scancel", "--state=RUNNING", "--batch", "--signal=TERM"};
    m_kinds[2].words = {"scancel"};
}

void SlurmOrders::stop(const std::string& task)
{
    m_kinds[0].waiting.push_back(task);
    m_kinds[1].waiting.push_back(task);
}

void SlurmOrders::kill(const std::string& task)
{
    auto& tasks = m_kinds[2].waiting;
    if (std::ranges::find(tasks, task) == tasks.end())
        tasks.push_back(task);
}

void SlurmOrders::advance()
{
    for (Kind& kind : m_kinds)
        advance(kind);
}

void SlurmOrders::advance(Kind& kind) const
{
    if (kind.command) {
        const auto& result = kind.command->result();
        if (!result)
            return;
        if (unanswered(*result)) // else it is done, or there was nothing left to do
            kind.waiting.insert(kind.waiting.begin(), kind.said.begin(), kind.said.end());
        kind.command.reset();
    }
    const double now = steadySeconds();
    if (kind.waiting.empty() || now < kind.notBefore)
        return;
    kind.said = taken(kind.waiting);
    kind.notBefore = now + m_interval;
    std::vector<std::string> words = kind.words;
    words.insert(words.end(), kind.said.begin(), kind.said.end());
    kind.command = std::make_unique<BackgroundCommand>(words, "", kSlurmPatience);
}

std::optional<SlurmAccounting::Answer> SlurmAccounting::lookUp(const std::string& task)
{
    const auto known = m_tasks.try_emplace(task).first;
    advance();
    if (!known->second)
        return std::nullopt;
    Answer answer = std::move(*known->second);
    m_tasks.erase(known);
    return answer;
}

void SlurmAccounting::advance()
{
    if (m_command) {
        const auto& result = m_command->result();
        if (!result)
            return;
        for (const std::string& task : m_asked)
            m_tasks[task] = Answer{};
        if (result->exitCode == 0) {
            for (SlurmTask& found : parseAccounting(result->output)) {
                const auto asked = m_tasks.find(taskName(found.job, found.index));
                if (asked != m_tasks.end())
                    asked->second = Answer{std::move(found)};
            }
        }
        m_command.reset();
    }
    const double now = steadySeconds();
    if (now < m_notBefore)
        return;
    m_asked.clear();
    for (const auto& [task, answer] : m_tasks) {
        if (!answer && m_asked.size() < kMostTasks)
            m_asked.push_back(task);
    }
    if (m_asked.empty())
        return;
    m_notBefore = now + m_interval;
    m_command = std::make_unique<BackgroundCommand>(sacctCommand(m_asked), "", kSlurmPatience);
}

} // namespace palimpsest
