// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

// Products of matrices. In fp32 on processors with AVX-512 that are not Intel's they are oneDNN's:
// LibTorch takes MKL's, which stop at AVX2 there and take twice the time. All else is LibTorch's.

namespace palimpsest
{

/// x·Wᵀ + b of x [..., in], weight [out, in] and bias [out] or undefined; differentiable in all.
at::Tensor affineProduct(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

/// a·b of matrices of one type, in that type. Not differentiable.
at::Tensor product(const at::Tensor& a, const at::Tensor& b);

/// sum += a·b, the sum in fp32 and dense. Not differentiable.
void addProduct(at::Tensor& sum, const at::Tensor& a, const at::Tensor& b);

} // namespace palimpsest
