// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace palimpsest
{

/// runs/<run>/slurm.json: the task of the job array to which the run was handed last. It is written
/// before sbatch is called, so a conductor finds the array of a dead one again, and a worker finds
/// out whether it is still the one that is wanted.
struct SlurmNote {
    std::string name; ///< of the array, which no other one has
    int index = 0;
    std::string job; ///< of the array; empty until Slurm has said it
};

inline constexpr const char* kArrayNameStart = "palimpsest-";

bool hasSlurmNote(const std::filesystem::path& runFolder);
void writeSlurmNote(const std::filesystem::path& runFolder, const SlurmNote& note);
/// Nothing where there is none, or it is damaged.
std::optional<SlurmNote> readSlurmNote(const std::filesystem::path& runFolder);
/// For a run that is started elsewhere now.
void removeSlurmNote(const std::filesystem::path& runFolder);

/// Whether this process is a task of one of our arrays, as its environment says.
bool isArrayTask();
/// Whether it is one of another array than the run was handed to last: Slurm took an array in of
/// which a conductor believed that it never would.
bool handedElsewhere(const std::filesystem::path& runFolder);

} // namespace palimpsest
