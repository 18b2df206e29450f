// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/marian_vocabulary.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include <nlohmann/json.hpp>
#include <sentencepiece_processor.h>

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
class PiecesById
{
public:
    PiecesById(fs::path file, int size)
        : m_file(std::move(file)), m_size(static_cast<std::size_t>(size))
    {
    }

    void add(const std::string& piece, const nlohmann::json& id)
    {
        if (!id.is_number_integer() || id < 0 || id >= m_size)
            refuse("gives the piece \"" + piece + "\" an id that the model of " +
                   std::to_string(m_size) + " pieces does not have");
        std::string& place = m_pieces[id.get<std::size_t>()];
        if (!place.empty())
            refuse("gives the pieces \"" + place + "\" and \"" + piece + "\" the same id");
        place = piece;
    }

    std::vector<std::string> take() const
    {
        // Memory for as many pieces as the file may be meant to name, not as the model claims.
        if (m_size > kMostUnnamed + 2 * m_pieces.size())
            refuse("names " + std::to_string(m_pieces.size()) + " pieces, but the model has " +
                   std::to_string(m_size));
        std::vector<std::string> pieces(m_size);
        for (std::size_t id = 0; id < m_size; ++id) {
            const auto found = m_pieces.find(id);
            pieces[id] = found != m_pieces.end() && !found->second.empty()
                             ? found->second
                             : "<unused " + std::to_string(id) + ">";
        }
        return pieces;
    }

    [[noreturn]] void refuse(const std::string& what) const
    {
        throw BadInput("The file " + m_file.string() + " " + what + ": copy the model again.");
    }

private:
    fs::path m_file;
    std::size_t m_size;
    std::map<std::size_t, std::string> m_pieces;
};

std::vector<std::string> piecesOfJson(const fs::path& file, int size)
{
    PiecesById pieces(file, size);
    const nlohmann::json json = nlohmann::json::parse(readFile(file), nullptr, false);
    if (!json.is_object())
        pieces.refuse("is not a vocabulary (piece: id)");
    for (const auto& [piece, id] : json.items())
        pieces.add(piece, id);
    return pieces.take();
}

/// A key of YAML as it is quoted; nothing where it is damaged.
std::optional<std::string> unquoted(std::string key)
{
    if (key.starts_with('\'') && key.ends_with('\'') && key.size() > 1) {
        key = key.substr(1, key.size() - 2);
        for (std::size_t at = 0; (at = key.find("''", at)) != std::string::npos; ++at)
            key.erase(at, 1);
        return key;
    }
    if (!key.starts_with('"'))
        return key;
    for (std::size_t at = 0; (at = key.find('\\', at)) != std::string::npos; at += 2) {
        if (key.compare(at, 2, "\\x") == 0) // \xNN, which JSON writes \u00NN
            key.replace(at, 2, "\\u00");
    }
    const nlohmann::json text = nlohmann::json::parse(key, nullptr, false);
    return text.is_string() ? std::optional(text.get<std::string>()) : std::nullopt;
}

/// "piece": id a line, in the subset of YAML that Marian's tools write.
std::vector<std::string> piecesOfYaml(const fs::path& file, int size)
{
    PiecesById pieces(file, size);
    std::istringstream lines(readFile(file));
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        if (line.empty() || line == "---" || line == "{}")
            continue;
        const std::size_t colon = line.rfind(": ");
        const auto piece = unquoted(line.substr(0, colon));
        const nlohmann::json id =
            colon == std::string::npos
                ? nlohmann::json()
                : nlohmann::json::parse(line.substr(colon + 2), nullptr, false);
        if (!piece || !id.is_number_integer())
            pieces.refuse("is not a vocabulary (\"piece\": id a line); it has the line " +
                          line.substr(0, 60));
        pieces.add(*piece, id);
    }
    return pieces.take();
}

std::vector<std::string> piecesOfModel(const fs::path& file, int size)
{
    PiecesById pieces(file, size);
    sentencepiece::SentencePieceProcessor model;
    if (!model.Load(file.string()).ok())
        pieces.refuse("is no SentencePiece model");
    for (int id = 0; id < model.GetPieceSize(); ++id)
        pieces.add(model.IdToPiece(id), id);
    return pieces.take();
}

/// The only file of the folder with a name that ends so; empty where there is none or several.
fs::path onlyFile(const fs::path& folder, const std::string& ending)
{
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().string().ends_with(ending))
            found.push_back(entry.path());
    }
    return found.size() == 1 ? found.front() : fs::path();
}

/// Of a model that Marian saved, which has no pad piece. `file`: that they were found in.
std::vector<std::string> piecesOfMarian(const fs::path& folder, int size, int padId, int endId,
                                        fs::path& file)
{
    constexpr const char* kEndPiece = "</s>";
    constexpr const char* kPadPiece = "<pad>";
    file = onlyFile(folder, "vocab.yml");
    const bool yaml = !file.empty();
    if (!yaml)
        file = onlyFile(folder, ".spm");
    if (file.empty())
        throw BadInput("The folder " + folder.string() +
                       " has neither vocab.json nor one vocab.yml nor one .spm: copy the model's "
                       "vocabulary there.");
    std::vector<std::string> pieces = yaml ? piecesOfYaml(file, size) : piecesOfModel(file, size);
    const bool ends = endId < size && pieces[static_cast<std::size_t>(endId)] == kEndPiece;
    if (!ends || std::ranges::find(pieces, kPadPiece) != pieces.end())
        throw BadInput("The file " + file.string() + " is no vocabulary of Marian's: it needs " +
                       kEndPiece + " as its first piece and no " + kPadPiece + ".");
    pieces.at(static_cast<std::size_t>(padId)) = kPadPiece;
    return pieces;
}

/// The SentencePiece model of one side, or the only one that there is.
fs::path modelOf(const fs::path& folder, const char* side)
{
    const fs::path own = folder / side;
    const fs::path only = fs::exists(own) ? own : onlyFile(folder, ".spm");
    return only.empty() ? own : only;
}

void copyModel(const fs::path& from, const fs::path& to)
{
    writeFileAtomically(to, readFile(from));
}

} // namespace

MarianVocabulary readMarianVocabulary(const fs::path& folder, int size, int padId, int endId)
{
    fs::path file = folder / kMarianVocabulary;
    std::vector<std::string> theirs = fs::exists(file)
                                          ? piecesOfJson(file, size)
                                          : piecesOfMarian(folder, size, padId, endId, file);
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
        copyModel(modelOf(marian, model), folder / model);
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
