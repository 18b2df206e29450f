// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/cpu/decoding.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "engine/model/cpu/tensor_access.h"

namespace palimpsest::cpu
{

namespace
{

constexpr std::int64_t kRowsPerThread = 8; // fewer are done before another thread is awake

void findBest(const at::Tensor& logits, BestOfRows rows)
{
    const at::Tensor dense = logits.contiguous();
    rows.logits = dense.const_data_ptr<float>();
    rows.vocabulary = logits.size(1);
    at::parallel_for(0, logits.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        levelKernels().bestOfRows(rows, begin, end);
    });
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
    const at::Tensor queries = query.contiguous();
    at::Tensor out = at::empty(query.sizes(), query.options());
    byType(query, [&]<typename Number>(Number) {
        const DecodedSource<Number> source = {read<Number>(queries),
                                              read<Number>(keyValue),
                                              rows.starts.const_data_ptr<std::int64_t>(),
                                              rows.ends.const_data_ptr<std::int64_t>(),
                                              query.size(0) / rows.starts.size(0),
                                              heads,
                                              query.size(1) / heads};
        Number* to = write<Number>(out);
        at::parallel_for(0, out.size(0), kRowsPerThread, [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> scratch = scratchOf(rows.longest);
            kernels<Number>().sourceAttention(source, to, begin, end, scratch.data());
        });
    });
    return out;
}

BestPieces bestPieces(const at::Tensor& logits, std::int64_t count, std::int64_t forbidden)
{
    BestPieces best = {at::empty({logits.size(0), count}, at::kFloat),
                       at::empty({logits.size(0), count}, at::kLong)};
    findBest(logits, {.count = count,
                      .forbidden = forbidden,
                      .scores = best.scores.mutable_data_ptr<float>(),
                      .pieces = best.pieces.mutable_data_ptr<std::int64_t>()});
    return best;
}

at::Tensor bestPiece(const at::Tensor& logits, std::int64_t forbidden)
{
    at::Tensor best = at::empty({logits.size(0)}, at::kLong);
    findBest(logits, {.forbidden = forbidden, .pieces = best.mutable_data_ptr<std::int64_t>()});
    return best;
}

} // namespace palimpsest::cpu
