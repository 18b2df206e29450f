// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// A model of a study with the tokenizer that belongs to it.
struct StudyModel {
    JobRow job; ///< that made it
    std::filesystem::path folder;
    std::filesystem::path tokenizer; ///< its folder
};

/// The base model or the adapted model whose job has this identity (or its beginning); for an empty
/// one, the newest base model that is finished. Throws BadInput where there is none.
StudyModel findModel(const StudyStore& store, const std::string& identity);

} // namespace palimpsest
