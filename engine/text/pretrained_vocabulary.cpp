// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/pretrained_vocabulary.h"

#include <unordered_set>

#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/tokenizer_options.h"

namespace palimpsest
{

std::vector<std::string> readVocabulary(const std::filesystem::path& file)
{
    const nlohmann::json json = nlohmann::json::parse(readFile(file), nullptr, false);
    const BadInput useless("The file " + file.string() +
                           " is not a list of pieces: import the model again.");
    if (!json.is_object() || !json.contains("pieces") || !json["pieces"].is_array())
        throw useless;
    std::vector<std::string> pieces;
    std::unordered_set<std::string> known;
    for (const nlohmann::json& piece : json["pieces"]) {
        if (!piece.is_string() || !known.insert(piece.get<std::string>()).second)
            throw useless;
        pieces.push_back(piece.get<std::string>());
    }
    if (pieces.size() <= kEndId)
        throw useless;
    return pieces;
}

void writeVocabulary(const std::filesystem::path& file, const std::vector<std::string>& pieces)
{
    writeFileAtomically(file, nlohmann::json{{"pieces", pieces}}.dump(0) + "\n");
}

} // namespace palimpsest
