// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/scoring/bleu.h"

namespace palimpsest
{

/// BLEU over SentencePiece pieces (spBLEU). The model's pieces stand apart by spaces, as
/// sacreBLEU's TokenizerSPM gives them.

/// The names of sacreBLEU's SentencePiece tokenizers: "spm", "flores101", "flores200", "spBLEU-1K".
const std::vector<std::string>& spmTokenizerNames();

/// Where sacreBLEU keeps the model of one of these names: $SACREBLEU/models or ~/.sacrebleu/models.
std::filesystem::path spmModelPath(const std::string& name);

/// Sets the tokenizer of that name, with sacreBLEU's signature. The model is the one that sacreBLEU
/// has downloaded; throws BadInput with the way to get it where it is missing.
void useSpmTokenizer(BleuOptions& options, const std::string& name);

/// Sets any SentencePiece model. Its tag is our own, "spm-" and the start of the file's SHA-256:
/// sacreBLEU has no name for it. Throws BadInput where the file is no model.
void useSpmModel(BleuOptions& options, const std::filesystem::path& model);

} // namespace palimpsest
