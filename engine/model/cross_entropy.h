// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace palimpsest
{

/// Rows of [rows, V] logits that are worked on at a time: what stays in a CPU's cache, and what
/// fills a GPU.
std::int64_t logitRows(const at::Tensor& weight);

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

/// Cross-entropy of the teacher's distribution and the student's at temperature T, summed over
/// rows: −Σ_v p_v · log q_v, p = softmax(teacher logits / T), q = softmax(student logits / T).
/// Differentiable in the student's hidden and weight; the teacher's are constants. Shapes and
/// chunks as above.
at::Tensor projectedSoftCrossEntropy(const at::Tensor& hidden, const at::Tensor& weight,
                                     const at::Tensor& teacherHidden,
                                     const at::Tensor& teacherWeight, double temperature);

} // namespace palimpsest
