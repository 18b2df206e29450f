// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "engine/model/batch.h"
#include "engine/text/batch_stream.h"

namespace palimpsest
{

/// Pads pairs (each side closed by kEndId) into one batch on a device. The decoder's input is the
/// target shifted by one, with kBeginId in front. The pairs must not be empty.
Batch assembleBatch(std::span<const EncodedPair> pairs, at::Device device);

/// The pairs of one step of a stream.
Batch assembleBatch(const BatchStream& stream, const BatchIndices& indices, at::Device device);

/// Cuts pairs into consecutive batches, in the order given, so that the padded source and target
/// pieces of each stay within `batchTokens`; a longer pair is a batch of its own. Returns the first
/// index of each batch and, last, the number of pairs.
std::vector<std::size_t> cutBatches(std::span<const EncodedPair> pairs, std::int64_t batchTokens);

} // namespace palimpsest
