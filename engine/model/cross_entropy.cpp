// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/cross_entropy.h"

#include <algorithm>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <torch/csrc/autograd/custom_function.h>

namespace palimpsest
{

namespace
{

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Sums {
    at::Tensor smoothed, nll;                  // fp64 scalars
    at::Tensor hiddenGradient, weightGradient; // undefined unless wanted
};

// d loss / d logits = p − (1−ε)·onehot − ε/V. Its last part is the same for all pieces, so it
// reaches the gradients as sums of rows, without another pass over [N, V]; likewise the mean of the
// logits is h·mean(W).
Sums computeSums(const at::Tensor& hidden, const at::Tensor& weight, const at::Tensor& target,
                 double smoothing, bool wantGradient)
{
    const std::int64_t rows = hidden.size(0);
    const std::int64_t vocabulary = weight.size(0);
    const auto type = hidden.scalar_type();
    const at::Tensor meanWeight = weight.sum(0, false, at::kFloat).div_(vocabulary);
    Sums sums;
    sums.smoothed = at::zeros({}, hidden.options().dtype(at::kDouble));
    sums.nll = at::zeros({}, hidden.options().dtype(at::kDouble));
    if (wantGradient) {
        sums.hiddenGradient = at::empty_like(hidden);
        sums.weightGradient = at::zeros(weight.sizes(), weight.options().dtype(at::kFloat));
    }
    const std::int64_t chunk = logitRows(weight);
    for (std::int64_t begin = 0; begin < rows; begin += chunk) {
        const std::int64_t count = std::min(chunk, rows - begin);
        const at::Tensor h = hidden.narrow(0, begin, count);
        const at::Tensor wanted = target.narrow(0, begin, count).unsqueeze(1);
        const at::Tensor logits = at::linear(h, weight).to(at::kFloat);
        at::Tensor logp = at::log_softmax(logits, 1);
        const at::Tensor wantedLogp = logp.gather(1, wanted);
        const at::Tensor logNormaliser = logits.gather(1, wanted).sub_(wantedLogp);
        const at::Tensor meanLogits = at::mv(h.to(at::kFloat), meanWeight).unsqueeze(1);
        const at::Tensor nll = wantedLogp.sum(at::kDouble).neg_();
        sums.nll.add_(nll);
        sums.smoothed.add_(nll, 1 - smoothing);
        sums.smoothed.add_((logNormaliser - meanLogits).sum(at::kDouble), smoothing);
        if (!wantGradient)
            continue;
        logp.exp_();
        logp.scatter_add_(1, wanted, at::full_like(wantedLogp, smoothing - 1));
        const at::Tensor slope = logp.to(type);
        at::Tensor part = sums.hiddenGradient.narrow(0, begin, count);
        part.copy_(at::mm(slope, weight));
        part.sub_(meanWeight.to(type), smoothing);
        if (type == at::kFloat)
            sums.weightGradient.addmm_(slope.t(), h);
        else
            sums.weightGradient.add_(at::mm(slope.t(), h));
    }
    if (wantGradient && smoothing > 0)
        sums.weightGradient.sub_(hidden.sum(0, false, at::kFloat), smoothing / vocabulary);
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
