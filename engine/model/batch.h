// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace palimpsest
{

/// A padded batch on a device. B sentences, S source and T target positions.
struct Batch {
    at::Tensor source;             ///< [B, S] int64, each row closed by kEndId, then kPadId
    at::Tensor sourceLength;       ///< [B] int64, end mark included
    at::Tensor targetInput;        ///< [B, T] int64: kBeginId, then the target without its end mark
    at::Tensor targetOutput;       ///< [B, T] int64: the target closed by kEndId, then kPadId
    std::int64_t sourceTokens = 0; ///< real pieces, end marks included
    std::int64_t targetTokens = 0;
    bool padded = true; ///< false when no row is padded on either side
};

} // namespace palimpsest
