// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace palimpsest
{

/// Executes runs/<run>/ of a study: does what its config.json says and reports through its
/// events.jsonl, which always ends in `done`, `stopped` or `failed`. Throws Error, with the exit
/// code and the sentence that the event carries, unless the run is done; where another worker has
/// the folder, it throws Error (Locked) and writes nothing.
void runWorker(const std::filesystem::path& studyFolder, const std::string& run);

} // namespace palimpsest
