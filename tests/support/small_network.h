// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <QTemporaryDir>
#include <QTest>

#include "engine/model/transformer.h"
#include "engine/study/error.h"
#include "engine/study/tokenizer_options.h"
#include "engine/text/id_shard.h"
#include "engine/text/shard_format.h"
#include "engine/text/text_hash.h"

// A network that trains in milliseconds, and text for it that is ids from the start.

namespace palimpsest
{

inline constexpr int kSmallVocabulary = 32;

inline ModelOptions smallNetwork()
{
    ModelOptions options;
    options.preset = "custom";
    options.dModel = 16;
    options.heads = 2;
    options.feedForward = 24;
    options.encoderLayers = 1;
    options.decoderLayers = 1;
    options.maxPositions = 32;
    return options;
}

inline std::unique_ptr<Transformer> makeSmallNetwork(std::uint64_t seed,
                                                     const ModelOptions& options = smallNetwork())
{
    auto model = std::make_unique<Transformer>(options, kSmallVocabulary, at::kCPU);
    model->initialise(seed);
    return model;
}

/// Source and target, each closed by kEndId.
using IdPair = std::pair<std::vector<std::int32_t>, std::vector<std::int32_t>>;

/// Pairs of `least` to `most` pieces a side, the target a letter-by-letter substitution of the
/// source with the last piece left out now and then: something that can be learnt.
inline std::vector<IdPair> madeUpPairs(int count, std::uint64_t seed, int least = 2, int most = 8)
{
    std::vector<IdPair> pairs;
    const auto draw = [&seed](std::uint64_t below) { return mixBits(++seed) % below; };
    constexpr std::uint64_t kLetters = kSmallVocabulary - 4;
    seed = mixBits(seed);
    for (int pair = 0; pair < count; ++pair) {
        IdPair made;
        const auto length =
            static_cast<std::uint64_t>(least) + draw(static_cast<std::uint64_t>(most - least + 1));
        for (std::uint64_t place = 0; place < length; ++place) {
            const std::uint64_t letter = draw(draw(kLetters) + 1);
            made.first.push_back(static_cast<std::int32_t>(4 + letter));
            if (place + 1 < length || least == most || draw(2) == 0)
                made.second.push_back(static_cast<std::int32_t>(4 + letter * 5 % kLetters));
        }
        made.first.push_back(kEndId);
        made.second.push_back(kEndId);
        pairs.push_back(std::move(made));
    }
    return pairs;
}

/// The pairs as batches take them; they must outlive these.
inline std::vector<EncodedPair> encodedPairs(const std::vector<IdPair>& pairs)
{
    std::vector<EncodedPair> views;
    for (const auto& [source, target] : pairs)
        views.push_back({source, target});
    return views;
}

/// Writes the pairs as an id shard.
inline void writeShard(const std::filesystem::path& file, const std::vector<IdPair>& pairs)
{
    ShardHeader header;
    header.pairs = static_cast<std::int64_t>(pairs.size());
    std::vector<std::int32_t> pieces;
    std::vector<std::int64_t> offsets = {0};
    for (const auto& [source, target] : pairs) {
        for (const auto* side : {&source, &target}) {
            pieces.insert(pieces.end(), side->begin(), side->end());
            offsets.push_back(static_cast<std::int64_t>(pieces.size()));
        }
        header.sourcePieces += static_cast<std::int64_t>(source.size());
        header.targetPieces += static_cast<std::int64_t>(target.size());
        header.longestPair =
            std::max(header.longestPair, static_cast<std::int64_t>(source.size() + target.size()));
    }
    pieces.resize(static_cast<std::size_t>(header.paddedPieces()));
    header.checksum = header.computeChecksum();
    std::ofstream out(file, std::ios::binary);
    const auto put = [&out](const void* data, std::size_t bytes) {
        out.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
    };
    put(&header, sizeof header);
    put(pieces.data(), pieces.size() * sizeof pieces[0]);
    put(offsets.data(), offsets.size() * sizeof offsets[0]);
}

/// A temporary folder.
class Folder
{
public:
    std::filesystem::path path() const { return m_folder.path().toStdString(); }
    std::filesystem::path operator/(const std::string& name) const { return path() / name; }

    std::shared_ptr<const IdShard> shard(const std::string& name,
                                         const std::vector<IdPair>& pairs) const
    {
        writeShard(path() / name, pairs);
        return std::make_shared<const IdShard>(path() / name);
    }

private:
    QTemporaryDir m_folder;
};

/// The error that `function` throws: its sentence and its exit code (Done where there is none).
struct Thrown {
    ExitCode code = ExitCode::Done;
    std::string sentence;

    bool says(const std::string& part) const { return sentence.find(part) != std::string::npos; }
};
template <typename Function>
Thrown thrownBy(const Function& function)
{
    try {
        function();
    } catch (const Error& error) {
        return {error.code(), error.what()};
    }
    return {};
}

inline void flipByte(const std::filesystem::path& file, std::int64_t position)
{
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(position);
    const char byte = static_cast<char>(stream.get() ^ 0x10);
    stream.seekp(position);
    stream.put(byte);
}

/// ‖a − b‖ / ‖b‖, in fp64.
inline double relativeDistance(const at::Tensor& a, const at::Tensor& b)
{
    const at::Tensor wide = b.to(at::kDouble);
    return a.to(at::kDouble).sub(wide).norm().item<double>() / wide.norm().item<double>();
}

} // namespace palimpsest
