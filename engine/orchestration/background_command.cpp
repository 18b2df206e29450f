// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/background_command.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace
{

int memoryFile(const char* name)
{
    return ::memfd_create(name, MFD_CLOEXEC);
}

std::string contentOf(int file)
{
    std::string content;
    char buffer[8192];
    off_t offset = 0;
    for (ssize_t n = ::pread(file, buffer, sizeof buffer, 0); n > 0;
         n = ::pread(file, buffer, sizeof buffer, offset)) {
        content.append(buffer, static_cast<std::size_t>(n));
        offset += n;
    }
    return content;
}

int spawn(pid_t& process, const std::vector<std::string>& words, int input, int output, int errors)
{
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    // A group of its own, so that the terminal's Ctrl+C does not reach it.
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    const int code =
        ::posix_spawnp(&process, arguments[0], &files, &attributes, arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    return code;
}

} // namespace

BackgroundCommand::BackgroundCommand(const std::vector<std::string>& words,
                                     const std::string& input, double patience)
    : m_output(memoryFile("output")), m_errors(memoryFile("errors")),
      m_deadline(steadySeconds() + patience)
{
    const int in = memoryFile("input");
    int code = in < 0 || m_output < 0 || m_errors < 0 ? errno : 0;
    if (code == 0 && ::write(in, input.data(), input.size()) != static_cast<ssize_t>(input.size()))
        code = errno;
    if (code == 0) {
        ::lseek(in, 0, SEEK_SET);
        code = spawn(m_process, words, in, m_output, m_errors);
    }
    if (in >= 0)
        ::close(in);
    if (code != 0) {
        m_process = -1;
        m_result = CommandResult{CommandResult::kNotStarted, "",
                                 words.front() + ": " + std::strerror(code)};
    }
}

BackgroundCommand::~BackgroundCommand()
{
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    for (const int file : {m_output, m_errors}) {
        if (file >= 0)
            ::close(file);
    }
}

const std::optional<CommandResult>& BackgroundCommand::result()
{
    if (m_result)
        return m_result;
    int state = 0;
    const pid_t changed = ::waitpid(m_process, &state, WNOHANG);
    if (changed == 0 && steadySeconds() < m_deadline)
        return m_result;
    if (changed == 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, &state, 0);
        finish(CommandResult::kTookTooLong);
    } else {
        finish(WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state));
    }
    return m_result;
}

void BackgroundCommand::finish(int exitCode)
{
    m_process = -1;
    m_result = CommandResult{exitCode, contentOf(m_output), contentOf(m_errors)};
}

} // namespace palimpsest
