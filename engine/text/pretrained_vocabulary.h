// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace palimpsest
{

/// Files of a tokenizer's folder; see Tokenizer.
inline constexpr const char* kJointModel = "tokenizer.model";
inline constexpr const char* kSourceModel = "source.spm";
inline constexpr const char* kTargetModel = "target.spm";
inline constexpr const char* kVocabulary = "vocabulary.json";

/// vocabulary.json, the pieces that the two SentencePiece models of a pretrained model share, by
/// id: {"pieces": ["<pad>", "<unk>", …]}. Ids 0, 1 and 3 are pad, unknown and end; id 2 is an
/// ordinary piece, since such models start their decoder with pad.
std::vector<std::string> readVocabulary(const std::filesystem::path& file); ///< throws BadInput
void writeVocabulary(const std::filesystem::path& file, const std::vector<std::string>& pieces);

} // namespace palimpsest
