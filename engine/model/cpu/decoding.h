// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

// What a step of decoding needs beside products of matrices, made of the kernels and without
// autograd. Tensors are fp32 or bf16 on the CPU.

namespace palimpsest::cpu
{

/// Attention of the newest position of R hypotheses to themselves: steps [t] of [R', 3d], queries,
/// keys and values side by side; row origins [R, t] int32 of each step belongs to the hypothesis.
/// Returns [R, d].
at::Tensor attendSteps(const std::vector<at::Tensor>& steps, const at::Tensor& origins, int heads);

/// Rows of keys and values that belong to n sentences.
struct SourceRows {
    at::Tensor starts, ends;  ///< [n] int64
    std::int64_t longest = 0; ///< most rows of one
};

/// Attention of queries [R, d] to the source: R/n rows for each sentence, keyValue [M, 2d]. Returns
/// [R, d].
at::Tensor attendSource(const at::Tensor& query, const at::Tensor& keyValue, const SourceRows& rows,
                        int heads);

struct BestPieces {
    at::Tensor scores; ///< [R, count] log p, fp32, descending
    at::Tensor pieces; ///< [R, count] int64
};

/// The `count` best pieces of each row of logits [R, V], fp32. `forbidden` is never among them (−1:
/// everything is allowed); where there are not so many, scores of −∞ fill up.
BestPieces bestPieces(const at::Tensor& logits, std::int64_t count, std::int64_t forbidden);

/// The best piece of each row, [R] int64; of equals the first.
at::Tensor bestPiece(const at::Tensor& logits, std::int64_t forbidden);

} // namespace palimpsest::cpu
