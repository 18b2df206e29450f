// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/store/finding.h"

namespace palimpsest
{

/// Looks through a whole study without changing it: study.db, texts, encoded texts, tokenizers,
/// models, Fisher information, and the folders of all runs, each by its checksum. Files of earlier
/// versions that have none are looked at as far as they can be. `say` is told what is looked at.
std::vector<Finding> checkStudy(const std::filesystem::path& study,
                                const std::function<void(const std::string&)>& say);

} // namespace palimpsest
