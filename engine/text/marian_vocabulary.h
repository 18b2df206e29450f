// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/text/tokenizer.h"

namespace palimpsest
{

/// The pieces of a MarianMT folder in our order: pad, unknown and end at their ids, the others in
/// theirs.
struct MarianVocabulary {
    std::vector<std::string> pieces;
    std::vector<std::int64_t> theirIds; ///< of each of our pieces
};

/// Reads vocab.json ({piece: id}) of `size` pieces; ids that it leaves out get names of their own.
/// Where there is none, the vocabulary of a model of Marian's own: the only file *.yml with a name
/// that ends in vocab.yml ("piece": id a line), or the only *.spm, whose ids are those of its
/// pieces; both lack the pad piece. Throws BadInput naming the file and what is wrong.
MarianVocabulary readMarianVocabulary(const std::filesystem::path& folder, int size, int padId,
                                      int endId);

/// source.spm, target.spm and vocabulary.json of a Tokenizer's folder, from those of a MarianMT
/// folder; the only *.spm there stands for both. Throws BadInput where a SentencePiece model is
/// missing or damaged.
void importMarianTokenizer(const std::filesystem::path& marian, const MarianVocabulary& vocabulary,
                           const std::filesystem::path& folder);

/// The order that MarianMT and CTranslate2's converter expect, of our pieces: end first, unknown
/// second, pad last. Returns their id of each of our pieces.
std::vector<std::int64_t> marianIds(std::size_t pieces);

/// Writes source.spm, target.spm and vocab.json of the tokenizer in `folder`, for a MarianMT
/// folder.
void exportMarianTokenizer(const std::filesystem::path& folder,
                           const std::filesystem::path& marian);

} // namespace palimpsest
