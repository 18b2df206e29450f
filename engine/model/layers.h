// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "engine/model/cpu/fused.h"
#include "engine/model/pass_observer.h"
#include "engine/model/transformer_layout.h"
#include "engine/study/model_options.h"

namespace palimpsest
{

/// Parameters by slot, in the precision of the computation, and who watches it, if anybody.
struct Weights : std::vector<at::Tensor> {
    PassObserver* observer = nullptr;
};

/// On the CPU, products whose number of rows varies from batch to batch get rows of padding up to a
/// multiple of this: oneDNN compiles a product anew for sizes that it has not met.
inline constexpr std::int64_t kRowUnit = 64;

/// x·Wᵀ + b.
at::Tensor affine(const at::Tensor& x, const Weights& weights, const AffineSlots& slots);
/// Added to the variance.
inline constexpr double kNormEpsilon = 1e-5;
at::Tensor layerNorm(const at::Tensor& x, const Weights& weights, const AffineSlots& slots);
/// Zeroes with probability `rate` and scales the rest by 1/(1−rate); the masks come from torch's
/// default generator of the device, so at::manual_seed repeats them. 0 = x itself.
at::Tensor dropout(const at::Tensor& x, double rate);
/// x + dropout(y).
at::Tensor addDropped(const at::Tensor& x, const at::Tensor& y, double rate);

/// How the rows of activations belong to sentences: padded, [B, L, …], or packed one after the
/// other without padding, [N, …], which only the CPU's operations take.
struct Rows {
    at::Tensor mask; ///< padded: additive, over the positions [B, 1, 1, L], or undefined when
                     ///< nothing is padded
    cpu::PackedRows packed; ///< starts are defined when it is this form

    bool arePacked() const { return packed.starts.defined(); }
};

/// Additive mask over source positions [B, 1, 1, length]: −∞ behind each sentence's end. Undefined
/// where `sourceLength` [B] is.
at::Tensor sourceMask(const at::Tensor& sourceLength, std::int64_t length, at::ScalarType type);
/// [B, L, n·d] → n tensors [B, heads, L, d/heads], views.
std::vector<at::Tensor> splitHeads(const at::Tensor& projected, int parts, int heads);
/// [B, heads, L, d/heads] → [B, L, d].
at::Tensor joinHeads(const at::Tensor& x);
/// softmax(q·kᵀ/√(d/heads) + mask)·v with dropout on the weights. `mask`: additive, broadcast to
/// [B, heads, Lq, Lk], or undefined.
at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                  const at::Tensor& mask, bool causal, double rate);
/// Attention among the rows of each sentence: [.., 3d], queries, keys and values side by side, →
/// [.., d]. Causal: a row sees itself and what stands before it; padding stands behind.
at::Tensor selfAttention(const at::Tensor& projected, const Rows& rows, bool causal, int heads,
                         double rate);
/// Attention of queries [.., d] over the keys and values [.., 2d] of the same sentences → [.., d].
at::Tensor crossAttention(const at::Tensor& query, const Rows& queries, const at::Tensor& keyValue,
                          const Rows& keys, int heads, double rate);

/// One sub-layer with its residual connection and its norm before or after: f is given the (normed)
/// input.
template <typename Function>
at::Tensor residual(const at::Tensor& x, const Weights& weights, const AffineSlots& norm,
                    NormPlacement placement, double rate, const Function& f)
{
    if (placement == NormPlacement::Pre)
        return addDropped(x, f(layerNorm(x, weights, norm)), rate);
    return layerNorm(addDropped(x, f(x), rate), weights, norm);
}

/// outer(dropout(activation(inner(x)))).
at::Tensor feedForward(const at::Tensor& x, const Weights& weights, const LayerSlots& layer,
                       Activation activation, double rate);

/// What an adapter makes of the output of its sublayer; x itself where there is none.
at::Tensor adapted(const at::Tensor& x, const Weights& weights,
                   const std::optional<AdapterSlots>& adapter);

} // namespace palimpsest
