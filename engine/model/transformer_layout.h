// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/model/parameters.h"
#include "engine/study/model_options.h"

namespace palimpsest
{

/// Where a matrix and its bias, or a norm's scale and shift, stand among the entries.
struct AffineSlots {
    std::size_t weight = 0;
    std::size_t bias = 0;
};

/// x + U·relu(D·LayerNorm(x) + b) + b', of inner width w.
struct AdapterSlots {
    AffineSlots norm;
    AffineSlots down; ///< D [w, d]
    AffineSlots up;   ///< U [d, w]
};

/// Self-attention projects query, key and value by one matrix ([3d, d]); cross-attention the query
/// by [d, d] and key and value, which see the encoder's output, by [2d, d].
struct AttentionSlots {
    AffineSlots norm;
    AffineSlots input;    ///< "qkv", or "query" of cross-attention
    AffineSlots keyValue; ///< cross-attention only
    AffineSlots output;
    std::optional<AdapterSlots> adapter; ///< after the sublayer
};

struct LayerSlots {
    AttentionSlots self;
    AttentionSlots cross; ///< decoder only
    AffineSlots feedForwardNorm;
    AffineSlots inner;                   ///< [ff, d]
    AffineSlots outer;                   ///< [d, ff]
    std::optional<AdapterSlots> adapter; ///< after the feed-forward block
};

/// Names, shapes and order of a Transformer's parameters, and the place of each in the computation.
///
///     embedding.weight [V, d]   or, not tied, source_embedding, target_embedding and output
///     output.bias [V], with outputBias only
///     encoder.positions.weight, decoder.positions.weight [maxPositions, d], learned positions only
///     encoder.<i>.self.{qkv,output}.{weight,bias}   encoder.<i>.self_norm.{weight,bias}
///     decoder.<i>.cross.{query,key_value,output}…   decoder.<i>.cross_norm…
///     <stack>.<i>.feed_forward.{inner,outer}…       <stack>.<i>.feed_forward_norm…
///     encoder.norm…, decoder.norm…, pre-norm only
///     <stack>.<i>.{self,cross,feed_forward}_adapter.{norm,down,up}…, with adapterWidth only; after
///         all others, so that the weights of the model without them come first
struct TransformerLayout {
    TransformerLayout(const ModelOptions& options, int vocabulary);

    std::vector<ParameterEntry> entries; ///< offsets are filled in by Parameters
    std::size_t sourceEmbedding = 0;     ///< these three are one with tied embeddings
    std::size_t targetEmbedding = 0;
    std::size_t outputEmbedding = 0;
    std::size_t outputBias = 0; ///< only where the options have one
    std::size_t sourcePositions = 0;
    std::size_t targetPositions = 0;
    std::vector<LayerSlots> encoder;
    std::vector<LayerSlots> decoder;
    AffineSlots encoderNorm;
    AffineSlots decoderNorm;
};

} // namespace palimpsest
