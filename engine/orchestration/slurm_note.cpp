// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/slurm_note.h"

#include <cstdlib>
#include <fstream>

#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

constexpr const char* kFile = "slurm.json";

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

} // namespace

bool hasSlurmNote(const fs::path& runFolder)
{
    std::error_code error;
    return fs::exists(runFolder / kFile, error);
}

void writeSlurmNote(const fs::path& runFolder, const SlurmNote& note)
{
    const nlohmann::json json{{"name", note.name}, {"index", note.index}, {"job", note.job}};
    writeFileAtomically(runFolder / kFile, json.dump(2) + "\n");
}

std::optional<SlurmNote> readSlurmNote(const fs::path& runFolder)
{
    std::ifstream in(runFolder / kFile);
    const nlohmann::json json = nlohmann::json::parse(in, nullptr, false);
    const auto has = [&](const char* field, auto is) {
        return json.contains(field) && (json[field].*is)();
    };
    if (!json.is_object() || !has("name", &nlohmann::json::is_string) ||
        !has("index", &nlohmann::json::is_number_unsigned) ||
        !has("job", &nlohmann::json::is_string))
        return std::nullopt;
    return SlurmNote{json["name"].get<std::string>(), json["index"].get<int>(),
                     json["job"].get<std::string>()};
}

void removeSlurmNote(const fs::path& runFolder)
{
    std::error_code error;
    fs::remove(runFolder / kFile, error);
}

bool isArrayTask()
{
    return variable("SLURM_JOB_NAME").starts_with(kArrayNameStart) &&
           !variable("SLURM_ARRAY_TASK_ID").empty();
}

bool handedElsewhere(const fs::path& runFolder)
{
    if (!isArrayTask())
        return false;
    const auto note = readSlurmNote(runFolder);
    const std::string job = variable("SLURM_ARRAY_JOB_ID");
    return !note || note->name != variable("SLURM_JOB_NAME") ||
           std::to_string(note->index) != variable("SLURM_ARRAY_TASK_ID") ||
           (!note->job.empty() && !job.empty() && note->job != job);
}

} // namespace palimpsest
