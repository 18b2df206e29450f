// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/neural_program.h"

#include <filesystem>
#include <string>

#include <fcntl.h>
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

constexpr int kNotStarted = 127; // as a shell says it

/// What a child writes, until it closes its end.
struct Pipe {
    Pipe()
    {
        if (::pipe2(ends, O_CLOEXEC) != 0)
            refuse(neuralProgram());
    }
    ~Pipe()
    {
        close(0);
        close(1);
    }

    std::string read()
    {
        close(1);
        std::string text;
        char block[4096];
        for (ssize_t count = 0; (count = ::read(ends[0], block, sizeof block)) > 0;)
            text.append(block, static_cast<std::size_t>(count));
        return text;
    }

    int ends[2] = {-1, -1};

private:
    void close(int end)
    {
        if (ends[end] >= 0)
            ::close(ends[end]);
        ends[end] = -1;
    }
};

/// "program: sentence" of the last line.
std::string lastSentence(std::string text)
{
    while (text.ends_with('\n'))
        text.pop_back();
    text = text.substr(text.rfind('\n') + 1);
    const std::string said = "palimpsest-engine: ";
    return text.starts_with(said) ? text.substr(said.size()) : text;
}

} // namespace

void becomeNeuralProgram(char** arguments)
{
    const std::string program = neuralProgram();
    ::execv(program.c_str(), arguments);
    refuse(program);
}

std::string runNeuralProgram(const std::vector<std::string>& arguments)
{
    const std::string program = neuralProgram();
    Pipe output;
    Pipe errors;
    const pid_t child = ::fork();
    if (child == 0) {
        std::vector<char*> words = {const_cast<char*>(program.c_str())};
        for (const std::string& argument : arguments)
            words.push_back(const_cast<char*>(argument.c_str()));
        words.push_back(nullptr);
        ::dup2(output.ends[1], STDOUT_FILENO);
        ::dup2(errors.ends[1], STDERR_FILENO);
        ::execv(program.c_str(), words.data());
        ::_exit(kNotStarted);
    }
    const std::string answer = output.read();
    const std::string sentence = errors.read();
    int state = 0;
    if (child < 0 || ::waitpid(child, &state, 0) != child || !WIFEXITED(state) ||
        WEXITSTATUS(state) == kNotStarted)
        refuse(program);
    if (WEXITSTATUS(state) != 0)
        throw Error(static_cast<ExitCode>(WEXITSTATUS(state)), lastSentence(sentence));
    return answer;
}

int countCudaDevices()
{
    if (!PALIMPSEST_TORCH_CUDA)
        return 0;
    const std::string answer = runNeuralProgram({kCountDevices});
    if (answer.find_first_of("0123456789") != 0)
        refuse(neuralProgram());
    return std::stoi(answer);
}

} // namespace palimpsest
