// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/products.h"

#include <algorithm>
#include <optional>

#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

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
    static const bool faster = at::hasMKLDNN() && __builtin_cpu_supports("avx512f") &&
                               __builtin_cpu_supports("avx512bw") &&
                               __builtin_cpu_supports("avx512vl") &&
                               __builtin_cpu_supports("avx512dq") && !__builtin_cpu_is("intel");
    return faster;
}

bool worthOneDnn(const at::Tensor& a)
{
    return a.is_cpu() && a.scalar_type() == at::kFloat && oneDnnIsFaster();
}

/// Of the sizes [rows, inner]·[inner, columns]; finding oneDNN's compiled code costs more than a
/// small product.
bool isSmall(std::int64_t rows, std::int64_t inner, std::int64_t columns)
{
    constexpr std::int64_t kLeast = 16;
    return std::min({rows, inner, columns}) < kLeast;
}

void multiply(const at::Tensor& a, const at::Tensor& b, const at::Tensor& result, float beta)
{
    at::native::mkldnn_matmul(a, b, result, beta, 1);
}

#else

bool worthOneDnn(const at::Tensor&)
{
    return false;
}

bool isSmall(std::int64_t, std::int64_t, std::int64_t)
{
    return true;
}

void multiply(const at::Tensor&, const at::Tensor&, const at::Tensor&, float) {}

#endif

std::optional<at::Tensor> optionalOf(const at::Tensor& bias)
{
    return bias.defined() ? std::optional(bias) : std::nullopt;
}

at::Tensor affineRows(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    if (isSmall(x.size(0), weight.size(1), weight.size(0)))
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
    if (!worthOneDnn(x))
        return at::linear(x, weight, optionalOf(bias));
    const bool differentiable =
        at::GradMode::is_enabled() &&
        (x.requires_grad() || weight.requires_grad() || (bias.defined() && bias.requires_grad()));
    return differentiable ? AffineProduct::apply(x, weight, optionalOf(bias))
                          : affineForward(x, weight, bias);
}

at::Tensor product(const at::Tensor& a, const at::Tensor& b)
{
    if (!worthOneDnn(a) || isSmall(a.size(0), a.size(1), b.size(1)))
        return at::mm(a, b);
    at::Tensor result = at::empty({a.size(0), b.size(1)}, a.options());
    multiply(a, b, result, 0);
    return result;
}

void addProduct(at::Tensor& sum, const at::Tensor& a, const at::Tensor& b)
{
    if (a.scalar_type() != at::kFloat)
        sum.add_(at::mm(a, b));
    else if (!worthOneDnn(a) || isSmall(a.size(0), a.size(1), b.size(1)))
        sum.addmm_(a, b);
    else
        multiply(a, b, sum, 1);
}

} // namespace palimpsest
