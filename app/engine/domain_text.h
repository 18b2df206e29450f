// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// "2000 pairs, 3 blank left out, 12 duplicates".
std::string corpusText(const Corpus& corpus);

/// A domain in a few lines: its splits with what was left out of them, and its leakage warnings.
std::string domainText(const StudyStore& store, const DomainRow& row);

/// The same as JSON: the domain's fields with "warnings", and "leftOut" {blank, overLong,
/// overRatio} of the training text once it is encoded.
nlohmann::json domainJson(const StudyStore& store, const DomainRow& row);

} // namespace palimpsest
