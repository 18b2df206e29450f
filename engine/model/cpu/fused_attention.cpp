// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <optional>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include "engine/model/cpu/fused.h"
#include "engine/model/cpu/tensor_access.h"

namespace palimpsest::cpu
{

namespace
{

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

/// Self-attention has its keys and values beside the queries, cross-attention in another tensor.
struct AttentionInput {
    at::Tensor query, keyValue;
    at::Tensor queryStarts, keyStarts;
    std::int64_t longestQuery = 0, longestKey = 0, heads = 1;
    bool causal = false;

    bool self() const { return !keyValue.defined(); }
    std::int64_t width() const { return query.size(1) / (self() ? 3 : 1); } // of all heads

    AttentionShape shape(const Dropout& dropout) const
    {
        AttentionShape shape;
        shape.queryStarts = queryStarts.const_data_ptr<std::int64_t>();
        shape.keyStarts = keyStarts.const_data_ptr<std::int64_t>();
        shape.heads = heads;
        shape.width = width() / heads;
        shape.queryStride = query.size(1);
        shape.keyStride = self() ? query.size(1) : keyValue.size(1);
        shape.outStride = width();
        shape.queryRows = query.size(0);
        shape.mostQueries = longestQuery;
        shape.mostKeys = longestKey;
        shape.causal = causal;
        shape.dropout = dropout;
        return shape;
    }

    /// First elements of queries, keys and values in `query` and `keyValue` or tensors of their
    /// shape.
    template <typename Pointer>
    std::array<Pointer, 3> places(Pointer first, Pointer second) const
    {
        if (self())
            return {first, first + width(), first + 2 * width()};
        return {first, second, second + width()};
    }
};

/// Calls f(begin, end, scratch) for parts of all tasks on several threads.
template <typename F>
void inTasks(const AttentionInput& in, const AttentionShape& shape, const F& f)
{
    const std::int64_t tasks = (in.queryStarts.size(0) - 1) * in.heads;
    at::parallel_for(0, tasks, 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> scratch = scratchOf(attentionScratch(shape));
        f(begin, end, scratch.data());
    });
}

template <typename Number>
AttentionData<Number> dataOf(const AttentionInput& in)
{
    const auto places =
        in.places(read<Number>(in.query), in.self() ? nullptr : read<Number>(in.keyValue));
    return {places[0], places[1], places[2]};
}

/// Zeroes the rows behind the last sentence.
void clearBehind(at::Tensor& rows, const at::Tensor& starts)
{
    const std::int64_t used = starts[-1].item<std::int64_t>();
    rows.narrow(0, used, rows.size(0) - used).zero_();
}

class AttentionFunction : public Function<AttentionFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& query,
                              const std::optional<at::Tensor>& keyValue,
                              const at::Tensor& queryStarts, const at::Tensor& keyStarts,
                              std::int64_t longestQuery, std::int64_t longestKey,
                              std::int64_t heads, bool causal, double rate)
    {
        const at::Tensor denseKeys = keyValue ? keyValue->contiguous() : at::Tensor();
        const AttentionInput in = {query.contiguous(), denseKeys,  queryStarts, keyStarts,
                                   longestQuery,       longestKey, heads,       causal};
        const Dropout drawn = drawDropout(rate);
        const AttentionShape shape = in.shape(drawn);
        at::Tensor out = at::empty({query.size(0), in.width()}, query.options());
        clearBehind(out, queryStarts);
        at::Tensor normaliser = at::empty({heads, query.size(0)}, at::kFloat);
        byType(query, [&]<typename Number>(Number) {
            const AttentionData<Number> data = dataOf<Number>(in);
            Number* to = write<Number>(out);
            auto* sums = normaliser.mutable_data_ptr<float>();
            inTasks(in, shape, [&](std::int64_t begin, std::int64_t end, float* scratch) {
                kernels<Number>().attention(shape, data, to, sums, begin, end, scratch);
            });
        });
        remember(context, drawn);
        context->saved_data["sizes"] = std::vector<std::int64_t>{longestQuery, longestKey, heads};
        context->saved_data["causal"] = causal;
        context->save_for_backward({in.query, in.keyValue, queryStarts, keyStarts, normaliser});
        return out;
    }

    static variable_list backward(AutogradContext* context, const variable_list& slopes)
    {
        const variable_list saved = context->get_saved_variables();
        const std::vector<std::int64_t> sizes = context->saved_data["sizes"].toIntVector();
        const AttentionInput in = {
            saved[0], saved[1], saved[2], saved[3],
            sizes[0], sizes[1], sizes[2], context->saved_data["causal"].toBool()};
        const AttentionShape shape = in.shape(remembered(context));
        const at::Tensor slope = slopes[0].contiguous();
        at::Tensor query = at::empty_like(in.query);
        at::Tensor keyValue = in.self() ? at::Tensor() : at::empty_like(in.keyValue);
        clearBehind(query, in.queryStarts);
        if (!in.self())
            clearBehind(keyValue, in.keyStarts);
        byType(query, [&]<typename Number>(Number) {
            const auto to =
                in.places(write<Number>(query), in.self() ? nullptr : write<Number>(keyValue));
            const AttentionGradients<Number> gradients = {to[0], to[1], to[2]};
            const AttentionData<Number> data = dataOf<Number>(in);
            const Number* from = read<Number>(slope);
            const auto* sums = saved[4].const_data_ptr<float>();
            inTasks(in, shape, [&](std::int64_t begin, std::int64_t end, float* scratch) {
                kernels<Number>().attentionBackward(shape, data, from, sums, gradients, begin, end,
                                                    scratch);
            });
        });
        return {query, keyValue, {}, {}, {}, {}, {}, {}, {}};
    }
};

} // namespace

at::Tensor attention(const at::Tensor& query, const at::Tensor& keyValue, const PackedRows& queries,
                     const PackedRows& keys, int heads, bool causal, double rate)
{
    const auto given = keyValue.defined() ? std::optional(keyValue) : std::nullopt;
    return AttentionFunction::apply(query, given, queries.starts, keys.starts, queries.longest,
                                    keys.longest, static_cast<std::int64_t>(heads), causal, rate);
}

} // namespace palimpsest::cpu
