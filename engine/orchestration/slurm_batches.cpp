// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/slurm_batches.h"

#include <algorithm>

#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace
{

/// Takes some of the front away.
std::vector<std::string> taken(std::vector<std::string>& tasks)
{
    const auto end =
        tasks.begin() + static_cast<std::ptrdiff_t>(std::min(tasks.size(), kMostTasksNamed));
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

} // namespace palimpsest
