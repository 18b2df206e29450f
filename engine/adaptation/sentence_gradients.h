// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "engine/model/transformer.h"

namespace palimpsest
{

/// What is summed over sentences: of each sentence's gradient its square, or its magnitude.
enum class GradientMeasure { Square, Magnitude };

/// What is differentiated for each sentence, summed over its target pieces.
enum class SentenceObjective {
    LabelSmoothedLoss, ///< (1−ε)·NLL + ε·mean over the vocabulary of −log p
    SquaredLogits,     ///< Σ_t ‖z_t‖²
};

/// The gradient of every sentence of a batch from one forward and one backward pass, summed as
/// squares or magnitudes. Backward stops at the outputs g of each operation; a matrix's gradient in
/// sentence s is then g_sᵀ·x_s (the outer-product structure of linear layers; Goodfellow 2015,
/// "Efficient per-example gradient computations"), made a tile at a time on a CPU and for a block
/// of rows and all sentences on a GPU, and squared at once. fp32 gradients, fp64 sums.
class SentenceGradients
{
public:
    SentenceGradients(const Transformer& model, SentenceObjective objective, double labelSmoothing);

    /// Adds Σ_s |∂ objective of sentence s / ∂θ|ᵖ, p = 2 or 1, to `sums` ([size], fp64, in the
    /// layout of the model's parameters). No dropout, float32.
    void addTo(at::Tensor& sums, const Batch& batch, GradientMeasure measure) const;

private:
    /// ∂ objective / ∂ logits, [tokens, V].
    at::Tensor slopeOf(const TargetStates& states) const;

    const Transformer& m_model;
    SentenceObjective m_objective;
    double m_labelSmoothing;
};

} // namespace palimpsest
