// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <mutex>
#include <system_error>
#include <thread>

#include <nlohmann/json.hpp>
#include <zlib.h>

#include "engine/study/canonical_json.h"
#include "engine/study/domain_tags.h"
#include "engine/study/error.h"
#include "engine/text/id_shard.h"
#include "engine/text/parallel_reader.h"
#include "engine/text/replacement_file.h"
#include "engine/text/shard_format.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;

constexpr std::size_t kPairsPerTask = 512;
constexpr std::size_t kTasksPerThread = 4;

/// Raises when the encoding of text changes: part of the name of every shard.
constexpr int kEncodingVersion = 1;

template <typename T>
std::string_view bytesOf(const T* values, std::size_t count)
{
    return {reinterpret_cast<const char*>(values), count * sizeof(T)};
}

/// What a stretch of text became; workers fill one each, the writer takes them in order.
struct EncodedStretch {
    std::vector<std::int32_t> pieces;
    std::vector<std::int32_t> lengths; ///< source, target, source …
    ShardFacts facts;

    void add(const SentencePair& text, const Tokenizer& tokenizer, const LengthFilter& filter,
             const std::string& sourceTag)
    {
        auto source = tokenizer.encode(text.source, TextSide::Source);
        const auto target = tokenizer.encode(text.target, TextSide::Target);
        const auto shorter = std::min(source.size(), target.size());
        const auto longer = std::max(source.size(), target.size());
        if (shorter == 0) {
            ++facts.blank;
            return;
        }
        if (static_cast<double>(longer) > filter.maxRatio * static_cast<double>(shorter)) {
            // What is too long and lopsided counts as too long.
            ++(longer > static_cast<std::size_t>(filter.maxPieces) ? facts.overLong
                                                                   : facts.overRatio);
            return;
        }
        if (!sourceTag.empty()) // which says nothing of whether the two belong together
            source = tokenizer.encode(tagged(sourceTag, text.source), TextSide::Source);
        if (std::max(source.size(), target.size()) > static_cast<std::size_t>(filter.maxPieces)) {
            ++facts.overLong;
            return;
        }
        ++facts.pairs;
        facts.sourcePieces += append(source);
        facts.targetPieces += append(target);
        facts.longestPair = std::max(facts.longestPair,
                                     static_cast<std::int64_t>(source.size() + target.size() + 2));
    }

    std::int32_t append(const std::vector<std::int32_t>& ids)
    {
        pieces.insert(pieces.end(), ids.begin(), ids.end());
        pieces.push_back(kEndId);
        lengths.push_back(static_cast<std::int32_t>(ids.size()) + 1);
        return lengths.back();
    }
};

/// Writes pieces to the shard and spools the offsets, which are known only at the end, to a second
/// file: memory does not grow with the corpus.
class ShardWriter
{
public:
    explicit ShardWriter(const fs::path& file)
        : m_shard(file), m_offsets(fs::path(file.string() + ".offsets"))
    {
        m_shard.write(bytesOf(&m_header, 1));
    }

    void add(const EncodedStretch& stretch)
    {
        write(bytesOf(stretch.pieces.data(), stretch.pieces.size()));
        for (const std::int32_t length : stretch.lengths) {
            m_offsets.write(bytesOf(&m_position, 1));
            m_position += length;
        }
        m_header.pairs += stretch.facts.pairs;
        m_header.blank += stretch.facts.blank;
        m_header.overLong += stretch.facts.overLong;
        m_header.overRatio += stretch.facts.overRatio;
        m_header.sourcePieces += stretch.facts.sourcePieces;
        m_header.targetPieces += stretch.facts.targetPieces;
        m_header.longestPair = std::max(m_header.longestPair, stretch.facts.longestPair);
    }

    void commit()
    {
        m_offsets.write(bytesOf(&m_position, 1));
        m_offsets.flush();
        if (m_header.paddedPieces() != m_header.pieces())
            write(bytesOf(&kPadId, 1));
        copyOffsets();
        m_header.checksum = m_header.computeChecksum();
        m_shard.writeAt(0, bytesOf(&m_header, 1));
        m_shard.commit();
    }

private:
    void copyOffsets()
    {
        std::ifstream spooled(m_offsets.path(), std::ios::binary);
        std::vector<char> block(std::size_t{1} << 18);
        while (spooled.read(block.data(), static_cast<std::streamsize>(block.size())) ||
               spooled.gcount() > 0)
            write({block.data(), static_cast<std::size_t>(spooled.gcount())});
    }

    void write(std::string_view content)
    {
        m_header.contentChecksum = static_cast<std::uint32_t>(
            crc32_z(m_header.contentChecksum, reinterpret_cast<const Bytef*>(content.data()),
                    content.size()));
        m_shard.write(content);
    }

    ReplacementFile m_shard;
    ReplacementFile m_offsets; ///< never committed
    ShardHeader m_header;
    std::int64_t m_position = 0; ///< in pieces
};

/// Encodes the pairs of one round; threads take tasks as they become free.
void encodeRound(const std::vector<SentencePair>& pairs, std::size_t count,
                 const Tokenizer& tokenizer, const LengthFilter& filter,
                 const std::string& sourceTag, std::vector<EncodedStretch>& stretches, int threads)
{
    const std::size_t tasks = (count + kPairsPerTask - 1) / kPairsPerTask;
    stretches.assign(tasks, {});
    std::atomic<std::size_t> nextTask = 0;
    std::exception_ptr failure;
    std::mutex mutex;
    const auto work = [&] {
        try {
            for (std::size_t task = nextTask++; task < tasks; task = nextTask++) {
                const std::size_t end = std::min(count, (task + 1) * kPairsPerTask);
                for (std::size_t index = task * kPairsPerTask; index < end; ++index)
                    stretches[task].add(pairs[index], tokenizer, filter, sourceTag);
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
        }
    };
    std::vector<std::thread> helpers;
    for (int helper = 1; helper < threads && static_cast<std::size_t>(helper) < tasks; ++helper)
        helpers.emplace_back(work);
    work();
    for (std::thread& helper : helpers)
        helper.join();
    if (failure)
        std::rethrow_exception(failure);
}

fs::path shardFile(const std::string& textHash, const Tokenizer& tokenizer,
                   const LengthFilter& filter, const fs::path& folder, const std::string& sourceTag)
{
    nlohmann::json key = {{"text", textHash},
                          {"tokenizer", tokenizer.hash()},
                          {"filter", filter},
                          {"encoding", kEncodingVersion}};
    if (!sourceTag.empty())
        key["sourceTag"] = sourceTag;
    return folder / (identityOf(key) + ".ids");
}

bool isWhole(const fs::path& file)
{
    std::error_code error;
    if (!fs::exists(file, error))
        return false;
    try {
        IdShard(file).requireWhole();
        return true;
    } catch (const BadInput&) {
        return false; // damaged: made again in its place
    }
}

} // namespace

fs::path encodeShard(const fs::path& source, const fs::path& target, const std::string& textHash,
                     const Tokenizer& tokenizer, const LengthFilter& filter, const fs::path& folder,
                     int threads, const ProgressFunction& progress, const std::string& sourceTag)
{
    const fs::path file = shardFile(textHash, tokenizer, filter, folder, sourceTag);
    if (isWhole(file))
        return file;
    threads = std::max(threads, 1);
    ParallelReader reader({source, target});
    ShardWriter writer(file);
    std::vector<SentencePair> pairs(kPairsPerTask * kTasksPerThread *
                                    static_cast<std::size_t>(threads));
    std::vector<EncodedStretch> stretches;
    bool more = true;
    while (more) {
        std::size_t count = 0;
        while (count < pairs.size() && (more = reader.next(pairs[count])))
            ++count;
        encodeRound(pairs, count, tokenizer, filter, sourceTag, stretches, threads);
        for (const EncodedStretch& stretch : stretches)
            writer.add(stretch);
        if (progress)
            progress(reader.bytesRead(), reader.bytesTotal());
    }
    writer.commit();
    return file;
}

} // namespace palimpsest
