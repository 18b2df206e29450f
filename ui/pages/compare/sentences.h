// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/reporting/sentence_choice.h"

namespace palimpsest
{

/// A table of sentences with what finds text in it; neither changes, so threads share them.
struct Sentences {
    explicit Sentences(SentenceTable read) : table(std::move(read)), search(table) {}
    Sentences(const Sentences&) = delete;
    Sentences& operator=(const Sentences&) = delete;

    const SentenceTable table;
    const SentenceSearch search;
};
using SharedSentences = std::shared_ptr<const Sentences>;

} // namespace palimpsest
