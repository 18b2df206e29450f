// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/translation/search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/cpu/decoding.h"
#include "engine/model/cpu/fused.h"
#include "engine/study/tokenizer_options.h"

namespace palimpsest
{

namespace
{

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// The `count` likeliest pieces of each row of logits [R, V].
cpu::BestPieces likeliest(const Transformer& model, const at::Tensor& logits, std::int64_t count)
{
    if (cpu::handles(logits))
        return cpu::bestPieces(logits, count, model.forbiddenPiece());
    at::Tensor scores = at::log_softmax(logits, 1);
    model.forbidPad(scores);
    const auto [best, pieces] = scores.topk(count, 1);
    return {best, pieces};
}

/// The live and the best finished hypotheses of the sentences that are not done. All on the device;
/// a step brings one flag a sentence to the host.
class Beams
{
public:
    Beams(const Transformer& model, const SearchBatch& batch, std::int64_t beam,
          double lengthPenalty)
        : m_model(model), m_beam(beam), m_penalty(lengthPenalty), m_results(batch.limits.size()),
          m_alive(batch.limits.size())
    {
        const auto n = static_cast<std::int64_t>(batch.limits.size());
        const auto integers = batch.source.options();
        const auto floats = integers.dtype(at::kFloat);
        std::iota(m_alive.begin(), m_alive.end(), 0);
        m_limit = at::tensor(batch.limits, at::kLong).to(integers.device());
        m_scores = at::full({n, beam}, kNever, floats);
        m_scores.select(1, 0).zero_(); // all hypotheses begin alike, so only one counts
        m_history = at::empty({n, beam, 0}, integers);
        m_bestScore = at::full({n}, kNever, floats);
        m_best = at::empty({n, 0}, integers);
        m_bestLength = at::zeros({n}, integers);
        m_finished = at::zeros({n}, integers);
        m_tokens = at::full({n * beam}, model.startPiece(), integers);
    }

    bool done() const { return m_alive.empty(); }
    const at::Tensor& tokens() const { return m_tokens; }
    std::vector<Pieces> takeResults() { return std::move(m_results); }

    void advance(const at::Tensor& logits, DecoderState& state)
    {
        const std::int64_t n = m_scores.size(0);
        ++m_length;
        // None but the best of a hypothesis can be among the best of its sentence.
        const std::int64_t each = std::min(2 * m_beam, logits.size(1));
        const cpu::BestPieces best = likeliest(m_model, logits, each);
        const at::Tensor extended = best.scores + m_scores.view({-1, 1});
        const auto [score, index] = extended.view({n, -1}).topk(2 * m_beam, 1);
        const at::Tensor parent = index.div(each, "floor");
        const at::Tensor token = best.pieces.view({n, -1}).gather(1, index);
        const at::Tensor ended = token.eq(kEndId);
        finish(score.narrow(1, 0, m_beam), parent, ended.narrow(1, 0, m_beam));

        const at::Tensor rank = at::arange(2 * m_beam, token.options());
        const at::Tensor order =
            (rank + ended * (2 * m_beam)).argsort(1, false).narrow(1, 0, m_beam);
        m_scores = score.gather(1, order);
        const at::Tensor from = parent.gather(1, order);
        const at::Tensor next = token.gather(1, order).unsqueeze(2);
        const at::Tensor past =
            m_history.gather(1, from.unsqueeze(2).expand({n, m_beam, m_length - 1}));
        m_history = at::cat({past, next}, 2);
        closeAtLimit();
        leave(from, state);
    }

private:
    double normaliser() const { return std::pow(static_cast<double>(m_length), m_penalty); }

    void keepIfBetter(const at::Tensor& score, const at::Tensor& pieces)
    {
        const at::Tensor better = score.gt(m_bestScore);
        m_bestScore = at::where(better, score, m_bestScore);
        const std::int64_t missing = pieces.size(1) - m_best.size(1);
        if (missing > 0)
            m_best = at::cat({m_best, at::zeros({m_best.size(0), missing}, m_best.options())}, 1);
        const at::Tensor old = m_best.narrow(1, 0, pieces.size(1));
        m_best = at::where(better.unsqueeze(1), pieces, old);
        m_bestLength = at::where(better, at::full_like(m_bestLength, pieces.size(1)), m_bestLength);
    }

    void finish(const at::Tensor& score, const at::Tensor& parent, const at::Tensor& ended)
    {
        const auto [value, rank] =
            score.div(normaliser()).masked_fill(ended.logical_not(), kNever).max(1);
        const at::Tensor from = parent.gather(1, rank.unsqueeze(1)).unsqueeze(2);
        const at::Tensor pieces =
            m_history.gather(1, from.expand({from.size(0), 1, m_length - 1})).squeeze(1);
        keepIfBetter(value, pieces);
        m_finished = m_finished + ended.sum(1);
    }

    // At the limit the likeliest live hypothesis counts as finished.
    void closeAtLimit()
    {
        const at::Tensor score = m_scores.select(1, 0).div(normaliser());
        keepIfBetter(score.masked_fill(m_limit.gt(m_length), kNever), m_history.select(1, 0));
    }

    // Finished sentences leave, the hypotheses of the others take their new places.
    void leave(const at::Tensor& from, DecoderState& state)
    {
        const std::int64_t n = from.size(0);
        const at::Tensor done = m_finished.ge(m_beam).logical_or(m_limit.le(m_length)).cpu();
        std::vector<std::int64_t> kept;
        std::vector<std::int64_t> gone;
        for (std::int64_t i = 0; i < n; ++i)
            (done.const_data_ptr<bool>()[i] ? gone : kept).push_back(i);
        const at::Tensor first = at::arange(n, from.options()).mul_(m_beam).unsqueeze(1);
        const at::Tensor rows = first + from;
        m_tokens = m_history.select(2, m_length - 1).flatten();
        if (gone.empty()) {
            state.cache->select(rows.flatten(), {});
            return;
        }
        collect(gone);
        std::vector<std::int64_t> alive;
        for (const std::int64_t i : kept)
            alive.push_back(m_alive[static_cast<std::size_t>(i)]);
        m_alive = std::move(alive);
        if (kept.empty())
            return;
        const at::Tensor sentences = at::tensor(kept, at::kLong).to(from.device());
        state.cache->select(rows.index_select(0, sentences).flatten(), sentences);
        for (at::Tensor* each :
             {&m_limit, &m_scores, &m_history, &m_bestScore, &m_best, &m_bestLength, &m_finished})
            *each = each->index_select(0, sentences);
        m_tokens = m_history.select(2, m_length - 1).flatten();
    }

    void collect(const std::vector<std::int64_t>& gone)
    {
        const at::Tensor which = at::tensor(gone, at::kLong).to(m_best.device());
        const at::Tensor facts =
            at::cat({m_bestLength.unsqueeze(1), m_best}, 1).index_select(0, which).cpu();
        for (std::size_t i = 0; i < gone.size(); ++i) {
            const auto row = facts[static_cast<std::int64_t>(i)];
            const std::int64_t* value = row.const_data_ptr<std::int64_t>();
            const auto sentence = m_alive[static_cast<std::size_t>(gone[i])];
            m_results[static_cast<std::size_t>(sentence)].assign(value + 1, value + 1 + value[0]);
        }
    }

    const Transformer& m_model;
    std::int64_t m_beam;
    double m_penalty;
    std::int64_t m_length = 0;         ///< pieces of each live hypothesis
    std::vector<Pieces> m_results;     ///< of all sentences of the batch
    std::vector<std::int64_t> m_alive; ///< which of them are still here
    at::Tensor m_limit;                ///< [n]
    at::Tensor m_scores;               ///< [n, beam] log p of the live hypotheses
    at::Tensor m_history;              ///< [n, beam, length] their pieces
    at::Tensor m_bestScore;            ///< [n] of the best finished hypothesis
    at::Tensor m_best;                 ///< [n, …] its pieces
    at::Tensor m_bestLength;           ///< [n] how many
    at::Tensor m_finished;             ///< [n] number of finished hypotheses
    at::Tensor m_tokens;               ///< [n · beam] next input
};

} // namespace

std::vector<Pieces> searchWithBeam(const Transformer& model, const SearchBatch& batch, int beam,
                                   double lengthPenalty)
{
    const at::NoGradGuard noGrad;
    const at::Tensor memory = model.encodeWith(batch.source, batch.sourceLength, batch.weights);
    DecoderState state = model.startDecoding(memory, batch.sourceLength, batch.weights, beam);
    Beams beams(model, batch, beam, lengthPenalty);
    while (!beams.done())
        beams.advance(model.decodeStep(state, beams.tokens()), state);
    return beams.takeResults();
}

} // namespace palimpsest
