// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/marian_vocabulary.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/text/pretrained_vocabulary.h"

namespace palimpsest
{

namespace fs = std::filesystem;

namespace
{

constexpr const char* kMarianVocabulary = "vocab.json";
constexpr const char* kUnknownPiece = "<unk>";
constexpr std::size_t kMostUnnamed = 1000; ///< ids beside as many as have names

/// Pieces by their ids.
std::vector<std::string> readPieces(const fs::path& file, int size)
{
    const nlohmann::json json = nlohmann::json::parse(readFile(file), nullptr, false);
    if (!json.is_object())
        throw BadInput("The file " + file.string() +
                       " is not a vocabulary (piece: id): copy the model again.");
    // Memory for as many pieces as the file may be meant to name, not as config.json claims.
    if (static_cast<std::size_t>(size) > kMostUnnamed + 2 * json.size())
        throw BadInput("The file " + file.string() + " names " + std::to_string(json.size()) +
                       " pieces, but the model has " + std::to_string(size) +
                       ": copy the model again.");
    std::vector<std::string> pieces(static_cast<std::size_t>(size));
    for (const auto& [piece, id] : json.items()) {
        if (!id.is_number_integer() || id < 0 || id >= size)
            throw BadInput("The file " + file.string() + " gives the piece \"" + piece +
                           "\" an id that the model of " + std::to_string(size) +
                           " pieces does not have: copy the model again.");
        std::string& place = pieces[id.get<std::size_t>()];
        if (!place.empty())
            throw BadInput("The file " + file.string() + " gives the pieces \"" + place +
                           "\" and \"" + piece + "\" the same id: copy the model again.");
        place = piece;
    }
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        if (pieces[id].empty())
            pieces[id] = "<unused " + std::to_string(id) + ">";
    }
    return pieces;
}

void copyModel(const fs::path& from, const fs::path& to)
{
    writeFileAtomically(to, readFile(from));
}

} // namespace

MarianVocabulary readMarianVocabulary(const fs::path& folder, int size, int padId, int endId)
{
    const fs::path file = folder / kMarianVocabulary;
    std::vector<std::string> theirs = readPieces(file, size);
    const auto unknown = std::ranges::find(theirs, kUnknownPiece);
    if (unknown == theirs.end() || size <= kEndId || padId >= size || endId >= size)
        throw BadInput("The file " + file.string() +
                       " lacks the unknown, pad or end piece: copy the model again.");
    MarianVocabulary vocabulary;
    std::vector<std::int64_t>& order = vocabulary.theirIds;
    order.resize(theirs.size(), -1);
    order[kPadId] = padId;
    order[kUnknownId] = unknown - theirs.begin();
    order[kEndId] = endId;
    const std::vector<std::int64_t> special = {order[kPadId], order[kUnknownId], order[kEndId]};
    std::int64_t next = 0;
    for (std::int64_t& id : order) {
        if (id >= 0)
            continue;
        while (std::ranges::count(special, next) > 0)
            ++next;
        id = next++;
    }
    for (const std::int64_t id : order)
        vocabulary.pieces.push_back(std::move(theirs[static_cast<std::size_t>(id)]));
    return vocabulary;
}

void importMarianTokenizer(const fs::path& marian, const MarianVocabulary& vocabulary,
                           const fs::path& folder)
{
    for (const char* model : {kSourceModel, kTargetModel})
        copyModel(marian / model, folder / model);
    writeVocabulary(folder / kVocabulary, vocabulary.pieces);
    const Tokenizer sound(folder);
}

std::vector<std::int64_t> marianIds(std::size_t pieces)
{
    std::vector<std::int64_t> ids(pieces);
    const auto last = static_cast<std::int64_t>(pieces) - 1;
    std::int64_t next = 2;
    for (std::size_t id = 0; id < pieces; ++id)
        ids[id] = id == kEndId ? 0 : id == kUnknownId ? 1 : id == kPadId ? last : next++;
    return ids;
}

void exportMarianTokenizer(const fs::path& folder, const fs::path& marian)
{
    const bool own = fs::exists(folder / kJointModel);
    copyModel(folder / (own ? kJointModel : kSourceModel), marian / kSourceModel);
    copyModel(folder / (own ? kJointModel : kTargetModel), marian / kTargetModel);
    const std::vector<std::string> pieces = Tokenizer(folder).pieces();
    const std::vector<std::int64_t> ids = marianIds(pieces.size());
    nlohmann::json json = nlohmann::json::object();
    for (std::size_t id = 0; id < pieces.size(); ++id)
        json[pieces[id]] = ids[id];
    writeFileAtomically(marian / kMarianVocabulary, json.dump(0) + "\n");
}

} // namespace palimpsest
