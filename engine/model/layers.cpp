// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/layers.h"

#include <limits>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include "engine/model/products.h"

namespace palimpsest
{

at::Tensor affine(const at::Tensor& x, const Weights& weights, const AffineSlots& slots)
{
    at::Tensor y = affineProduct(x, weights[slots.weight], weights[slots.bias]);
    if (weights.observer)
        weights.observer->affine(slots, x, y);
    return y;
}

at::Tensor layerNorm(const at::Tensor& x, const Weights& weights, const AffineSlots& slots)
{
    at::Tensor y =
        at::layer_norm(x, {x.size(-1)}, weights[slots.weight], weights[slots.bias], kNormEpsilon);
    if (weights.observer)
        weights.observer->layerNorm(slots, x, y);
    return y;
}

at::Tensor dropout(const at::Tensor& x, double rate)
{
    if (rate <= 0)
        return x;
    return cpu::handles(x) ? cpu::dropout(x, rate) : at::dropout(x, rate, true);
}

at::Tensor addDropped(const at::Tensor& x, const at::Tensor& y, double rate)
{
    if (rate <= 0)
        return x + y;
    return cpu::handles(x) ? cpu::addDropped(x, y, rate) : x + at::dropout(y, rate, true);
}

at::Tensor sourceMask(const at::Tensor& sourceLength, std::int64_t length, at::ScalarType type)
{
    if (!sourceLength.defined())
        return {};
    const at::Tensor position = at::arange(length, sourceLength.options());
    const at::Tensor beyond = position.unsqueeze(0).ge(sourceLength.unsqueeze(1));
    return at::zeros(beyond.sizes(), beyond.options().dtype(type))
        .masked_fill_(beyond, -std::numeric_limits<float>::infinity())
        .view({-1, 1, 1, length});
}

std::vector<at::Tensor> splitHeads(const at::Tensor& projected, int parts, int heads)
{
    const std::int64_t batch = projected.size(0);
    const std::int64_t length = projected.size(1);
    const at::Tensor apart = projected.view({batch, length, parts, heads, -1});
    if (parts == 1)
        return {apart.select(2, 0).transpose(1, 2)};
    return apart.permute({2, 0, 3, 1, 4}).unbind(0);
}

at::Tensor joinHeads(const at::Tensor& x)
{
    return x.transpose(1, 2).reshape({x.size(0), x.size(2), -1});
}

at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                  const at::Tensor& mask, bool causal, double rate)
{
    const std::optional<at::Tensor> given = mask.defined() ? std::optional(mask) : std::nullopt;
    return at::scaled_dot_product_attention(query, key, value, given, rate, causal);
}

at::Tensor selfAttention(const at::Tensor& projected, const Rows& rows, bool causal, int heads,
                         double rate)
{
    if (rows.arePacked())
        return cpu::attention(projected, {}, rows.packed, rows.packed, heads, causal, rate);
    const auto parts = splitHeads(projected, 3, heads);
    const at::Tensor mask = causal ? at::Tensor() : rows.mask;
    return joinHeads(attend(parts[0], parts[1], parts[2], mask, causal, rate));
}

at::Tensor crossAttention(const at::Tensor& query, const Rows& queries, const at::Tensor& keyValue,
                          const Rows& keys, int heads, double rate)
{
    if (queries.arePacked())
        return cpu::attention(query, keyValue, queries.packed, keys.packed, heads, false, rate);
    const auto q = splitHeads(query, 1, heads);
    const auto kv = splitHeads(keyValue, 2, heads);
    return joinHeads(attend(q[0], kv[0], kv[1], keys.mask, false, rate));
}

at::Tensor feedForward(const at::Tensor& x, const Weights& weights, const LayerSlots& layer,
                       Activation activation, double rate)
{
    at::Tensor inner = affine(x, weights, layer.inner);
    if (activation == Activation::Relu && rate > 0 && cpu::handles(inner))
        return affine(cpu::reluDropped(inner, rate), weights, layer.outer);
    switch (activation) {
    case Activation::Relu:
        inner = at::relu(inner);
        break;
    case Activation::Gelu:
        inner = at::gelu(inner);
        break;
    case Activation::Silu:
        inner = at::silu(inner);
        break;
    }
    return affine(dropout(inner, rate), weights, layer.outer);
}

at::Tensor adapted(const at::Tensor& x, const Weights& weights,
                   const std::optional<AdapterSlots>& adapter)
{
    if (!adapter)
        return x;
    const at::Tensor normed = layerNorm(x, weights, adapter->norm);
    const at::Tensor inner = at::relu(affine(normed, weights, adapter->down));
    return x + affine(inner, weights, adapter->up);
}

} // namespace palimpsest
