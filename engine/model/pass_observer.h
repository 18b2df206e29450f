// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <ATen/core/Tensor.h>

#include "engine/model/transformer_layout.h"

namespace palimpsest
{

/// One lookup in the table of embeddings: y = scale · table[pieces] + positions.
struct EmbeddedPieces {
    std::size_t table = 0; ///< slot of [V, d]
    at::Tensor pieces;     ///< [B, L] int64
    double scale = 1;
    std::optional<std::size_t> positions; ///< slot of [maxPositions, d], learned positions only
    std::int64_t firstPosition = 0;
};

/// Sees every operation with parameters in a forward pass: what went in and what came out, whose
/// gradient a hook on it receives. Parameters take no part in autograd while one watches; their
/// gradients are the observer's to make. The output projection is not seen: it is the caller's.
class PassObserver
{
public:
    PassObserver() = default;
    PassObserver(const PassObserver&) = delete;
    PassObserver& operator=(const PassObserver&) = delete;
    virtual ~PassObserver() = default;

    virtual void embedding(const EmbeddedPieces& looked, const at::Tensor& y) = 0;
    /// y [..., out] = x [..., in] · Wᵀ + b.
    virtual void affine(const AffineSlots& slots, const at::Tensor& x, const at::Tensor& y) = 0;
    /// y = (x − mean)/deviation · w + b over the last dimension.
    virtual void layerNorm(const AffineSlots& slots, const at::Tensor& x, const at::Tensor& y) = 0;
};

} // namespace palimpsest
