// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "engine/model/cpu/kernels.h"

// Operations on the CPU made of the kernels, differentiable where nothing else is said. Their
// dropout draws one key from torch's default generator, so at::manual_seed repeats it; the mask
// itself exists nowhere and is the same for any number of threads. Tensors are fp32 or bf16,
// results have the type of the input.

namespace palimpsest::cpu
{

/// Whether the operations below take this tensor: it is on the CPU, in fp32 or bf16.
bool handles(const at::Tensor& x);

/// Zeroes with probability `rate` and scales the rest by 1/(1−rate).
at::Tensor dropout(const at::Tensor& x, double rate);
/// x + dropout(y), both of one shape.
at::Tensor addDropped(const at::Tensor& x, const at::Tensor& y, double rate);
/// dropout(max(x, 0)).
at::Tensor reluDropped(const at::Tensor& x, double rate);

/// Which rows of a packed tensor belong to which sentence. There may be more rows behind the last.
struct PackedRows {
    at::Tensor starts;        ///< [B + 1] int64, from 0 to the rows of all sentences
    std::int64_t longest = 0; ///< most rows of one sentence
};

/// Attention of sentences without padding between them, with dropout on its weights. Either query
/// [N, 3d] holds queries, keys and values side by side and keyValue is undefined, or query is
/// [N, d] and keyValue [M, 2d]. Returns [N, d], 0 behind the last sentence; d is divided among the
/// heads.
at::Tensor attention(const at::Tensor& query, const at::Tensor& keyValue, const PackedRows& queries,
                     const PackedRows& keys, int heads, bool causal, double rate);

struct LossSums {
    double nll = 0;
    double smoothed = 0;
};

/// Label-smoothed cross-entropy of logits [N, V] and target [N] int64, summed over rows. With
/// `gradient` the logits become their own gradient. Not differentiable.
LossSums crossEntropy(at::Tensor& logits, const at::Tensor& target, double smoothing,
                      bool gradient);

/// Rows added to a matrix's gradient in some sentences.
struct AddedRows {
    at::Tensor rows;      ///< [K] int64, ascending
    at::Tensor sentences; ///< [K] int64
    at::Tensor values;    ///< [K, in] fp32
};

/// sums [out, in] fp64 += Σ_s |g_sᵀ·x_s + added|², or without the square, of slope g [B, L, out]
/// and input x [B, L, in], fp32; `added` may be null. The gradients themselves exist nowhere.
void addSentenceProducts(at::Tensor sums, const at::Tensor& slope, const at::Tensor& input,
                         bool square, const AddedRows* added);

/// gradient += k·(θ − θ*), of weights θ, base θ* and stiffness k, all [parameters] fp32 in one
/// piece; returns ½·Σ k·(θ − θ*)² and Σ (k·(θ − θ*))², the same for any number of threads. Not
/// differentiable.
PenaltySums addPenaltyGradient(at::Tensor& gradient, const at::Tensor& weights,
                               const at::Tensor& base, const at::Tensor& stiffness);

} // namespace palimpsest::cpu
