// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/slurm_accounting.h"

#include <algorithm>

#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace
{

/// A database that was silent so often is not coming back while anybody waits for it.
constexpr int kSilencesToBelieve = 10;

std::string arrayOf(const std::string& task)
{
    return task.substr(0, task.find('_'));
}

} // namespace

std::optional<SlurmAccounting::Answer> SlurmAccounting::lookUp(const std::string& task)
{
    const auto known = m_questions.try_emplace(task).first;
    advance();
    if (!known->second.answer)
        return std::nullopt;
    Answer answer = std::move(*known->second.answer);
    m_questions.erase(known);
    return answer;
}

void SlurmAccounting::advance()
{
    if (m_command) {
        const auto& result = m_command->result();
        if (!result)
            return;
        if (m_asksController)
            takeController(*result);
        else
            takeAccounting(*result);
        m_command.reset();
    }
    const double now = steadySeconds();
    if (now < m_notBefore)
        return;
    m_asked.clear();
    if (!askController())
        askAccounting();
    if (m_command)
        m_notBefore = now + m_interval;
}

void SlurmAccounting::askAccounting()
{
    for (const auto& [task, question] : m_questions) {
        if (!question.answer && !question.ofController && m_asked.size() < kMostTasksNamed)
            m_asked.push_back(task);
    }
    m_asksController = false;
    if (!m_asked.empty())
        m_command = std::make_unique<BackgroundCommand>(sacctCommand(m_asked), "", kSlurmPatience);
}

/// About one array, which is all that scontrol takes.
bool SlurmAccounting::askController()
{
    std::string array;
    for (const auto& [task, question] : m_questions) {
        if (question.answer || !question.ofController)
            continue;
        if (array.empty())
            array = arrayOf(task);
        if (arrayOf(task) == array)
            m_asked.push_back(task);
    }
    if (m_asked.empty())
        return false;
    m_asksController = true;
    m_command = std::make_unique<BackgroundCommand>(scontrolCommand(array), "", kSlurmPatience);
    return true;
}

void SlurmAccounting::takeAccounting(const CommandResult& result)
{
    for (const std::string& task : m_asked) {
        Question& question = m_questions[task];
        question.ofController = true;
        question.silences = unanswered(result) ? question.silences + 1 : 0;
    }
    if (result.exitCode == 0)
        takeTasks(parseAccounting(result.output));
}

void SlurmAccounting::takeController(const CommandResult& result)
{
    if (unanswered(result))
        return; // and asks again
    if (result.exitCode == 0)
        takeTasks(parseJobs(result.output));
    for (const std::string& task : m_asked) {
        Question& question = m_questions[task];
        question.ofController = false;
        const bool mayKnow = question.silences > 0 && question.silences < kSilencesToBelieve;
        if (!question.answer && !mayKnow)
            question.answer = Answer{};
    }
}

void SlurmAccounting::takeTasks(std::vector<SlurmTask> tasks)
{
    for (SlurmTask& found : tasks) {
        const std::string name = taskName(found.job, found.index);
        if (std::ranges::find(m_asked, name) != m_asked.end())
            m_questions[name].answer = Answer{std::move(found)};
    }
}

} // namespace palimpsest
