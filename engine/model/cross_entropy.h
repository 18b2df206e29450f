// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace palimpsest
{

struct CrossEntropy {
    at::Tensor smoothed; ///< fp32 scalar, differentiable in hidden and weight
    at::Tensor nll;      ///< fp64 scalar
};

/// Output projection, log-softmax and label-smoothed cross-entropy in one, summed over rows:
/// (1−ε)·(−log p[target]) + ε·mean over the vocabulary of −log p.
///
/// hidden [N, d], weight [V, d] (fp32 or bf16), target [N] int64. Rows are worked on in chunks,
/// gradients are made along the way where they are wanted, so [N, V] never exists whole. Softmax is
/// fp32 always.
CrossEntropy projectedCrossEntropy(const at::Tensor& hidden, const at::Tensor& weight,
                                   const at::Tensor& target, double smoothing);

} // namespace palimpsest
