// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// How this site's Slurm is asked to run workers. A property of the machine and its user, never of
/// a study: a study from somebody else must not decide what runs on a cluster. Empty text leaves
/// the choice to Slurm.
struct SlurmOptions {
    std::string partition;
    std::string account;
    std::string qos;
    std::string time; ///< limit of one job as sbatch takes it: "90" (minutes), "4:00:00", "2-0"
    int signalSeconds = 120;            ///< a worker saves and leaves so long before the limit
    int memoryMb = 0;                   ///< of one job; 0 = Slurm's default
    std::string gpus = "1";             ///< of a slurm-gpu job: "1", "a100:1"
    std::vector<std::string> setup;     ///< shell lines before the worker: "module load gcc"
    std::vector<std::string> arguments; ///< more options of sbatch: "--exclude=node7"
    std::string engine;                 ///< palimpsest-engine on the nodes; empty = as here
    double pollSeconds = 10;            ///< between two looks at the queue

    bool operator==(const SlurmOptions&) const = default;
};

/// Throws FieldError naming the field; `arguments` may not set what the executor itself sets.
void validate(const SlurmOptions& options);
void to_json(nlohmann::json& json, const SlurmOptions& options);
void from_json(const nlohmann::json& json, SlurmOptions& options);

/// $PALIMPSEST_SLURM, or else palimpsest/slurm.toml in $XDG_CONFIG_HOME (~/.config).
std::filesystem::path slurmOptionsFile();
/// What that file says; the defaults where there is none. Throws BadInput naming file and line.
SlurmOptions readSlurmOptions(const std::filesystem::path& file);

} // namespace palimpsest
