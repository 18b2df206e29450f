// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/sentence_gradients.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/cpu/fused.h"
#include "engine/model/products.h"

namespace palimpsest
{

namespace
{

/// sums [n] fp64 += Σ_s measure(gradients [S, n]).
void addMeasured(at::Tensor sums, const at::Tensor& gradients, GradientMeasure measure)
{
    const at::Tensor wide = gradients.to(at::kDouble);
    sums.add_((measure == GradientMeasure::Square ? wide.square() : wide.abs()).sum(0));
}

/// Rows of a table's gradient that lookups made: gradient of row `rows[k]` in sentence
/// `sentences[k]`, ordered by row; the same place may occur several times.
struct LookedUp {
    at::Tensor rows;      ///< [K] int64
    at::Tensor sentences; ///< [K] int64
    at::Tensor gradients; ///< [K, d]
};

class SentenceSums : public PassObserver
{
public:
    SentenceSums(const Transformer& model, const Batch& batch, at::Tensor& sums,
                 GradientMeasure measure)
        : m_parameters(model.parameters()), m_layout(model.layout()), m_sums(sums),
          m_measure(measure), m_sentences(batch.source.size(0)), m_length(batch.targetInput.size(1))
    {
        const at::Tensor flat = batch.targetOutput.flatten();
        m_real = batch.padded ? at::nonzero(flat.ne(kPadId)).squeeze(1)
                              : at::arange(flat.size(0), flat.options());
    }

    void embedding(const EmbeddedPieces& looked, const at::Tensor& y) override
    {
        y.register_hook([this, looked](const at::Tensor& g) {
            const at::NoGradGuard noGrad;
            const at::Tensor ids = at::arange(m_sentences, looked.pieces.options())
                                       .unsqueeze(1)
                                       .expand_as(looked.pieces);
            m_lookups[looked.table].push_back(
                {looked.pieces.flatten(), ids.flatten(), g.flatten(0, 1).mul(looked.scale)});
            if (looked.positions) {
                addMeasured(part(*looked.positions)
                                .narrow(0, looked.firstPosition * g.size(2), g.size(1) * g.size(2)),
                            g.flatten(1), m_measure);
            }
        });
    }

    void affine(const AffineSlots& slots, const at::Tensor& x, const at::Tensor& y) override
    {
        y.register_hook([this, slots, in = x.detach()](const at::Tensor& g) {
            const at::NoGradGuard noGrad;
            addProduct(slots.weight, g, in, nullptr);
            addMeasured(part(slots.bias), g.sum(1), m_measure);
        });
    }

    void layerNorm(const AffineSlots& slots, const at::Tensor& x, const at::Tensor& y) override
    {
        y.register_hook([this, slots, in = x.detach()](const at::Tensor& g) {
            const at::NoGradGuard noGrad;
            const auto unit = at::native_layer_norm(in, {in.size(-1)}, {}, {}, kNormEpsilon);
            addMeasured(part(slots.weight), summedBySentence(g * std::get<0>(unit)), m_measure);
            addMeasured(part(slots.bias), summedBySentence(g), m_measure);
        });
    }

    /// The output projection, given the slope of the logits [tokens, V] and what it multiplies
    /// [tokens, d]; and every table of embeddings, after backward.
    void closeTables(const at::Tensor& slope, const at::Tensor& hidden, bool bias)
    {
        const at::Tensor g = padded(slope);
        LookedUp shared = takeLookups(m_layout.outputEmbedding);
        addProduct(m_layout.outputEmbedding, g, padded(hidden),
                   shared.rows.defined() ? &shared : nullptr);
        if (bias)
            addMeasured(part(m_layout.outputBias), g.sum(1), m_measure);
        while (!m_lookups.empty()) {
            const std::size_t table = m_lookups.begin()->first;
            addLookups(table, takeLookups(table));
        }
    }

private:
    at::Tensor part(std::size_t slot)
    {
        const ParameterEntry& entry = m_parameters.entries()[slot];
        return m_sums.narrow(0, entry.offset, entry.size);
    }

    /// [tokens, n] → [B, T, n] with zeros where the target is padded.
    at::Tensor padded(const at::Tensor& flat) const
    {
        if (m_real.size(0) == m_sentences * m_length)
            return flat.view({m_sentences, m_length, -1});
        at::Tensor whole = at::zeros({m_sentences * m_length, flat.size(1)}, flat.options());
        whole.index_copy_(0, m_real, flat);
        return whole.view({m_sentences, m_length, -1});
    }

    /// [B, L, n], or [tokens, n] of the real target positions → [B, n].
    at::Tensor summedBySentence(const at::Tensor& values) const
    {
        if (values.dim() == 3)
            return values.sum(1);
        return at::zeros({m_sentences, values.size(1)}, values.options())
            .index_add_(0, m_real.div(m_length, "floor"), values);
    }

    /// The gradients g_sᵀ·x_s of a matrix, g [B, L, out] and x [B, L, in], with looked-up rows
    /// added, a block of rows at a time.
    void addProduct(std::size_t slot, const at::Tensor& g, const at::Tensor& x,
                    const LookedUp* lookups)
    {
        const std::int64_t out = g.size(2);
        const std::int64_t in = x.size(2);
        if (cpu::handles(g)) {
            cpu::AddedRows added;
            if (lookups)
                added = {lookups->rows, lookups->sentences, lookups->gradients};
            cpu::addSentenceProducts(part(slot).view({out, in}), g, x,
                                     m_measure == GradientMeasure::Square,
                                     lookups ? &added : nullptr);
            return;
        }
        constexpr std::int64_t kScalars = 1 << 26; // of a block
        const std::int64_t rows = std::clamp<std::int64_t>(kScalars / (m_sentences * in), 8,
                                                           std::max<std::int64_t>(out, 8));
        const at::Tensor transposed = g.transpose(1, 2);
        at::Tensor sums = part(slot);
        std::int64_t lookup = 0;
        for (std::int64_t begin = 0; begin < out; begin += rows) {
            const std::int64_t count = std::min(rows, out - begin);
            const at::Tensor block = at::bmm(transposed.narrow(1, begin, count), x);
            if (lookups)
                lookup = addRows(block, *lookups, begin, lookup);
            addMeasured(sums.narrow(0, begin * in, count * in),
                        block.view({m_sentences, count * in}), m_measure);
        }
    }

    /// Adds the looked-up rows of a block [B, count, d] that begins at `begin`, from the `first`
    /// on; returns the first of those behind it.
    std::int64_t addRows(const at::Tensor& block, const LookedUp& lookups, std::int64_t begin,
                         std::int64_t first) const
    {
        const std::int64_t count = block.size(1);
        const std::int64_t last =
            at::searchsorted(lookups.rows, begin + count).item<std::int64_t>();
        if (last == first)
            return last;
        const at::Tensor rows = lookups.rows.narrow(0, first, last - first).sub(begin);
        const at::Tensor place =
            lookups.sentences.narrow(0, first, last - first).mul(count).add_(rows);
        block.view({m_sentences * count, block.size(2)})
            .index_add_(0, place, lookups.gradients.narrow(0, first, last - first));
        return last;
    }

    /// All lookups in a table, ordered by row; undefined where there were none.
    LookedUp takeLookups(std::size_t table)
    {
        const auto found = m_lookups.find(table);
        if (found == m_lookups.end())
            return {};
        std::vector<at::Tensor> rows, sentences, gradients;
        for (const LookedUp& lookup : found->second) {
            rows.push_back(lookup.rows);
            sentences.push_back(lookup.sentences);
            gradients.push_back(lookup.gradients);
        }
        m_lookups.erase(found);
        const auto sorted = at::sort(at::cat(rows), /*stable=*/true, 0, false);
        const at::Tensor& order = std::get<1>(sorted);
        return {std::get<0>(sorted), at::cat(sentences).index_select(0, order),
                at::cat(gradients).index_select(0, order)};
    }

    /// A table that is only looked up in: its gradient in a sentence has few rows.
    void addLookups(std::size_t table, const LookedUp& lookups)
    {
        const at::Tensor keys = lookups.rows.mul(m_sentences).add_(lookups.sentences);
        const auto unique = at::_unique2(keys, /*sorted=*/true, /*return_inverse=*/true);
        const at::Tensor& places = std::get<0>(unique);
        const std::int64_t width = lookups.gradients.size(1);
        const at::Tensor sum = at::zeros({places.size(0), width}, lookups.gradients.options())
                                   .index_add_(0, std::get<1>(unique), lookups.gradients)
                                   .to(at::kDouble);
        part(table)
            .view({-1, width})
            .index_add_(0, places.div(m_sentences, "floor"),
                        m_measure == GradientMeasure::Square ? sum.square() : sum.abs());
    }

    const Parameters& m_parameters;
    const TransformerLayout& m_layout;
    at::Tensor& m_sums;
    GradientMeasure m_measure;
    std::int64_t m_sentences;
    std::int64_t m_length; ///< padded target positions of a sentence
    at::Tensor m_real;     ///< the real ones of the flattened batch
    std::map<std::size_t, std::vector<LookedUp>> m_lookups; ///< by slot of the table
};

} // namespace

SentenceGradients::SentenceGradients(const Transformer& model, SentenceObjective objective,
                                     double labelSmoothing)
    : m_model(model), m_objective(objective), m_labelSmoothing(labelSmoothing)
{
}

void SentenceGradients::addTo(at::Tensor& sums, const Batch& batch, GradientMeasure measure) const
{
    SentenceSums observer(m_model, batch, sums, measure);
    const TargetStates states = m_model.targetStates(batch, {0, Precision::Float32, &observer});
    at::Tensor slope;
    {
        const at::NoGradGuard noGrad;
        slope = slopeOf(states);
    }
    states.hidden.backward(product(slope, states.projection));
    const at::NoGradGuard noGrad;
    observer.closeTables(slope, states.hidden.detach().narrow(1, 0, m_model.options().dModel),
                         m_model.options().outputBias);
}

at::Tensor SentenceGradients::slopeOf(const TargetStates& states) const
{
    at::Tensor logits = affineProduct(states.hidden, states.projection, {});
    if (m_objective == SentenceObjective::SquaredLogits)
        return logits.mul_(2);
    // ∂ loss / ∂ logits = p − (1−ε)·onehot − ε/V
    at::Tensor slope = at::softmax(logits, 1);
    const at::Tensor target = states.target.unsqueeze(1);
    slope.scatter_add_(1, target, at::full(target.sizes(), m_labelSmoothing - 1, slope.options()));
    if (m_labelSmoothing > 0)
        slope.sub_(m_labelSmoothing / static_cast<double>(slope.size(1)));
    return slope;
}

} // namespace palimpsest
