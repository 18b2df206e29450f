// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/custom_function.h>

#include "engine/model/cpu/kernels.h"

// How the differentiable operations reach the kernels: numbers of tensors, and dropout that is
// drawn forward and the same backward.

namespace palimpsest::cpu
{

/// The numbers of a tensor as the kernels take them.
template <typename Number>
const Number* read(const at::Tensor& tensor)
{
    return static_cast<const Number*>(tensor.const_data_ptr());
}

template <typename Number>
Number* write(at::Tensor& tensor)
{
    return static_cast<Number*>(tensor.mutable_data_ptr());
}

/// Calls f with a value of the type that the kernels have for the tensor's numbers.
template <typename F>
void byType(const at::Tensor& tensor, const F& f)
{
    if (tensor.scalar_type() == at::kBFloat16)
        f(std::uint16_t());
    else
        f(float());
}

/// Memory for a kernel: so many floats, rounded up to its vectors of 16.
inline std::vector<float> scratchOf(std::int64_t floats)
{
    return std::vector<float>(static_cast<std::size_t>((floats + 15) / 16 * 16));
}

/// A key from torch's default generator; keeps everything at rate 0.
Dropout drawDropout(double rate);
void remember(torch::autograd::AutogradContext* context, const Dropout& dropout);
Dropout remembered(torch::autograd::AutogradContext* context);

} // namespace palimpsest::cpu
