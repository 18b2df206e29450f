// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/slurm_options.h"

#include <algorithm>
#include <cstdlib>
#include <regex>

#include "engine/study/configuration_file.h"
#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

template <class Self, class Visitor>
void eachOption(Self& options, Visitor&& visit)
{
    visit("partition", options.partition);
    visit("account", options.account);
    visit("qos", options.qos);
    visit("time", options.time);
    visit("signalSeconds", options.signalSeconds);
    visit("memoryMb", options.memoryMb);
    visit("gpus", options.gpus);
    visit("setup", options.setup);
    visit("arguments", options.arguments);
    visit("engine", options.engine);
    visit("pollSeconds", options.pollSeconds);
}

/// Options of sbatch that make up the protocol between conductor and job.
constexpr const char* kOwnArguments[] = {"--array",  "-a",     "--job-name",  "-J",
                                         "--output", "-o",     "--error",     "-e",
                                         "--signal", "--wrap", "--requeue",   "--no-requeue",
                                         "--wait",   "-W",     "--open-mode", "--parsable"};

bool isName(const std::string& text)
{
    static const std::regex name("[A-Za-z0-9._,@+-]*");
    return std::regex_match(text, name) && text.rfind('-', 0) != 0;
}

} // namespace

void validate(const SlurmOptions& options)
{
    const auto requireName = [](const char* field, const std::string& value) {
        requireField(isName(value), "", field, value,
                     "use the name that Slurm knows (letters, digits, . _ - , @ +)");
    };
    requireName("partition", options.partition);
    requireName("account", options.account);
    requireName("qos", options.qos);
    static const std::regex time("(\\d+(-\\d+(:\\d+){0,2})?|\\d+(:\\d+){1,2})?");
    requireField(std::regex_match(options.time, time), "", "time", options.time,
                 "write minutes, hours:minutes:seconds or days-hours");
    requireField(options.signalSeconds >= 10 && options.signalSeconds <= 65535, "", "signalSeconds",
                 options.signalSeconds, "it must be between 10 and 65535");
    requireField(options.memoryMb >= 0, "", "memoryMb", options.memoryMb,
                 "it must not be negative");
    static const std::regex gpus("([A-Za-z0-9_.-]+:)?[1-9]\\d*");
    requireField(std::regex_match(options.gpus, gpus), "", "gpus", options.gpus,
                 "write a number, or type:number");
    requireField(options.pollSeconds > 0 && options.pollSeconds <= 3600, "", "pollSeconds",
                 options.pollSeconds, "it must be more than 0 and at most 3600");
    for (const std::string& argument : options.arguments) {
        const std::string name = argument.substr(0, argument.find('='));
        requireField(argument.rfind('-', 0) == 0 &&
                         std::ranges::find(kOwnArguments, name) == std::end(kOwnArguments),
                     "", "arguments", argument,
                     "give options of sbatch, such as \"--exclude=node7\", but not those that the "
                     "program sets itself (array, name, output, signal, requeue)");
    }
}

void to_json(nlohmann::json& json, const SlurmOptions& options)
{
    eachOption(options, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, SlurmOptions& options)
{
    ObjectReader reader(json);
    eachOption(options, reader);
    reader.finish();
}

std::filesystem::path slurmOptionsFile()
{
    const auto environment = [](const char* name) -> std::string {
        const char* value = std::getenv(name);
        return value == nullptr ? "" : value;
    };
    if (const std::string file = environment("PALIMPSEST_SLURM"); !file.empty())
        return file;
    std::filesystem::path folder = environment("XDG_CONFIG_HOME");
    if (folder.empty())
        folder = std::filesystem::path(environment("HOME")) / ".config";
    return folder / "palimpsest" / "slurm.toml";
}

SlurmOptions readSlurmOptions(const std::filesystem::path& file)
{
    SlurmOptions options;
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return options;
    const ConfigurationFile source(file);
    try {
        options = source.json().get<SlurmOptions>();
        validate(options);
    } catch (const FieldError& problem) {
        source.report(problem.path(), problem.problem());
    }
    return options;
}

} // namespace palimpsest
