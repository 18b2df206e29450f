// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/products.h"

#include <algorithm>
#include <optional>

#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include "engine/model/cpu/level.h"

#if defined(PALIMPSEST_ONEDNN_PRODUCTS)
namespace at::native
{
// result ← α·a·b + β·result. LibTorch exports it but installs no header for it; torch.cmake looks
// whether it is there.
TORCH_API void mkldnn_matmul(const Tensor& a, const Tensor& b, const Tensor& result, float beta,
                             float alpha);
} // namespace at::native
#endif

namespace palimpsest
{

namespace
{

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

#if defined(PALIMPSEST_ONEDNN_PRODUCTS)
bool oneDnnIsFaster()
{
    static const bool faster = at::hasMKLDNN() && cpu::hasAvx512() && !__builtin_cpu_is("intel");
    return faster;
}

void multiply(const at::Tensor& a, const at::Tensor& b, const at::Tensor& result, float beta)
{
    at::native::mkldnn_matmul(a, b, result, beta, 1);
}
#else
bool oneDnnIsFaster()
{
    return false;
}

void multiply(const at::Tensor&, const at::Tensor&, const at::Tensor&, float) {}
#endif

bool fitsOneDnn(const at::Tensor& x)
{
    return x.is_cpu() && x.scalar_type() == at::kFloat && oneDnnIsFaster();
}

/// Whether a·b is oneDNN's to make; finding its compiled code costs more than a small product.
bool worthOneDnn(const at::Tensor& a, const at::Tensor& b)
{
    constexpr std::int64_t kLeast = 16;
    return fitsOneDnn(a) && std::min({a.size(0), a.size(1), b.size(1)}) >= kLeast;
}

std::optional<at::Tensor> optionalOf(const at::Tensor& bias)
{
    return bias.defined() ? std::optional(bias) : std::nullopt;
}

at::Tensor affineRows(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    if (!worthOneDnn(x, weight.t()))
        return at::linear(x, weight, optionalOf(bias));
    at::Tensor y = at::empty({x.size(0), weight.size(0)}, x.options());
    if (bias.defined())
        y.copy_(bias.expand_as(y));
    multiply(x, weight.t(), y, bias.defined() ? 1 : 0);
    return y;
}

at::Tensor affineForward(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    if (x.dim() == 2)
        return affineRows(x, weight, bias);
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = weight.size(0);
    return affineRows(x.reshape({-1, x.size(-1)}), weight, bias).view(shape);
}

class AffineProduct : public torch::autograd::Function<AffineProduct>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                              const at::Tensor& weight, const std::optional<at::Tensor>& bias)
    {
        context->save_for_backward({x, weight});
        context->saved_data["biased"] = bias.has_value();
        return affineForward(x, weight, bias.value_or(at::Tensor()));
    }

    static variable_list backward(AutogradContext* context, const variable_list& slopes)
    {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor rows = saved[0].reshape({-1, saved[0].size(-1)});
        const at::Tensor slope = slopes[0].reshape({-1, slopes[0].size(-1)});
        variable_list made(3);
        if (context->needs_input_grad(0))
            made[0] = product(slope, saved[1]).view(saved[0].sizes());
        if (context->needs_input_grad(1))
            made[1] = product(slope.t(), rows);
        if (context->saved_data["biased"].toBool() && context->needs_input_grad(2))
            made[2] = slope.sum(0);
        return made;
    }
};

} // namespace

at::Tensor affineProduct(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    if (!fitsOneDnn(x))
        return at::linear(x, weight, optionalOf(bias));
    const bool differentiable =
        at::GradMode::is_enabled() &&
        (x.requires_grad() || weight.requires_grad() || (bias.defined() && bias.requires_grad()));
    return differentiable ? AffineProduct::apply(x, weight, optionalOf(bias))
                          : affineForward(x, weight, bias);
}

at::Tensor product(const at::Tensor& a, const at::Tensor& b)
{
    if (!worthOneDnn(a, b))
        return at::mm(a, b);
    at::Tensor result = at::empty({a.size(0), b.size(1)}, a.options());
    multiply(a, b, result, 0);
    return result;
}

void addProduct(at::Tensor& sum, const at::Tensor& a, const at::Tensor& b)
{
    if (a.scalar_type() != at::kFloat)
        sum.add_(at::mm(a, b));
    else if (worthOneDnn(a, b))
        multiply(a, b, sum, 1);
    else
        sum.addmm_(a, b);
}

} // namespace palimpsest
