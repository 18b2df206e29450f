// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "engine/model/cpu/fused.h"

namespace palimpsest
{

/// How a padded batch's sentences are laid one behind the other without padding, N rows.
struct Packing {
    at::Tensor places; ///< [N] int64: positions in their sentences
    cpu::PackedRows rows;
    std::int64_t real = 0; ///< rows that belong to a sentence; N is the next multiple of kRowUnit
    at::Tensor from;       ///< [N] int64: places in the flattened batch; those of padding are 0

    /// Of [B, L] ids those of the packed rows, [N]; kPadId behind the last sentence.
    at::Tensor packed(const at::Tensor& ids) const;
};

/// Of ids [B, L] on the CPU. Where the batch is padded, a sentence ends with the last piece that is
/// no padding.
Packing packing(const at::Tensor& ids, bool padded);

} // namespace palimpsest
