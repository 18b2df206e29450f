// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/text/id_shard.h"

namespace palimpsest
{

/// A corpus to draw from and how often. Several shards of equal weight are one corpus.
struct BatchSource {
    std::vector<std::shared_ptr<const IdShard>> shards; ///< drawn uniformly over all their pairs
    double probability = 1; ///< that an example comes from here; normalised over the sources
    bool isNew = true;      ///< counts towards new-data epochs
};

/// Pairs of one batch, as (source index, shard index, pair index), and padded sizes.
struct BatchExample {
    int source = 0;
    int shard = 0;
    std::int64_t pair = 0;
};
struct BatchIndices {
    std::vector<BatchExample> examples;
    int maxSource = 0; ///< pieces, end mark included
    int maxTarget = 0;
    std::int64_t newExamplesBefore = 0;  ///< examples from new sources in all earlier batches
    std::int64_t targetPiecesBefore = 0; ///< in all earlier batches, end marks included
};

/// Batches by a budget of padded source + target pieces, with length buckets, as a pure function of
/// (sources, batchTokens, seed, step): asking for step 1,000 first gives the same batch as walking
/// there.
///
/// Examples are drawn slot by slot: each slot takes the next pair of a source that is chosen with
/// its probability; every source is walked in a fresh permutation an epoch. Windows of slots are
/// sorted by length, cut into batches and the batches shuffled, all by a counter-based generator
/// keyed by (seed, window). Nothing is kept per pair: an epoch's permutation is computed
/// (PairPermutation), and a step far ahead costs a walk over the lengths of the windows before it,
/// about 0.1 s a million examples.
class BatchStream
{
public:
    /// Throws BadInput when there is nothing to draw, or when a pair does not fit into a batch
    /// alone.
    BatchStream(std::vector<BatchSource> sources, std::int64_t batchTokens, std::uint64_t seed);
    ~BatchStream();
    BatchStream(BatchStream&&) noexcept;

    const BatchIndices& at(std::int64_t step); ///< valid until the next call
    EncodedPair pair(const BatchExample& example) const;
    std::int64_t newExamples() const; ///< pairs in all new sources: one new-data epoch
    const std::vector<BatchSource>& sources() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace palimpsest
