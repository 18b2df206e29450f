// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "engine/model/batch.h"
#include "engine/model/decoder_cache.h"
#include "engine/model/layers.h"
#include "engine/model/parameters.h"
#include "engine/model/transformer_layout.h"
#include "engine/study/model_options.h"
#include "engine/study/tokenizer_options.h"
#include "engine/study/training_options.h"

namespace palimpsest
{

/// How a forward pass is run. Dropout acts on the embeddings, on the output of every sublayer, on
/// the attention weights and inside the feed-forward block, with masks from torch's default
/// generator of the device.
struct ForwardOptions {
    double dropout = 0;                       ///< 0 = evaluation mode
    Precision precision = Precision::Float32; ///< Auto is not allowed here
    PassObserver* observer = nullptr;         ///< watches the pass; null = nobody
    bool recompute = false; ///< layers keep nothing but their outputs, see recomputed(); the model
                            ///< must outlive backward. Not with an observer
};

/// A pass that is trained by: of the options dropout and activation checkpointing.
ForwardOptions trainingPass(const TrainingOptions& options, Precision precision);

/// What the logits of a batch's real target positions are made of: logits = hidden · projectionᵀ. A
/// bias of the output is a column of the projection, with a column of ones beside it in `hidden`.
struct TargetStates {
    at::Tensor hidden;     ///< [tokens, d'], in the precision of the pass
    at::Tensor projection; ///< [V, d'], likewise
    at::Tensor target;     ///< [tokens] int64, the wanted pieces
};

/// Sums over the real target positions of a batch (padding masked).
struct BatchLoss {
    at::Tensor
        smoothed;   ///< scalar, differentiable: label-smoothed cross-entropy summed over tokens
    at::Tensor nll; ///< fp64 scalar on the device: negative log-likelihood summed over tokens,
                    ///< natural logarithm; reading it waits for the device, so read once a step
    std::int64_t tokens = 0;
    TargetStates states; ///< for what is added to the loss
};

/// A decoder under way.
struct DecoderState {
    Weights weights; ///< in the precision of decoding
    std::unique_ptr<DecoderCache> cache;
    std::int64_t position = 0;
};

/// Encoder-decoder Transformer (Vaswani et al. 2017) over flat Parameters, written in ATen
/// operations. Embeddings are scaled by √d. Pre-norm closes each stack with a LayerNorm.
/// Thread-compatible.
class Transformer
{
public:
    /// Parameters are zero until initialise() or loading.
    Transformer(const ModelOptions& options, int vocabulary, at::Device device);

    const ModelOptions& options() const { return m_options; }
    const TransformerLayout& layout() const { return m_layout; }
    int vocabulary() const { return m_vocabulary; }
    /// A piece that the decoder must never write, or −1: the pad piece where it is the first input.
    int forbiddenPiece() const { return m_options.startsWithPad ? kPadId : -1; }
    /// The decoder's first input.
    int startPiece() const { return m_options.startsWithPad ? kPadId : kBeginId; }
    /// After backward: where the pad piece is the decoder's first input and its embedding is zero,
    /// as in every model that Marian made, its gradient becomes zero, so that it stays so.
    /// CTranslate2 takes zeros there for granted.
    void holdZeroStart();
    Parameters& parameters() { return m_parameters; }
    const Parameters& parameters() const { return m_parameters; }

    /// Xavier-uniform matrices, N(0, 1/d) embeddings, ones and zeros for norms and biases, zeros
    /// for the up-projections of adapters and a pad piece that starts the decoder; drawn on the CPU from `seed`, so every device starts
    /// alike.
    void initialise(std::uint64_t seed);
    /// The same function with new adapters in it: their up-projections are zero, so each adds
    /// exactly 0; the rest of them is drawn from `seed`. Throws BadInput where there are adapters.
    std::unique_ptr<Transformer> withAdapters(int width, AdapterPlaces places,
                                              std::uint64_t seed) const;

    /// [B, S] int64 → [B, S, d]. `sourceLength` [B] may be undefined when no row is padded. Here
    /// and below, more than maxPositions pieces are BadInput.
    at::Tensor encode(const at::Tensor& source, const at::Tensor& sourceLength,
                      const ForwardOptions& options) const;
    /// The same without dropout, with these weights.
    at::Tensor encodeWith(const at::Tensor& source, const at::Tensor& sourceLength,
                          const Weights& weights) const;
    /// Logits for every target position: [B, T, V].
    at::Tensor forward(const Batch& batch, const ForwardOptions& options) const;
    /// The decoder's closing states, padding left out; differentiable.
    TargetStates targetStates(const Batch& batch, const ForwardOptions& options) const;
    /// Label-smoothed cross-entropy (Szegedy et al. 2016): (1−ε)·NLL + ε·mean over the vocabulary
    /// of −log p.
    BatchLoss loss(const Batch& batch, double labelSmoothing, const ForwardOptions& options) const;

    /// The parameters for passes in one precision; float32 ones are not copied.
    Weights weightsIn(Precision precision, PassObserver* observer = nullptr) const;
    /// memory [n, S, d] as encode() gave it with the same weights.
    DecoderState startDecoding(const at::Tensor& memory, const at::Tensor& sourceLength,
                               const Weights& weights, std::int64_t beam = 1) const;
    /// One position further: `tokens` [R] int64 → logits [R, V], fp32. Without autograd.
    at::Tensor decodeStep(DecoderState& state, const at::Tensor& tokens) const;
    /// The column of the forbidden piece in scores [R, V] becomes −∞.
    void forbidPad(at::Tensor& scores) const;

private:
    /// Pieces of one side of a batch.
    struct Pieces {
        at::Tensor ids;    ///< [B, L] int64; packed: [N], and N ≥ the rows of all sentences
        at::Tensor places; ///< packed: [N] int64, the position of each in its sentence
        Rows rows;
    };
    struct Sides {
        Pieces source, target;
        at::Tensor wanted; ///< what the target's positions shall predict, [B, T]; packed: [real]
    };

    Sides paddedSides(const Batch& batch, at::ScalarType type) const;
    /// Without padding but for a few rows behind the last sentence; batches on the CPU only.
    Sides packedSides(const Batch& batch) const;
    /// Token embeddings · √d plus positions: [.., d].
    at::Tensor embed(const Weights& weights, const Pieces& pieces, bool source,
                     std::int64_t firstPosition, double dropout) const;
    at::Tensor encoderLayer(const Weights& weights, const LayerSlots& layer, const Rows& rows,
                            double rate, const at::Tensor& in) const;
    at::Tensor decoderLayer(const Weights& weights, const LayerSlots& layer, const Rows& targets,
                            const Rows& sources, double rate, const at::Tensor& in,
                            const at::Tensor& memory) const;
    at::Tensor feedForwardSublayer(const Weights& weights, const LayerSlots& layer, double rate,
                                   const at::Tensor& in) const;
    at::Tensor encodeWith(const Weights& weights, const Pieces& source,
                          const ForwardOptions& options) const;
    /// The decoder's output for every target position, before the closing norm: [.., d].
    at::Tensor decodeAll(const Weights& weights, const Sides& sides,
                         const ForwardOptions& options) const;
    at::Tensor closingNorm(const Weights& weights, const at::Tensor& x) const;
    at::Tensor logits(const Weights& weights, const at::Tensor& hidden) const;

    ModelOptions m_options;
    int m_vocabulary;
    TransformerLayout m_layout;
    Parameters m_parameters;
    at::Tensor m_sinusoids; ///< [maxPositions, d], undefined with learned positions
};

} // namespace palimpsest
