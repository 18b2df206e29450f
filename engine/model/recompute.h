// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <ATen/core/Tensor.h>

namespace palimpsest
{

/// A part of the network: of x and, in a decoder, the encoder's output (else undefined).
using Segment = std::function<at::Tensor(const at::Tensor& x, const at::Tensor& memory)>;

/// segment(x, memory), of which nothing but the result is kept (activation checkpointing, Chen et
/// al. 2016): backward runs it a second time, from the state that torch's default generator of the
/// device had, so that dropout has the same masks and every gradient the same bits. Other tensors
/// that the segment reads get their gradients only where they are leaves, or casts of leaves that
/// nothing else reads; the segment and what it refers to must outlive backward. Where x needs no
/// gradient it is the segment itself, which then keeps what it computes: without autograd, and in
/// the first layer above frozen embeddings.
at::Tensor recomputed(const at::Tensor& x, const at::Tensor& memory, const Segment& segment);

} // namespace palimpsest
