// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/cpu/decoding.h"

#include <ATen/Parallel.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>

#include "engine/model/cpu/tensor_access.h"

namespace palimpsest::cpu
{

namespace
{

constexpr std::int64_t kRowsPerThread = 8; // fewer are done before another thread is awake

std::vector<float> scratchOf(std::int64_t floats)
{
    return std::vector<float>(static_cast<std::size_t>((floats + 15) / 16 * 16));
}

} // namespace

at::Tensor attendSteps(const std::vector<at::Tensor>& steps, const at::Tensor& origins, int heads)
{
    const std::int64_t inner = steps.back().size(1) / 3;
    const at::Tensor dense = origins.contiguous();
    at::Tensor out = at::empty({origins.size(0), inner}, steps.back().options());
    byType(out, [&]<typename Number>(Number) {
        std::vector<const Number*> places;
        for (const at::Tensor& step : steps)
            places.push_back(read<Number>(step));
        const DecodedSteps<Number> decoded = {places.data(), dense.const_data_ptr<std::int32_t>(),
                                              static_cast<std::int64_t>(steps.size()), heads,
                                              inner / heads};
        Number* to = write<Number>(out);
        at::parallel_for(0, out.size(0), kRowsPerThread, [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> scratch = scratchOf(decoded.positions);
            kernels<Number>().stepAttention(decoded, to, begin, end, scratch.data());
        });
    });
    return out;
}

at::Tensor attendSource(const at::Tensor& query, const at::Tensor& keyValue, const SourceRows& rows,
                        int heads)
{
    const std::int64_t sentences = rows.starts.size(0);
    const std::int64_t beam = query.size(0) / sentences;
    const at::Tensor queryStarts = at::arange(sentences + 1, rows.starts.options()).mul_(beam);
    const at::Tensor queries = query.contiguous();
    const std::int64_t inner = query.size(1);
    AttentionShape shape;
    shape.queryStarts = queryStarts.const_data_ptr<std::int64_t>();
    shape.keyStarts = rows.starts.const_data_ptr<std::int64_t>();
    shape.keyEnds = rows.ends.const_data_ptr<std::int64_t>();
    shape.heads = heads;
    shape.width = inner / heads;
    shape.queryStride = shape.outStride = inner;
    shape.keyStride = 2 * inner;
    shape.queryRows = query.size(0);
    shape.mostQueries = beam;
    shape.mostKeys = rows.longest;
    at::Tensor out = at::empty(query.sizes(), query.options());
    std::vector<float> normaliser(static_cast<std::size_t>(heads * query.size(0)));
    byType(query, [&]<typename Number>(Number) {
        const Number* keys = read<Number>(keyValue);
        const AttentionData<Number> data = {read<Number>(queries), keys, keys + inner};
        Number* to = write<Number>(out);
        at::parallel_for(0, sentences * heads, kRowsPerThread,
                         [&](std::int64_t begin, std::int64_t end) {
                             std::vector<float> scratch = scratchOf(attentionScratch(shape));
                             kernels<Number>().attention(shape, data, to, normaliser.data(), begin,
                                                         end, scratch.data());
                         });
    });
    return out;
}

BestPieces bestPieces(const at::Tensor& logits, std::int64_t count, std::int64_t forbidden)
{
    const at::Tensor dense = logits.contiguous();
    BestPieces best = {at::empty({logits.size(0), count}, at::kFloat),
                       at::empty({logits.size(0), count}, at::kLong)};
    const BestOfRows rows = {dense.const_data_ptr<float>(),
                             logits.size(1),
                             count,
                             forbidden,
                             best.scores.mutable_data_ptr<float>(),
                             best.pieces.mutable_data_ptr<std::int64_t>()};
    at::parallel_for(0, logits.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        levelKernels().bestOfRows(rows, begin, end);
    });
    return best;
}

} // namespace palimpsest::cpu
