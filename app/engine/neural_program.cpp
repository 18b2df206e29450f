// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/neural_program.h"

#include <filesystem>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

std::string neuralProgram()
{
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
    return (self.parent_path() / "palimpsest-engine-nn").string();
}

[[noreturn]] void refuse(const std::string& program)
{
    throw BadInput(program +
                   " cannot be started: it belongs beside palimpsest-engine; build or install it.");
}

} // namespace

void becomeNeuralProgram(char** arguments)
{
    const std::string program = neuralProgram();
    ::execv(program.c_str(), arguments);
    refuse(program);
}

int countCudaDevices()
{
    if (!PALIMPSEST_TORCH_CUDA)
        return 0;
    std::string program = neuralProgram();
    std::string command = kCountDevices;
    int ends[2];
    if (::pipe(ends) != 0)
        refuse(program);
    const pid_t child = ::fork();
    if (child == 0) {
        char* arguments[] = {program.data(), command.data(), nullptr};
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execv(program.c_str(), arguments);
        ::_exit(127);
    }
    ::close(ends[1]);
    std::string answer;
    char block[64];
    for (ssize_t count = 0; (count = ::read(ends[0], block, sizeof block)) > 0;)
        answer.append(block, static_cast<std::size_t>(count));
    ::close(ends[0]);
    int state = 0;
    if (child < 0 || ::waitpid(child, &state, 0) != child || !WIFEXITED(state) ||
        WEXITSTATUS(state) != 0 || answer.find_first_of("0123456789") != 0)
        refuse(program);
    return std::stoi(answer);
}

} // namespace palimpsest
