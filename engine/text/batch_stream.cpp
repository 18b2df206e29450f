// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/batch_stream.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/study/error.h"
#include "engine/text/batch_cutter.h"
#include "engine/text/pair_permutation.h"

namespace palimpsest
{
namespace
{

constexpr double kBatchesPerWindow = 64;
constexpr std::int64_t kMinWindow = 64; // slots
constexpr std::int64_t kMaxWindow = std::int64_t{1} << 18;

/// What the generator is used for; keeps the streams of numbers apart.
enum class Draw : std::uint64_t { Source = 1, Permutation = 2, Order = 3 };

std::uint64_t random(std::uint64_t seed, Draw draw, std::uint64_t a, std::uint64_t b = 0)
{
    return mixBits(mixBits(mixBits(mixBits(seed) ^ static_cast<std::uint64_t>(draw)) ^ a) ^ b);
}

} // namespace

struct BatchStream::Impl {
    /// Where a window begins: all that is needed to plan it.
    struct WindowStart {
        std::int64_t step = 0;
        std::int64_t newExamples = 0;
        std::int64_t targetPieces = 0;
        std::vector<std::int64_t> drawn; ///< pairs taken from each source before
    };

    std::vector<BatchSource> sources;
    std::int64_t budget = 0;
    std::uint64_t seed = 0;
    std::vector<double> cumulative;                   ///< probability of the sources up to this one
    std::vector<std::vector<std::int64_t>> firstPair; ///< of every shard, and the total, by source
    std::int64_t windowSlots = 0;
    std::vector<WindowStart> starts; ///< of the windows seen so far, and of the one after them

    std::int64_t plannedWindow = -1;
    std::vector<BatchExample> slots;
    std::vector<DrawnLengths> lengths;
    std::vector<BatchIndices> batches;

    void checkSources();
    void chooseWindow();
    int sourceOf(std::int64_t slot) const;
    BatchExample locate(int source, std::int64_t pair) const;
    void drawSlots(std::int64_t window);
    void plan(std::int64_t window);
};

void BatchStream::Impl::checkSources()
{
    double sum = 0;
    for (std::size_t index = 0; index < sources.size(); ++index) {
        const BatchSource& source = sources[index];
        if (!(source.probability >= 0) || !std::isfinite(source.probability))
            throw BadInput("The probability of a source of training text must be 0 or more.");
        firstPair.push_back({0});
        for (const auto& shard : source.shards) {
            firstPair.back().push_back(firstPair.back().back() + shard->size());
            if (source.probability > 0 && shard->facts().longestPair > budget)
                throw BadInput(
                    "A batch of " + std::to_string(budget) +
                    " tokens does not hold the longest pair of the training text, which has " +
                    std::to_string(shard->facts().longestPair) +
                    " pieces; raise the batch tokens or lower the length filter.");
        }
        if (source.probability > 0 && firstPair.back().back() == 0)
            throw BadInput(
                "A source of training text has no pairs after the length filter; add text to "
                "its domain or loosen the filter.");
        sum += source.probability;
        cumulative.push_back(sum);
    }
    if (sum <= 0)
        throw BadInput("There is no training text to draw batches from.");
    for (double& value : cumulative)
        value /= sum;
}

void BatchStream::Impl::chooseWindow()
{
    double pairLength = 0; // mean source + target pieces of a slot
    for (std::size_t index = 0; index < sources.size(); ++index) {
        double pieces = 0;
        for (const auto& shard : sources[index].shards)
            pieces +=
                static_cast<double>(shard->facts().sourcePieces + shard->facts().targetPieces);
        const double share = cumulative[index] - (index > 0 ? cumulative[index - 1] : 0);
        if (share > 0)
            pairLength += share * pieces / static_cast<double>(firstPair[index].back());
    }
    const double slotsPerBatch = static_cast<double>(budget) / pairLength;
    windowSlots = std::clamp(static_cast<std::int64_t>(slotsPerBatch * kBatchesPerWindow),
                             kMinWindow, kMaxWindow);
}

int BatchStream::Impl::sourceOf(std::int64_t slot) const
{
    const double uniform =
        static_cast<double>(random(seed, Draw::Source, static_cast<std::uint64_t>(slot)) >> 11) *
        0x1p-53;
    const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), uniform);
    if (found != cumulative.end())
        return static_cast<int>(found - cumulative.begin());
    // Rounding left the last sum a little below 1: the last source that can be drawn.
    int last = static_cast<int>(sources.size()) - 1;
    while (sources[static_cast<std::size_t>(last)].probability == 0)
        --last;
    return last;
}

BatchExample BatchStream::Impl::locate(int source, std::int64_t pair) const
{
    const auto& first = firstPair[static_cast<std::size_t>(source)];
    const auto shard = std::upper_bound(first.begin(), first.end(), pair) - first.begin() - 1;
    return {source, static_cast<int>(shard), pair - first[static_cast<std::size_t>(shard)]};
}

void BatchStream::Impl::drawSlots(std::int64_t window)
{
    std::vector<std::int64_t> drawn = starts[static_cast<std::size_t>(window)].drawn;
    slots.clear();
    lengths.clear();
    for (std::int64_t offset = 0; offset < windowSlots; ++offset) {
        const int source = sourceOf(window * windowSlots + offset);
        const auto index = static_cast<std::size_t>(source);
        const std::int64_t size = firstPair[index].back();
        const std::int64_t count = drawn[index]++;
        const PairPermutation permutation(
            size, random(seed, Draw::Permutation, index, static_cast<std::uint64_t>(count / size)));
        slots.push_back(locate(source, permutation(count % size)));
        const BatchExample& example = slots.back();
        const EncodedPair pair =
            (*sources[index].shards[static_cast<std::size_t>(example.shard)])[example.pair];
        lengths.push_back({static_cast<std::int32_t>(pair.source.size()),
                           static_cast<std::int32_t>(pair.target.size()),
                           static_cast<std::uint32_t>(offset)});
    }
    if (static_cast<std::size_t>(window) + 1 == starts.size())
        starts.push_back({0, 0, 0, std::move(drawn)}); // step and sums: once the window is cut
}

void BatchStream::Impl::plan(std::int64_t window)
{
    drawSlots(window);
    sortByLength(lengths);
    std::vector<std::size_t> cuts = cutEvenly(lengths, budget);
    std::vector<std::size_t> order(cuts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t last = order.size(); last > 1; --last) // Fisher-Yates
        std::swap(
            order[last - 1],
            order[random(seed, Draw::Order, static_cast<std::uint64_t>(window), last) % last]);
    cuts.push_back(lengths.size());

    const WindowStart& start = starts[static_cast<std::size_t>(window)];
    std::int64_t newExamples = start.newExamples;
    std::int64_t targetPieces = start.targetPieces;
    batches.assign(order.size(), {});
    for (std::size_t step = 0; step < order.size(); ++step) {
        BatchIndices& batch = batches[step];
        batch.newExamplesBefore = newExamples;
        batch.targetPiecesBefore = targetPieces;
        for (std::size_t index = cuts[order[step]]; index < cuts[order[step] + 1]; ++index) {
            batch.examples.push_back(slots[lengths[index].slot]);
            batch.maxSource = std::max(batch.maxSource, lengths[index].source);
            batch.maxTarget = std::max(batch.maxTarget, lengths[index].target);
            targetPieces += lengths[index].target;
            newExamples += sources[static_cast<std::size_t>(batch.examples.back().source)].isNew;
        }
    }
    plannedWindow = window;
    WindowStart& next = starts[static_cast<std::size_t>(window) + 1];
    next.step = start.step + static_cast<std::int64_t>(batches.size());
    next.newExamples = newExamples;
    next.targetPieces = targetPieces;
}

BatchStream::BatchStream(std::vector<BatchSource> sources, std::int64_t batchTokens,
                         std::uint64_t seed)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->sources = std::move(sources);
    m_impl->budget = batchTokens;
    m_impl->seed = seed;
    m_impl->checkSources();
    m_impl->chooseWindow();
    m_impl->starts.push_back({0, 0, 0, std::vector<std::int64_t>(m_impl->sources.size())});
}

BatchStream::~BatchStream() = default;
BatchStream::BatchStream(BatchStream&&) noexcept = default;

const BatchIndices& BatchStream::at(std::int64_t step)
{
    auto& starts = m_impl->starts;
    while (starts.back().step <= step)
        m_impl->plan(static_cast<std::int64_t>(starts.size()) - 1);
    const auto after = std::upper_bound(
        starts.begin(), starts.end(), step,
        [](std::int64_t wanted, const Impl::WindowStart& start) { return wanted < start.step; });
    const std::int64_t window = after - starts.begin() - 1;
    if (window != m_impl->plannedWindow)
        m_impl->plan(window);
    return m_impl
        ->batches[static_cast<std::size_t>(step - starts[static_cast<std::size_t>(window)].step)];
}

EncodedPair BatchStream::pair(const BatchExample& example) const
{
    const BatchSource& source = m_impl->sources[static_cast<std::size_t>(example.source)];
    return (*source.shards[static_cast<std::size_t>(example.shard)])[example.pair];
}

std::int64_t BatchStream::newExamples() const
{
    std::int64_t count = 0;
    for (std::size_t index = 0; index < m_impl->sources.size(); ++index)
        count += m_impl->sources[index].isNew ? m_impl->firstPair[index].back() : 0;
    return count;
}

const std::vector<BatchSource>& BatchStream::sources() const
{
    return m_impl->sources;
}

} // namespace palimpsest
