// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/run_folder.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <deque>
#include <fstream>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/sealed_json.h"
#include "engine/study/write_point.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

constexpr const char* kConfigFile = "config.json";
constexpr const char* kLogFile = "worker.log";
constexpr int kMostRuns = 100000; ///< of one job; more is a bug, not a study

/// 3 of "0123456789ab-3"; 0 where there is none.
int numberOf(const std::string& run)
{
    int number = 0;
    const char* end = run.data() + run.size();
    if (const std::size_t dash = run.rfind('-'); dash != std::string::npos)
        std::from_chars(run.data() + dash + 1, end, number);
    return std::clamp(number, 0, kMostRuns);
}

} // namespace

void writeRunConfig(const StudyLayout& layout, const RunConfig& config)
{
    writeSealedJson(layout.run(config.run) / kConfigFile, config);
}

std::string createRunFolder(const StudyLayout& layout, RunConfig& config, const std::string& last)
{
    const fs::path runs = layout.run("").parent_path();
    const std::string stem = shortId(config.identity);
    for (int number = numberOf(last) + 1; number < kMostRuns; ++number) {
        config.run = stem + "-" + std::to_string(number);
        if (fs::exists(layout.run(config.run)))
            continue;
        // Built beside its place under a name that nobody reads, so that it appears complete.
        const fs::path building = runs / ("." + config.run + "." + std::to_string(::getpid()));
        fs::remove_all(building);
        writeSealedJson(building / kConfigFile, config);
        writePoint();
        if (::rename(building.c_str(), layout.run(config.run).c_str()) == 0) {
            writePoint();
            syncToDisk(runs);
            return config.run;
        }
        const int code = errno;
        fs::remove_all(building);
        if (code != EEXIST && code != ENOTEMPTY)
            throw fileError(layout.run(config.run), code, "make the run folder");
    }
    throw BadInput(runs.string() + ": too many runs of " + stem + "; delete old run folders.");
}

RunConfig readRunConfig(const fs::path& runFolder)
{
    const fs::path file = runFolder / kConfigFile;
    std::error_code error;
    if (!fs::exists(file, error))
        throw BadInput(file.string() + ": there is no such run; name a folder under runs/.");
    const nlohmann::json json = readSealedJson(file, "retry the run, which makes a new folder");
    try {
        return json.get<RunConfig>();
    } catch (const BadInput& problem) {
        throw BadInput(file.string() + ": not a run configuration (" + problem.what() +
                       "); retry the run, which makes a new folder.");
    }
}

bool hasCheckpoint(const fs::path& runFolder)
{
    std::error_code error;
    const fs::path folder = runFolder / "checkpoint";
    return fs::is_directory(folder, error) && !fs::is_empty(folder, error);
}

std::string logTail(const fs::path& runFolder, int lines)
{
    std::ifstream in(runFolder / kLogFile);
    std::deque<std::string> last;
    std::string line;
    while (std::getline(in, line)) {
        if (line.empty())
            continue;
        last.push_back(line);
        if (static_cast<int>(last.size()) > lines)
            last.pop_front();
    }
    std::string text;
    for (const std::string& kept : last)
        text += (text.empty() ? "" : "\n") + kept;
    return text;
}

} // namespace palimpsest
