// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/store/finding.h"

namespace palimpsest
{

/// Mends what checkStudy found, and loses nothing that can be read: what is damaged is moved to
/// damaged/<time>/ in the study, to be made again by the next sweep; jobs that nothing runs become
/// interrupted; of a damaged study.db all readable rows come into a new one. Returns a sentence for
/// each thing done, and for each that cannot be: nothing behind a symbolic link is moved. To be
/// called under a StudyLock that was taken before the study was looked at. Throws Error (Locked)
/// while a conductor, or a worker that outlived its conductor, works on the study.
std::vector<std::string> repairStudy(const std::filesystem::path& study,
                                     const std::vector<Finding>& findings);

} // namespace palimpsest
