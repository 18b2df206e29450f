// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace palimpsest
{

/// What a finding is about.
enum class FindingKind {
    Database,   ///< study.db: its structure, or a value that cannot be read
    Text,       ///< a corpus file
    Artifact,   ///< tokenizer, base model or Fisher information
    Shard,      ///< encoded text, which is made again by itself
    Config,     ///< config.json of a run
    Events,     ///< events.jsonl of a run: damaged, or not all of it taken in
    Checkpoint, ///< of a run
    State,      ///< said to run, but nothing does
    Orphan,     ///< a run folder that the database does not know
    Leftover,   ///< of a writer that was ended: half-written, of no use
};
const char* toString(FindingKind kind); ///< "database", "text" …

/// Something of a study that is not as it should be.
struct Finding {
    FindingKind kind = FindingKind::Database;
    std::string path;     ///< relative to the study: file or folder
    std::string sentence; ///< names it, says what is wrong and what follows from that
};

} // namespace palimpsest
