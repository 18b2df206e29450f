// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace palimpsest
{

/// What a command left behind.
struct CommandResult {
    static constexpr int kNotStarted = 127;
    static constexpr int kTookTooLong = 124; ///< it was ended

    int exitCode = 0; ///< its own, or one of those above
    std::string output;
    std::string errors;
};

/// Another program at work beside this one, so that one that hangs (Slurm without its controller)
/// holds nobody up: ask for the result until it is there.
class BackgroundCommand
{
public:
    /// Starts `words` (found in PATH) with `input` on its standard input; it is ended after
    /// `patience` seconds.
    BackgroundCommand(const std::vector<std::string>& words, const std::string& input,
                      double patience);
    ~BackgroundCommand(); ///< ends it
    BackgroundCommand(const BackgroundCommand&) = delete;
    BackgroundCommand& operator=(const BackgroundCommand&) = delete;

    /// The result once it has ended; asked again, the same.
    const std::optional<CommandResult>& result();

private:
    void finish(int exitCode);

    int m_process = -1;
    int m_output = -1; ///< files in memory: no pipe that fills up
    int m_errors = -1;
    double m_deadline = 0;
    std::optional<CommandResult> m_result;
};

} // namespace palimpsest
