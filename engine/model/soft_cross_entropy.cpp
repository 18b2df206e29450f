// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include "engine/model/cross_entropy.h"
#include "engine/model/products.h"

namespace palimpsest
{

namespace
{

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// softmax(hidden · weightᵀ / T) or its logarithm, fp32.
at::Tensor scaledLogits(const at::Tensor& hidden, const at::Tensor& weight, double temperature)
{
    return affineProduct(hidden, weight, {}).to(at::kFloat).div_(temperature);
}

// d loss / d student logits = (q − p) / T.
class SoftCrossEntropy : public torch::autograd::Function<SoftCrossEntropy>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& hidden,
                              const at::Tensor& weight, const at::Tensor& teacherHidden,
                              const at::Tensor& teacherWeight, double temperature)
    {
        const std::int64_t rows = hidden.size(0);
        at::Tensor sum = at::zeros({}, hidden.options().dtype(at::kDouble));
        at::Tensor hiddenGradient = at::empty_like(hidden);
        at::Tensor weightGradient = at::zeros(weight.sizes(), weight.options().dtype(at::kFloat));
        const std::int64_t chunk = logitRows(weight);
        for (std::int64_t begin = 0; begin < rows; begin += chunk) {
            const std::int64_t count = std::min(chunk, rows - begin);
            const at::Tensor h = hidden.narrow(0, begin, count);
            const at::Tensor wanted = at::softmax(
                scaledLogits(teacherHidden.narrow(0, begin, count), teacherWeight, temperature), 1);
            at::Tensor logq = at::log_softmax(scaledLogits(h, weight, temperature), 1);
            sum.sub_(logq.mul(wanted).sum(at::kDouble));
            const at::Tensor slope =
                logq.exp_().sub_(wanted).div_(temperature).to(hidden.scalar_type());
            hiddenGradient.narrow(0, begin, count).copy_(product(slope, weight));
            addProduct(weightGradient, slope.t(), h);
        }
        context->save_for_backward({hiddenGradient, weightGradient.to(weight.scalar_type())});
        return sum.to(at::kFloat);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const variable_list saved = context->get_saved_variables();
        return {saved[0].mul(gradients[0]), saved[1].mul(gradients[0]), at::Tensor(), at::Tensor(),
                at::Tensor()};
    }
};

} // namespace

at::Tensor projectedSoftCrossEntropy(const at::Tensor& hidden, const at::Tensor& weight,
                                     const at::Tensor& teacherHidden,
                                     const at::Tensor& teacherWeight, double temperature)
{
    return SoftCrossEntropy::apply(hidden, weight, teacherHidden.detach(), teacherWeight.detach(),
                                   temperature);
}

} // namespace palimpsest
