// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/study/planner.h"

namespace palimpsest
{

/// A domain with text in all splits; hashes tell name and split.
inline Domain sampleDomain(const std::string& name, DomainRole role)
{
    Domain domain;
    domain.name = name;
    domain.role = role;
    domain.note = "made for tests";
    for (const Split split : kSplits) {
        const std::string stem = "corpora/" + name + "/" + toString(split);
        domain.splits[split] = {
            stem + ".de", stem + ".en", 100, 1, 2, name + "-" + toString(split)};
    }
    return domain;
}

/// One old domain, two new ones.
inline StudyFacts sampleFacts()
{
    return {"de",
            "en",
            {sampleDomain("captions", DomainRole::New), sampleDomain("news", DomainRole::Old),
             sampleDomain("koran", DomainRole::New)}};
}

} // namespace palimpsest
