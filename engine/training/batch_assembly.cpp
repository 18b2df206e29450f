// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/training/batch_assembly.h"

#include <algorithm>
#include <cassert>

#include <ATen/ops/full.h>

#include "engine/study/tokenizer_options.h"

namespace palimpsest
{
namespace
{

at::Tensor filled(std::size_t rows, std::size_t columns)
{
    return at::full({static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)}, kPadId,
                    at::kLong);
}

} // namespace

Batch assembleBatch(std::span<const EncodedPair> pairs, at::Device device)
{
    assert(!pairs.empty());
    std::size_t maxSource = 0;
    std::size_t maxTarget = 0;
    Batch batch;
    for (const EncodedPair& pair : pairs) {
        maxSource = std::max(maxSource, pair.source.size());
        maxTarget = std::max(maxTarget, pair.target.size());
        batch.sourceTokens += static_cast<std::int64_t>(pair.source.size());
        batch.targetTokens += static_cast<std::int64_t>(pair.target.size());
    }
    const std::size_t count = pairs.size();
    at::Tensor source = filled(count, maxSource);
    at::Tensor length = at::full({static_cast<std::int64_t>(count)}, 0, at::kLong);
    at::Tensor input = filled(count, maxTarget);
    at::Tensor output = filled(count, maxTarget);
    auto* sourceIds = source.data_ptr<std::int64_t>();
    auto* lengths = length.data_ptr<std::int64_t>();
    auto* inputIds = input.data_ptr<std::int64_t>();
    auto* outputIds = output.data_ptr<std::int64_t>();
    for (std::size_t row = 0; row < count; ++row) {
        const EncodedPair& pair = pairs[row];
        std::copy(pair.source.begin(), pair.source.end(), sourceIds + row * maxSource);
        lengths[row] = static_cast<std::int64_t>(pair.source.size());
        std::copy(pair.target.begin(), pair.target.end(), outputIds + row * maxTarget);
        inputIds[row * maxTarget] = kBeginId;
        if (!pair.target.empty())
            std::copy(pair.target.begin(), pair.target.end() - 1, inputIds + row * maxTarget + 1);
    }
    batch.padded = batch.sourceTokens != static_cast<std::int64_t>(count * maxSource) ||
                   batch.targetTokens != static_cast<std::int64_t>(count * maxTarget);
    batch.source = source.to(device);
    batch.sourceLength = length.to(device);
    batch.targetInput = input.to(device);
    batch.targetOutput = output.to(device);
    return batch;
}

Batch assembleBatch(const BatchStream& stream, const BatchIndices& indices, at::Device device)
{
    std::vector<EncodedPair> pairs;
    pairs.reserve(indices.examples.size());
    for (const BatchExample& example : indices.examples)
        pairs.push_back(stream.pair(example));
    return assembleBatch(pairs, device);
}

std::vector<std::size_t> cutBatches(std::span<const EncodedPair> pairs, std::int64_t batchTokens)
{
    std::vector<std::size_t> starts;
    std::size_t longest = 0; // of the batch under way, source + target padded to their own maxima
    std::size_t maxSource = 0;
    std::size_t maxTarget = 0;
    for (std::size_t index = 0; index < pairs.size(); ++index) {
        const std::size_t source = std::max(maxSource, pairs[index].source.size());
        const std::size_t target = std::max(maxTarget, pairs[index].target.size());
        const std::size_t rows = starts.empty() ? 0 : index - starts.back() + 1;
        longest = (source + target) * rows;
        if (starts.empty() || static_cast<std::int64_t>(longest) > batchTokens) {
            starts.push_back(index);
            maxSource = pairs[index].source.size();
            maxTarget = pairs[index].target.size();
        } else {
            maxSource = source;
            maxTarget = target;
        }
    }
    starts.push_back(pairs.size());
    return starts;
}

} // namespace palimpsest
