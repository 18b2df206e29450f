// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/cross_entropy.h"

#include <algorithm>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <torch/csrc/autograd/custom_function.h>

#include "engine/model/cpu/fused.h"
#include "engine/model/layers.h"
#include "engine/model/products.h"

namespace palimpsest
{

namespace
{

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Rows of logits that exist at a time on the CPU: enough for products at full speed, few enough
// that memory is the activations'.
constexpr std::int64_t kCpuRows = 512;

struct Sums {
    at::Tensor smoothed, nll;                  // fp64 scalars
    at::Tensor hiddenGradient, weightGradient; // undefined unless wanted
};

// d loss / d logits = p − (1−ε)·onehot − ε/V. These make it of one chunk's logits, which they may
// overwrite, and add to the sums; undefined unless wanted.

// In operations: the last part is the same for all pieces, so it reaches the gradients as sums of
// rows, without another pass over [N, V]; likewise the mean of the logits is h·mean(W).
at::Tensor slopeByOperations(const at::Tensor& logits, const at::Tensor& hidden,
                             const at::Tensor& meanWeight, const at::Tensor& target,
                             double smoothing, bool wantGradient, Sums& sums)
{
    const at::Tensor wanted = target.unsqueeze(1);
    const at::Tensor wide = logits.to(at::kFloat);
    at::Tensor logp = at::log_softmax(wide, 1);
    const at::Tensor wantedLogp = logp.gather(1, wanted);
    const at::Tensor logNormaliser = wide.gather(1, wanted).sub_(wantedLogp);
    const at::Tensor meanLogits = at::mv(hidden.to(at::kFloat), meanWeight).unsqueeze(1);
    const at::Tensor nll = wantedLogp.sum(at::kDouble).neg_();
    sums.nll.add_(nll);
    sums.smoothed.add_(nll, 1 - smoothing);
    sums.smoothed.add_((logNormaliser - meanLogits).sum(at::kDouble), smoothing);
    if (!wantGradient)
        return {};
    logp.exp_();
    logp.scatter_add_(1, wanted, at::full_like(wantedLogp, smoothing - 1));
    return logp.to(logits.scalar_type());
}

at::Tensor slopeOnCpu(at::Tensor logits, const at::Tensor& target, double smoothing,
                      bool wantGradient, Sums& sums)
{
    const std::int64_t rows = target.size(0);
    at::Tensor real = logits.narrow(0, 0, rows);
    logits.narrow(0, rows, logits.size(0) - rows).zero_();
    const cpu::LossSums made = cpu::crossEntropy(real, target, smoothing, wantGradient);
    sums.nll.add_(made.nll);
    sums.smoothed.add_(made.smoothed);
    return wantGradient ? logits : at::Tensor();
}

/// With rows of zeros up to a multiple of kRowUnit.
at::Tensor roundedRows(const at::Tensor& rows)
{
    const std::int64_t spare = (kRowUnit - rows.size(0) % kRowUnit) % kRowUnit;
    return spare == 0 ? rows : at::cat({rows, at::zeros({spare, rows.size(1)}, rows.options())});
}

void addToWeightGradient(const at::Tensor& slope, const at::Tensor& hidden, bool only, Sums& sums)
{
    if (only)
        sums.weightGradient = product(slope.t(), hidden);
    else
        addProduct(sums.weightGradient, slope.t(), hidden);
}

Sums computeSums(const at::Tensor& hidden, const at::Tensor& weight, const at::Tensor& target,
                 double smoothing, bool wantGradient)
{
    const bool onCpu = cpu::handles(hidden);
    const std::int64_t rows = hidden.size(0);
    const std::int64_t vocabulary = weight.size(0);
    const std::int64_t chunk = onCpu ? kCpuRows : logitRows(weight);
    const at::Tensor meanWeight =
        onCpu ? at::Tensor() : weight.sum(0, false, at::kFloat).div_(vocabulary);
    Sums sums;
    sums.smoothed = at::zeros({}, hidden.options().dtype(at::kDouble));
    sums.nll = at::zeros({}, hidden.options().dtype(at::kDouble));
    if (wantGradient) {
        sums.hiddenGradient = at::empty_like(hidden);
        if (!onCpu || rows > chunk || rows == 0)
            sums.weightGradient = at::zeros(weight.sizes(), weight.options().dtype(at::kFloat));
    }
    for (std::int64_t begin = 0; begin < rows; begin += chunk) {
        const std::int64_t count = std::min(chunk, rows - begin);
        const at::Tensor h =
            onCpu ? roundedRows(hidden.narrow(0, begin, count)) : hidden.narrow(0, begin, count);
        const at::Tensor wanted = target.narrow(0, begin, count);
        const at::Tensor logits = affineProduct(h, weight, {});
        const at::Tensor slope =
            onCpu ? slopeOnCpu(logits, wanted, smoothing, wantGradient, sums)
                  : slopeByOperations(logits, h, meanWeight, wanted, smoothing, wantGradient, sums);
        if (!wantGradient)
            continue;
        sums.hiddenGradient.narrow(0, begin, count)
            .copy_(product(slope, weight).narrow(0, 0, count));
        addToWeightGradient(slope, h, onCpu && rows <= chunk, sums);
    }
    if (wantGradient && !onCpu && smoothing > 0) {
        sums.hiddenGradient.sub_(meanWeight.to(hidden.scalar_type()), smoothing);
        sums.weightGradient.sub_(hidden.sum(0, false, at::kFloat), smoothing / vocabulary);
    }
    return sums;
}

class ProjectedCrossEntropy : public torch::autograd::Function<ProjectedCrossEntropy>
{
public:
    static variable_list forward(AutogradContext* context, const at::Tensor& hidden,
                                 const at::Tensor& weight, const at::Tensor& target,
                                 double smoothing)
    {
        const Sums sums = computeSums(hidden, weight, target, smoothing, true);
        context->save_for_backward(
            {sums.hiddenGradient, sums.weightGradient.to(weight.scalar_type())});
        const at::Tensor smoothed = sums.smoothed.to(at::kFloat);
        context->mark_non_differentiable({sums.nll});
        return {smoothed, sums.nll};
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor scale = gradients[0];
        // Nearly always the loss itself is what is differentiated.
        if (scale.is_cpu() && scale.item<float>() == 1)
            return {saved[0], saved[1], at::Tensor(), at::Tensor()};
        return {saved[0].mul(scale), saved[1].mul(scale), at::Tensor(), at::Tensor()};
    }
};

} // namespace

std::int64_t logitRows(const at::Tensor& weight)
{
    const std::int64_t scalars = weight.is_cpu() ? 1 << 21 : 1 << 27;
    return std::max<std::int64_t>(64, scalars / weight.size(0));
}

CrossEntropy projectedCrossEntropy(const at::Tensor& hidden, const at::Tensor& weight,
                                   const at::Tensor& target, double smoothing)
{
    if (at::GradMode::is_enabled() && (hidden.requires_grad() || weight.requires_grad())) {
        const variable_list both = ProjectedCrossEntropy::apply(hidden, weight, target, smoothing);
        return {both[0], both[1]};
    }
    const Sums sums = computeSums(hidden, weight, target, smoothing, false);
    return {sums.smoothed.to(at::kFloat), sums.nll};
}

} // namespace palimpsest
