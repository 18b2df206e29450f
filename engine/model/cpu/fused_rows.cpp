// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <vector>

#include <ATen/Parallel.h>
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

constexpr std::int64_t kElementsPerThread = 1 << 14;
constexpr std::int64_t kLanes = 16;

/// Calls f(first, count) for parts of `elements` on several threads; all parts but the last are
/// multiples of 16 elements.
template <typename F>
void inParts(std::int64_t elements, const F& f)
{
    const std::int64_t blocks = (elements + kLanes - 1) / kLanes;
    at::parallel_for(0, blocks, kElementsPerThread / kLanes,
                     [&](std::int64_t begin, std::int64_t end) {
                         const std::int64_t first = begin * kLanes;
                         f(first, std::min(end * kLanes, elements) - first);
                     });
}

/// A tensor like `dense` that f(to, first, count) has filled part by part on several threads.
template <typename F>
at::Tensor filledInParts(const at::Tensor& dense, const F& f)
{
    at::Tensor result = at::empty_like(dense);
    byType(dense, [&]<typename Number>(Number) {
        Number* to = write<Number>(result);
        inParts(dense.numel(),
                [&](std::int64_t first, std::int64_t count) { f(to + first, first, count); });
    });
    return result;
}

at::Tensor droppedOf(const at::Tensor& x, const Dropout& dropout)
{
    const at::Tensor dense = x.contiguous();
    return filledInParts(
        dense, [&]<typename Number>(Number* to, std::int64_t first, std::int64_t count) {
            kernels<Number>().dropout(read<Number>(dense) + first, to, first, count, dropout);
        });
}

class DropoutFunction : public Function<DropoutFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, double rate)
    {
        const Dropout drawn = drawDropout(rate);
        remember(context, drawn);
        return droppedOf(x, drawn);
    }

    static variable_list backward(AutogradContext* context, const variable_list& slopes)
    {
        return {droppedOf(slopes[0], remembered(context)), {}};
    }
};

class AddDroppedFunction : public Function<AddDroppedFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& y,
                              double rate)
    {
        const Dropout drawn = drawDropout(rate);
        remember(context, drawn);
        const at::Tensor denseX = x.contiguous();
        const at::Tensor denseY = y.contiguous();
        return filledInParts(
            denseX, [&]<typename Number>(Number* to, std::int64_t first, std::int64_t count) {
                kernels<Number>().addDropped(read<Number>(denseX) + first,
                                             read<Number>(denseY) + first, to, first, count, drawn);
            });
    }

    static variable_list backward(AutogradContext* context, const variable_list& slopes)
    {
        return {slopes[0], droppedOf(slopes[0], remembered(context)), {}};
    }
};

class ReluDroppedFunction : public Function<ReluDroppedFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, double rate)
    {
        const Dropout drawn = drawDropout(rate);
        const at::Tensor dense = x.contiguous();
        const at::Tensor result = filledInParts(
            dense, [&]<typename Number>(Number* to, std::int64_t first, std::int64_t count) {
                kernels<Number>().reluDropped(read<Number>(dense) + first, to, first, count, drawn);
            });
        context->saved_data["scale"] = static_cast<double>(drawn.scale);
        context->save_for_backward({result});
        return result;
    }

    static variable_list backward(AutogradContext* context, const variable_list& slopes)
    {
        const at::Tensor output = context->get_saved_variables()[0];
        const auto scale = static_cast<float>(context->saved_data["scale"].toDouble());
        const at::Tensor slope = slopes[0].contiguous();
        const at::Tensor result = filledInParts(
            slope, [&]<typename Number>(Number* to, std::int64_t first, std::int64_t count) {
                kernels<Number>().reluGradient(read<Number>(slope) + first,
                                               read<Number>(output) + first, to, count, scale);
            });
        return {result, {}};
    }
};

} // namespace

bool handles(const at::Tensor& x)
{
    return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

at::Tensor dropout(const at::Tensor& x, double rate)
{
    return DropoutFunction::apply(x, rate);
}

at::Tensor addDropped(const at::Tensor& x, const at::Tensor& y, double rate)
{
    return AddDroppedFunction::apply(x, y, rate);
}

at::Tensor reluDropped(const at::Tensor& x, double rate)
{
    return ReluDroppedFunction::apply(x, rate);
}

LossSums crossEntropy(at::Tensor& logits, const at::Tensor& target, double smoothing, bool gradient)
{
    const std::int64_t rows = logits.size(0);
    const std::int64_t vocabulary = logits.size(1);
    std::vector<RowLoss> losses(static_cast<std::size_t>(rows));
    byType(logits, [&]<typename Number>(Number) {
        Number* from = write<Number>(logits);
        const auto* wanted = target.const_data_ptr<std::int64_t>();
        at::parallel_for(0, rows, 1, [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> scratch = scratchOf(vocabulary);
            kernels<Number>().crossEntropy(from + begin * vocabulary, wanted + begin, end - begin,
                                           vocabulary, smoothing, gradient, losses.data() + begin,
                                           scratch.data());
        });
    });
    LossSums sums;
    for (const RowLoss& loss : losses) {
        sums.nll += loss.nll;
        sums.smoothed += loss.smoothed;
    }
    return sums;
}

} // namespace palimpsest::cpu
