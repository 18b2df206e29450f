// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/study/domain.h"
#include "engine/study/strategy_spec.h"

namespace palimpsest
{

/// What a strategy with domain tags puts in front of every source sentence of a domain, in training
/// and in translation: the domain's name and a colon, so that its pieces are the base model's own
/// and each has an embedding (side constraints, Sennrich et al. 2016; Chu et al. 2017). "" where
/// the strategy has no tag for this domain.
std::string domainTag(const StrategySpec& strategy, const Domain& domain);

/// The sentence behind its tag; the mark of a target language that some pretrained models read
/// (">>fra<<") stays first, and blank sentences stay blank.
std::string tagged(const std::string& tag, const std::string& sentence);

} // namespace palimpsest
