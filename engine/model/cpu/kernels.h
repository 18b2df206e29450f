// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

// Loops of training on the CPU that LibTorch has no fused form of, in plain C++ over vectors of 16
// floats, compiled once for each level of x86-64. Numbers are float or bfloat16 (as uint16_t) in
// memory and float in the computation. Nothing here allocates, throws or starts threads.

namespace palimpsest::cpu
{

/// Zeroes with probability `rate`, scales what is kept by 1/(1 − rate). Whether element i is kept
/// is a function of (key, i) alone, so masks are made again for backward and never stored.
struct Dropout {
    std::uint32_t key[2] = {};
    std::uint32_t threshold = 0; ///< rate · 2³²; 0 = everything is kept
    float scale = 1;             ///< 1/(1 − rate)
};

/// Attention of sentences that lie behind one another without padding: queries of sentence b are
/// the rows queryStarts[b] … queryStarts[b+1] − 1, its keys and values those of keyStarts. Head h
/// has the columns h·width … of each. A task is one head of one sentence, number b·heads + h.
struct AttentionShape {
    const std::int64_t* queryStarts = nullptr;
    const std::int64_t* keyStarts = nullptr;
    std::int64_t heads = 1;
    std::int64_t width = 1;
    std::int64_t queryStride =
        0; ///< elements from one row of queries (and their gradient) to the next
    std::int64_t keyStride = 0;   ///< likewise of keys and of values
    std::int64_t outStride = 0;   ///< likewise of the output and of its gradient
    std::int64_t queryRows = 0;   ///< of all sentences
    std::int64_t mostQueries = 0; ///< of one sentence
    std::int64_t mostKeys = 0;
    bool causal = false; ///< query i sees keys 0 … i only
    Dropout dropout;     ///< of the weights
};

template <typename Number>
struct AttentionData {
    const Number* query = nullptr;
    const Number* key = nullptr;
    const Number* value = nullptr;
};

template <typename Number>
struct AttentionGradients {
    Number* query = nullptr;
    Number* key = nullptr;
    Number* value = nullptr;
};

/// What a row of logits comes to.
struct RowLoss {
    double nll = 0;      ///< −log p[target]
    double smoothed = 0; ///< (1−ε)·nll + ε·mean of −log p
};

/// Positions of hypotheses under way. Position j of hypothesis r is row origins[r·positions + j] of
/// steps[j], whose rows have queries, keys and values side by side.
template <typename Number>
struct DecodedSteps {
    const Number* const* steps = nullptr;  ///< [positions]
    const std::int32_t* origins = nullptr; ///< [hypotheses, positions]
    std::int64_t positions = 0;
    std::int64_t heads = 1;
    std::int64_t width = 1; ///< of a head
};

/// What hypotheses under way attend to in the source: those of sentence s, `beam` queries one after
/// the other, to the rows starts[s] … ends[s] − 1, which have keys and values side by side.
template <typename Number>
struct DecodedSource {
    const Number* query = nullptr;    ///< [sentences·beam, heads·width]
    const Number* keyValue = nullptr; ///< [rows, 2·heads·width]
    const std::int64_t* starts = nullptr;
    const std::int64_t* ends = nullptr;
    std::int64_t beam = 1;
    std::int64_t heads = 1;
    std::int64_t width = 1; ///< of a head
};

template <typename Number>
struct Kernels {
    /// to = dropout(from); `first` is the number of the first element.
    void (*dropout)(const Number* from, Number* to, std::int64_t first, std::int64_t count,
                    const Dropout& dropout);
    /// to = x + dropout(y).
    void (*addDropped)(const Number* x, const Number* y, Number* to, std::int64_t first,
                       std::int64_t count, const Dropout& dropout);
    /// to = dropout(max(from, 0)).
    void (*reluDropped)(const Number* from, Number* to, std::int64_t first, std::int64_t count,
                        const Dropout& dropout);
    /// Gradient of reluDropped: `slope` scaled where its output is positive, else 0.
    void (*reluGradient)(const Number* slope, const Number* output, Number* to, std::int64_t count,
                         float scale);

    /// Cross-entropy of rows of logits [rows, vocabulary] with label smoothing ε. With `gradient`
    /// the logits become their own gradient, p − (1−ε)·onehot(target) − ε/V. `scratch` has
    /// `vocabulary` floats, rounded up to 16.
    void (*crossEntropy)(Number* logits, const std::int64_t* target, std::int64_t rows,
                         std::int64_t vocabulary, double smoothing, bool gradient, RowLoss* losses,
                         float* scratch);

    /// out = dropout(softmax(q·kᵀ/√width))·v of the tasks begin … end − 1. `normaliser`
    /// [heads, queryRows] gets log Σ exp of each row of scores. `scratch` has attentionScratch()
    /// floats.
    void (*attention)(const AttentionShape& shape, const AttentionData<Number>& data, Number* out,
                      float* normaliser, std::int64_t begin, std::int64_t end, float* scratch);
    /// The gradients of the same tasks from that of the output.
    void (*attentionBackward)(const AttentionShape& shape, const AttentionData<Number>& data,
                              const Number* outGradient, const float* normaliser,
                              const AttentionGradients<Number>& gradients, std::int64_t begin,
                              std::int64_t end, float* scratch);
    /// out [hypotheses, heads·width]: attention of the last position to all, of the hypotheses
    /// begin … end − 1. `scratch` has `positions` floats, rounded up to 16.
    void (*stepAttention)(const DecodedSteps<Number>& steps, Number* out, std::int64_t begin,
                          std::int64_t end, float* scratch);
    /// Likewise; `scratch` has as many floats as the longest sentence has rows, rounded up to 16.
    void (*sourceAttention)(const DecodedSource<Number>& source, Number* out, std::int64_t begin,
                            std::int64_t end, float* scratch);
};

/// A row that is added to the gradient of one sentence before it is measured.
struct AddedRow {
    std::int64_t row = 0;
    std::int64_t sentence = 0;
    const float* values = nullptr; ///< [columns]
};

inline constexpr std::int64_t kProductRows = 8;     ///< of a block
inline constexpr std::int64_t kProductColumns = 32; ///< worked on together
inline constexpr std::int64_t kProductBlocks = 16;  ///< copied together

/// The gradients of a matrix [rows, columns] in each of several sentences: G_s = g_sᵀ·x_s + what is
/// added. Of them Σ_s G_s² or Σ_s |G_s| is wanted.
struct SentenceProducts {
    const float* slope = nullptr; ///< g [sentences, length, rows]
    const float* input = nullptr; ///< x [sentences, length, columns]
    std::int64_t sentences = 0;
    std::int64_t length = 0; ///< of every sentence; g is 0 where it is padded
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    bool square = true;              ///< or magnitudes
    double* sums = nullptr;          ///< [rows, columns], added to
    const AddedRow* added = nullptr; ///< ordered by block of kProductRows rows, then by sentence
    const std::int64_t* addedStarts = nullptr; ///< [blocks + 1], where each block's begin
};

/// What a call copies to lie one behind the other, for positions = sentences · length.
struct SentenceProductsScratch {
    float* input = nullptr;          ///< [positions, kProductColumns]
    float* slope = nullptr;          ///< [kProductBlocks, positions, kProductRows]
    std::int64_t* lengths = nullptr; ///< [kProductBlocks, sentences] without padding
};

/// A quadratic penalty ½·Σ k·(θ − θ*)² of flat weights.
struct PenaltyData {
    const float* weights = nullptr;   ///< θ
    const float* base = nullptr;      ///< θ*
    const float* stiffness = nullptr; ///< k
};

/// What a pass over a penalty's weights sees on its way.
struct PenaltySums {
    double penalty = 0;         ///< ½·Σ k·(θ − θ*)²
    double squaredGradient = 0; ///< Σ (k·(θ − θ*))²
};

/// The best pieces of each row of logits [rows, vocabulary].
struct BestOfRows {
    const float* logits = nullptr;
    std::int64_t vocabulary = 0;
    std::int64_t count = 1;      ///< so many of each row, at most `vocabulary`
    std::int64_t forbidden = -1; ///< never among them; the probabilities count it all the same
    float* scores = nullptr;     ///< [rows, count] log p, descending; −∞ where there are no more;
                                 ///< null: they are not wanted, and count is 1
    std::int64_t* pieces = nullptr; ///< [rows, count]; of equals the first comes first
};

/// The kernels as compiled for one level of x86-64.
struct LevelKernels {
    Kernels<float> floats;
    Kernels<std::uint16_t> halves;
    /// The blocks begin … end − 1 of rows.
    void (*sentenceProducts)(const SentenceProducts& products, std::int64_t begin, std::int64_t end,
                             const SentenceProductsScratch& scratch);
    /// gradient += k·(θ − θ*) for the weights begin … end − 1; returns their sums.
    PenaltySums (*penaltyGradient)(const PenaltyData& data, float* gradient, std::int64_t begin,
                                   std::int64_t end);
    /// The rows begin … end − 1.
    void (*bestOfRows)(const BestOfRows& best, std::int64_t begin, std::int64_t end);
};

/// Floats of scratch memory that a call of the attention kernels needs.
std::int64_t attentionScratch(const AttentionShape& shape);

/// The best kernels that this processor runs; Number is float or std::uint16_t (bfloat16).
template <typename Number>
const Kernels<Number>& kernels();
const LevelKernels& levelKernels(); ///< all of them

} // namespace palimpsest::cpu
