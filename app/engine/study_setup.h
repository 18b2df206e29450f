// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/store/study_store.h"
#include "engine/study/study_file.h"

namespace palimpsest
{

/// One sentence about what is being done, for people who watch.
using SayFunction = std::function<void(const std::string&)>;

/// Makes the folder and its study.db. Throws BadInput when a study lies there already, or a
/// language code is empty or both are the same.
void createStudy(const std::filesystem::path& folder, const std::string& name,
                 const std::string& sourceLanguage, const std::string& targetLanguage);

/// Copies the text of a domain into the study, keeps dev and test references in the database, and
/// looks for dev and test text in training text. `folder` is where relative paths start. Returns
/// the facts stored:
///
///     {"warnings": [sentence…], "overlaps": [{domain, split, trainDomain, pairs, sources, of}…],
///      "samples": [{source, target}…], "files": {split: {"paths": […], "hash": …}}}
///
/// A domain of this name with the same files is left as it is ("unchanged": true in the returned
/// facts, not in the stored ones); with other text it throws BadInput.
nlohmann::json addDomain(StudyStore& store, const DomainSource& domain,
                         const std::filesystem::path& folder, const SayFunction& say);

/// Makes the study that a study file describes where there is none, adds the domains it lacks and
/// the sweep, or extends the sweep of the same name. Doing it again changes nothing. Returns the
/// sweep's row.
RowId applyStudyFile(const std::filesystem::path& studyFolder, const StudyFile& file,
                     const std::filesystem::path& relativeTo, const SayFunction& say);

} // namespace palimpsest
