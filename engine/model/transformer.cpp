// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/transformer.h"

#include <cmath>
#include <limits>
#include <stdexcept>

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/cross_entropy.h"
#include "engine/model/packing.h"
#include "engine/model/products.h"
#include "engine/model/recompute.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

// PE(p, 2i) = sin(p / 10000^(2i/d)), PE(p, 2i+1) = cos of the same (Vaswani et al. 2017,
// section 3.5).
at::Tensor sinusoids(std::int64_t positions, std::int64_t width)
{
    at::Tensor table = at::empty({positions, width}, at::kFloat);
    float* value = table.data_ptr<float>();
    for (std::int64_t p = 0; p < positions; ++p)
        for (std::int64_t i = 0; i < width; ++i) {
            const double exponent = static_cast<double>(i - i % 2) / static_cast<double>(width);
            const double angle = static_cast<double>(p) / std::pow(10000.0, exponent);
            *value++ = static_cast<float>(i % 2 == 0 ? std::sin(angle) : std::cos(angle));
        }
    return table;
}

at::Tensor lengthIfPadded(const Batch& batch)
{
    const bool padded = batch.padded && batch.sourceTokens != batch.source.numel();
    return padded ? batch.sourceLength : at::Tensor();
}

// Indices of the real target positions in the flattened batch, without asking a GPU how many they
// are.
at::Tensor realPositions(const at::Tensor& flatTarget, std::int64_t tokens)
{
    const at::Tensor real = flatTarget.ne(kPadId);
    if (real.is_cpu() || tokens == 0)
        return at::nonzero(real).squeeze(1);
    return at::argsort(real, /*stable=*/true, 0, /*descending=*/true).narrow(0, 0, tokens);
}

// [rows, d] with one more column, and zeros up to a width that matrix units like.
at::Tensor withColumn(const at::Tensor& matrix, const at::Tensor& column)
{
    constexpr std::int64_t kUnit = 8;
    const std::int64_t rows = matrix.size(0);
    const std::int64_t spare = kUnit - 1 - matrix.size(1) % kUnit;
    return at::cat({matrix, column.unsqueeze(1), at::zeros({rows, spare}, matrix.options())}, 1);
}

at::ScalarType typeOf(Precision precision)
{
    if (precision == Precision::Auto)
        throw std::invalid_argument("the precision must be chosen before a forward pass");
    return precision == Precision::BFloat16 ? at::kBFloat16 : at::kFloat;
}

} // namespace

ForwardOptions trainingPass(const TrainingOptions& options, Precision precision)
{
    return {options.dropout, precision, nullptr, options.activationCheckpointing};
}

Transformer::Transformer(const ModelOptions& options, int vocabulary, at::Device device)
    : m_options(options), m_vocabulary(vocabulary), m_layout(options, vocabulary),
      m_parameters(m_layout.entries, device)
{
    if (options.positions == Positions::Sinusoidal)
        m_sinusoids = sinusoids(options.maxPositions, options.dModel).to(device);
}

void Transformer::holdZeroStart()
{
    if (!m_options.startsWithPad)
        return;
    const at::NoGradGuard noGrad;
    const at::Tensor& embedding = m_parameters.at(m_layout.targetEmbedding);
    embedding.grad().select(0, kPadId).mul_(embedding.select(0, kPadId).any());
}

Weights Transformer::weightsIn(Precision precision, PassObserver* observer) const
{
    const at::ScalarType type = typeOf(precision);
    Weights weights;
    weights.reserve(m_layout.entries.size());
    for (std::size_t i = 0; i < m_layout.entries.size(); ++i) {
        const at::Tensor& leaf = m_parameters.at(i);
        weights.push_back((observer ? leaf.detach() : leaf).to(type));
    }
    weights.observer = observer;
    return weights;
}

Transformer::Sides Transformer::paddedSides(const Batch& batch, at::ScalarType type) const
{
    Sides sides;
    sides.source.ids = batch.source;
    sides.source.rows.mask = sourceMask(lengthIfPadded(batch), batch.source.size(1), type);
    sides.target.ids = batch.targetInput;
    sides.wanted = batch.targetOutput;
    if (m_options.startsWithPad) {
        sides.target.ids = sides.target.ids.clone();
        sides.target.ids.select(1, 0).fill_(kPadId);
    }
    return sides;
}

Transformer::Sides Transformer::packedSides(const Batch& batch) const
{
    const Packing source = packing(batch.source, batch.padded);
    const Packing target = packing(batch.targetOutput, batch.padded);
    const Sides padded = paddedSides(batch, at::kFloat);
    Sides sides;
    sides.source = {source.packed(padded.source.ids), source.places, {{}, source.rows}};
    sides.target = {target.packed(padded.target.ids), target.places, {{}, target.rows}};
    sides.wanted = target.packed(padded.wanted).narrow(0, 0, target.real);
    return sides;
}

at::Tensor Transformer::embed(const Weights& weights, const Pieces& pieces, bool source,
                              std::int64_t firstPosition, double rate) const
{
    const bool packed = pieces.rows.arePacked();
    const std::int64_t length = packed ? pieces.rows.packed.longest : pieces.ids.size(1);
    if (firstPosition + length > m_options.maxPositions)
        throw BadInput("A sentence of " + std::to_string(firstPosition + length) +
                       " pieces is longer than the " + std::to_string(m_options.maxPositions) +
                       " positions of the model: shorten it or split it.");
    const std::size_t table = source ? m_layout.sourceEmbedding : m_layout.targetEmbedding;
    const at::Tensor looked = at::embedding(weights[table], pieces.ids);
    const bool learned = m_options.positions == Positions::Learned;
    const std::size_t slot = source ? m_layout.sourcePositions : m_layout.targetPositions;
    at::Tensor positions = learned ? weights[slot] : m_sinusoids;
    positions = positions.narrow(0, firstPosition, length).to(looked.scalar_type());
    if (packed)
        positions = positions.index_select(0, pieces.places);
    const double scale = std::sqrt(static_cast<double>(m_options.dModel));
    at::Tensor sum = at::add(positions, looked, scale);
    if (weights.observer) {
        sum.set_requires_grad(true);
        weights.observer->embedding(
            {table, pieces.ids, scale, learned ? std::optional(slot) : std::nullopt, firstPosition},
            sum);
    }
    return dropout(sum, rate);
}

at::Tensor Transformer::closingNorm(const Weights& weights, const at::Tensor& x) const
{
    return m_options.norm == NormPlacement::Pre ? layerNorm(x, weights, m_layout.decoderNorm) : x;
}

at::Tensor Transformer::logits(const Weights& weights, const at::Tensor& hidden) const
{
    const at::Tensor& projection = weights[m_layout.outputEmbedding];
    return affineProduct(hidden, projection,
                         m_options.outputBias ? weights[m_layout.outputBias] : at::Tensor());
}

at::Tensor Transformer::encoderLayer(const Weights& weights, const LayerSlots& layer,
                                     const Rows& rows, double rate, const at::Tensor& in) const
{
    at::Tensor x =
        residual(in, weights, layer.self.norm, m_options.norm, rate, [&](const at::Tensor& normed) {
            return affine(selfAttention(affine(normed, weights, layer.self.input), rows, false,
                                        m_options.heads, rate),
                          weights, layer.self.output);
        });
    x = adapted(x, weights, layer.self.adapter);
    return feedForwardSublayer(weights, layer, rate, x);
}

at::Tensor Transformer::encodeWith(const Weights& weights, const Pieces& source,
                                   const ForwardOptions& options) const
{
    const double rate = options.dropout;
    at::Tensor x = embed(weights, source, true, 0, rate);
    for (const LayerSlots& layer : m_layout.encoder) {
        if (options.recompute)
            x = recomputed(x, {},
                           [this, weights, &layer, rows = source.rows,
                            rate](const at::Tensor& in, const at::Tensor& /*memory*/) {
                               return encoderLayer(weights, layer, rows, rate, in);
                           });
        else
            x = encoderLayer(weights, layer, source.rows, rate, x);
    }
    return m_options.norm == NormPlacement::Pre ? layerNorm(x, weights, m_layout.encoderNorm) : x;
}

at::Tensor Transformer::encode(const at::Tensor& source, const at::Tensor& sourceLength,
                               const ForwardOptions& options) const
{
    const at::Tensor mask = sourceMask(sourceLength, source.size(1), typeOf(options.precision));
    return encodeWith(weightsIn(options.precision, options.observer), {source, {}, {mask, {}}},
                      options);
}

at::Tensor Transformer::encodeWith(const at::Tensor& source, const at::Tensor& sourceLength,
                                   const Weights& weights) const
{
    const at::ScalarType type = weights.front().scalar_type();
    return encodeWith(weights, {source, {}, {sourceMask(sourceLength, source.size(1), type), {}}},
                      {});
}

at::Tensor Transformer::decoderLayer(const Weights& weights, const LayerSlots& layer,
                                     const Rows& targets, const Rows& sources, double rate,
                                     const at::Tensor& in, const at::Tensor& memory) const
{
    at::Tensor x =
        residual(in, weights, layer.self.norm, m_options.norm, rate, [&](const at::Tensor& normed) {
            return affine(selfAttention(affine(normed, weights, layer.self.input), targets, true,
                                        m_options.heads, rate),
                          weights, layer.self.output);
        });
    x = adapted(x, weights, layer.self.adapter);
    x = residual(x, weights, layer.cross.norm, m_options.norm, rate, [&](const at::Tensor& normed) {
        return affine(crossAttention(affine(normed, weights, layer.cross.input), targets,
                                     affine(memory, weights, layer.cross.keyValue), sources,
                                     m_options.heads, rate),
                      weights, layer.cross.output);
    });
    x = adapted(x, weights, layer.cross.adapter);
    return feedForwardSublayer(weights, layer, rate, x);
}

at::Tensor Transformer::feedForwardSublayer(const Weights& weights, const LayerSlots& layer,
                                            double rate, const at::Tensor& in) const
{
    const at::Tensor x = residual(
        in, weights, layer.feedForwardNorm, m_options.norm, rate, [&](const at::Tensor& normed) {
            return feedForward(normed, weights, layer, m_options.activation, rate);
        });
    return adapted(x, weights, layer.adapter);
}

at::Tensor Transformer::decodeAll(const Weights& weights, const Sides& sides,
                                  const ForwardOptions& options) const
{
    const double rate = options.dropout;
    const at::Tensor memory = encodeWith(weights, sides.source, options);
    at::Tensor x = embed(weights, sides.target, false, 0, rate);
    for (const LayerSlots& layer : m_layout.decoder) {
        if (options.recompute)
            x = recomputed(
                x, memory,
                [this, weights, &layer, targets = sides.target.rows, sources = sides.source.rows,
                 rate](const at::Tensor& in, const at::Tensor& seen) {
                    return decoderLayer(weights, layer, targets, sources, rate, in, seen);
                });
        else
            x = decoderLayer(weights, layer, sides.target.rows, sides.source.rows, rate, x, memory);
    }
    return x;
}

at::Tensor Transformer::forward(const Batch& batch, const ForwardOptions& options) const
{
    const Weights weights = weightsIn(options.precision, options.observer);
    const Sides sides = paddedSides(batch, weights[0].scalar_type());
    return logits(weights, closingNorm(weights, decodeAll(weights, sides, options)));
}

TargetStates Transformer::targetStates(const Batch& batch, const ForwardOptions& options) const
{
    const Weights weights = weightsIn(options.precision, options.observer);
    // An observer wants to see sentences one above the other.
    const bool packed = cpu::handles(weights[0]) && !options.observer;
    const Sides sides = packed ? packedSides(batch) : paddedSides(batch, weights[0].scalar_type());
    at::Tensor hidden = decodeAll(weights, sides, options);
    at::Tensor target = sides.wanted;
    if (packed) {
        hidden = hidden.narrow(0, 0, target.size(0));
    } else {
        hidden = hidden.flatten(0, 1);
        target = target.flatten();
    }
    if (!packed && batch.padded) {
        const at::Tensor real = realPositions(target, batch.targetTokens);
        hidden = hidden.index_select(0, real);
        target = target.index_select(0, real);
    }
    hidden = closingNorm(weights, hidden);
    const at::Tensor& projection = weights[m_layout.outputEmbedding];
    if (!m_options.outputBias)
        return {hidden, projection, target};
    return {withColumn(hidden, at::ones({hidden.size(0)}, hidden.options())),
            withColumn(projection, weights[m_layout.outputBias]), target};
}

BatchLoss Transformer::loss(const Batch& batch, double labelSmoothing,
                            const ForwardOptions& options) const
{
    TargetStates states = targetStates(batch, options);
    const CrossEntropy sums =
        projectedCrossEntropy(states.hidden, states.projection, states.target, labelSmoothing);
    const std::int64_t tokens = states.target.size(0);
    return {sums.smoothed, sums.nll, tokens, std::move(states)};
}

DecoderState Transformer::startDecoding(const at::Tensor& memory, const at::Tensor& sourceLength,
                                        const Weights& weights, std::int64_t beam) const
{
    const at::NoGradGuard noGrad;
    DecoderState state;
    state.weights = weights;
    DecoderMemory seen = {{}, sourceLength, m_options.heads, beam};
    for (const LayerSlots& layer : m_layout.decoder)
        seen.keyValues.push_back(affine(memory, state.weights, layer.cross.keyValue));
    state.cache = makeDecoderCache(seen);
    return state;
}

void Transformer::forbidPad(at::Tensor& scores) const
{
    if (forbiddenPiece() >= 0)
        scores.select(1, forbiddenPiece()).fill_(-std::numeric_limits<double>::infinity());
}

at::Tensor Transformer::decodeStep(DecoderState& state, const at::Tensor& tokens) const
{
    const at::NoGradGuard noGrad;
    const Weights& weights = state.weights;
    DecoderCache& cache = *state.cache;
    at::Tensor x = embed(weights, {tokens.unsqueeze(1), {}, {}}, false, state.position, 0);
    x = x.squeeze(1);
    for (std::size_t i = 0; i < m_layout.decoder.size(); ++i) {
        const LayerSlots& layer = m_layout.decoder[i];
        x = residual(x, weights, layer.self.norm, m_options.norm, 0, [&](const at::Tensor& in) {
            return affine(cache.attendSelf(i, affine(in, weights, layer.self.input)), weights,
                          layer.self.output);
        });
        x = adapted(x, weights, layer.self.adapter);
        x = residual(x, weights, layer.cross.norm, m_options.norm, 0, [&](const at::Tensor& in) {
            return affine(cache.attendSource(i, affine(in, weights, layer.cross.input)), weights,
                          layer.cross.output);
        });
        x = adapted(x, weights, layer.cross.adapter);
        x = feedForwardSublayer(weights, layer, 0, x);
    }
    ++state.position;
    return logits(weights, closingNorm(weights, x)).to(at::kFloat);
}

} // namespace palimpsest
