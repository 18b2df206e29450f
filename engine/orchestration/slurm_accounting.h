// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/orchestration/background_command.h"
#include "engine/orchestration/slurm_queue.h"

namespace palimpsest
{

/// Finds out what became of tasks that squeue no longer shows: from the accounting database, where
/// the site has one that answers, else from the controller (scontrol show job). One command at a
/// time, and one in `interval` seconds, for up to 1000 tasks or a whole array.
class SlurmAccounting
{
public:
    explicit SlurmAccounting(double interval) : m_interval(interval) {}

    struct Answer {
        std::optional<SlurmTask> task; ///< none where nobody at Slurm knows of it
    };
    /// Nothing while there is no answer; call again. An answer is given once.
    std::optional<Answer> lookUp(const std::string& task);

private:
    struct Question {
        bool ofController = false; ///< the accounting database had no answer
        int silences = 0;          ///< how often in a row it was not there
        std::optional<Answer> answer;
    };

    void advance();
    void askAccounting();
    bool askController();
    void takeAccounting(const CommandResult& result);
    void takeController(const CommandResult& result);
    void takeTasks(std::vector<SlurmTask> tasks);

    double m_interval;
    std::map<std::string, Question> m_questions; ///< by task
    std::vector<std::string> m_asked;            ///< by m_command
    bool m_asksController = false;
    std::unique_ptr<BackgroundCommand> m_command;
    double m_notBefore = 0;
};

} // namespace palimpsest
