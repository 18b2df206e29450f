// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

namespace palimpsest
{

/// Keys and values of a decoder under way, which decodes n sentences with `beam` hypotheses each.
/// Rows are hypotheses, those of a sentence side by side: R = n · beam. What attention sees of the
/// source exists once a sentence.
class DecoderCache
{
public:
    virtual ~DecoderCache() = default;

    /// Attention of the newest position to itself and all before, of one layer: queries, keys and
    /// values side by side [R, 3d] → [R, d]. Every layer is asked once a position.
    virtual at::Tensor attendSelf(std::size_t layer, const at::Tensor& projected) = 0;
    /// Attention to the source: queries [R, d] → [R, d].
    virtual at::Tensor attendSource(std::size_t layer, const at::Tensor& query) = 0;
    /// Goes on with these hypotheses ([R'] int64, in this order). `sentences` [n'] int64 are those
    /// that stay, in the order of their hypotheses; undefined when all do.
    virtual void select(const at::Tensor& rows, const at::Tensor& sentences) = 0;
};

/// What the decoder sees of the source.
struct DecoderMemory {
    std::vector<at::Tensor> keyValues; ///< a layer: keys and values side by side, [n, S, 2d]
    at::Tensor lengths;                ///< [n] int64 of the sources; undefined when all are S
    int heads = 1;
    std::int64_t beam = 1;
};

/// On the CPU by its own kernels, where nothing is ever moved; elsewhere by LibTorch's operations.
std::unique_ptr<DecoderCache> makeDecoderCache(const DecoderMemory& memory);

} // namespace palimpsest
