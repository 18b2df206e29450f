// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of decoding: attention of one new position, and the best pieces of a row of logits.

// The query's products with 16 keys; those from `count` on repeat the last.
template <typename Number, typename KeyAt>
PALIMPSEST_INLINE Floats keyScores(const Number* query, std::int64_t first, std::int64_t count,
                                   std::int64_t width, const KeyAt& keyAt)
{
    const Number* keys[kLanes];
    for (std::int64_t i = 0; i < kLanes; ++i)
        keys[i] = keyAt(first + i < count ? first + i : count - 1);
    Floats sums[kLanes] = {};
    inLanes(width, [&](std::int64_t at, std::int64_t lanes) {
        const Floats q = loadLanes(query + at, lanes);
#pragma GCC unroll 16
        for (std::int64_t i = 0; i < kLanes; ++i)
            sums[i] += q * loadLanes(keys[i] + at, lanes);
    });
    return sumsOf(sums);
}

// Columns of `kVectors` times 16 of the weighted sum of values.
template <std::int64_t kVectors, typename Number, typename ValueAt>
PALIMPSEST_INLINE void sumValues(const float* weights, std::int64_t count, const ValueAt& valueAt,
                                 std::int64_t column, float share, Number* out)
{
    Floats sums[kVectors] = {};
    for (std::int64_t j = 0; j < count; ++j) {
        const Number* value = valueAt(j) + column;
        for (std::int64_t v = 0; v < kVectors; ++v)
            sums[v] += load(value + v * kLanes) * weights[j];
    }
    for (std::int64_t v = 0; v < kVectors; ++v)
        store(out + column + v * kLanes, sums[v] * share);
}

// One query over `count` keys and values, at keyAt(j) and valueAt(j); `weights`, with room for a
// multiple of 16, gets the scores, then the weights.
template <typename Number, typename KeyAt, typename ValueAt>
PALIMPSEST_INLINE void attendOne(const Number* query, std::int64_t count, std::int64_t width,
                                 const KeyAt& keyAt, const ValueAt& valueAt, Number* out,
                                 float* weights)
{
    const float scale = 1 / __builtin_sqrtf(static_cast<float>(width));
    for (std::int64_t j = 0; j < count; j += kLanes)
        store(weights + j, keyScores(query, j, count, width, keyAt) * scale);
    float share = 0;
    softmaxRow(weights, count, share);
    std::int64_t at = 0;
    for (; at + 4 * kLanes <= width; at += 4 * kLanes)
        sumValues<4>(weights, count, valueAt, at, share, out);
    for (; at + 2 * kLanes <= width; at += 2 * kLanes)
        sumValues<2>(weights, count, valueAt, at, share, out);
    inLanes(width - at, [&](std::int64_t more, std::int64_t lanes) {
        Floats sum = {};
        for (std::int64_t j = 0; j < count; ++j)
            sum += loadLanes(valueAt(j) + at + more, lanes) * weights[j];
        storeLanes(out + at + more, sum * share, lanes);
    });
}

template <typename Number>
static void stepAttentionRun(const DecodedSteps<Number>& steps, Number* out, std::int64_t begin,
                             std::int64_t end, float* scratch)
{
    const std::int64_t inner = steps.heads * steps.width;
    for (std::int64_t hypothesis = begin; hypothesis < end; ++hypothesis) {
        const std::int32_t* origin = steps.origins + hypothesis * steps.positions;
        for (std::int64_t head = 0; head < steps.heads; ++head) {
            const std::int64_t column = head * steps.width;
            const auto placeOf = [&](std::int64_t position, std::int64_t part) {
                return steps.steps[position] + (origin[position] * 3 + part) * inner + column;
            };
            attendOne(
                placeOf(steps.positions - 1, 0), steps.positions, steps.width,
                [&](std::int64_t j) { return placeOf(j, 1); },
                [&](std::int64_t j) { return placeOf(j, 2); }, out + hypothesis * inner + column,
                scratch);
        }
    }
}

template <typename Number>
static void sourceAttentionRun(const DecodedSource<Number>& source, Number* out,
                               std::int64_t begin, std::int64_t end, float* scratch)
{
    const std::int64_t inner = source.heads * source.width;
    for (std::int64_t hypothesis = begin; hypothesis < end; ++hypothesis) {
        const std::int64_t sentence = hypothesis / source.beam;
        const Number* rows = source.keyValue + source.starts[sentence] * 2 * inner;
        for (std::int64_t head = 0; head < source.heads; ++head) {
            const std::int64_t column = head * source.width;
            attendOne(
                source.query + hypothesis * inner + column,
                source.ends[sentence] - source.starts[sentence], source.width,
                [&](std::int64_t j) { return rows + j * 2 * inner + column; },
                [&](std::int64_t j) { return rows + (j * 2 + 1) * inner + column; },
                out + hypothesis * inner + column, scratch);
        }
    }
}

PALIMPSEST_INLINE bool any(Ints where)
{
    using Longs = std::int64_t __attribute__((vector_size(64)));
    const Longs bits = (Longs)where;
    std::int64_t some = 0;
    for (int i = 0; i < 8; ++i)
        some |= bits[i];
    return some != 0;
}

// The greatest numbers met so far, descending.
struct BestList {
    float* scores;
    std::int64_t* pieces;
    std::int64_t count;

    PALIMPSEST_METHOD float least() const { return scores[count - 1]; }

    PALIMPSEST_METHOD void offer(float score, std::int64_t piece)
    {
        if (!(score > least()))
            return;
        std::int64_t place = count - 1;
        for (; place > 0 && scores[place - 1] < score; --place) {
            scores[place] = scores[place - 1];
            pieces[place] = pieces[place - 1];
        }
        scores[place] = score;
        pieces[place] = piece;
    }
};

// Fills the list; returns the largest of all logits, the forbidden one among them.
static float collectBest(const float* logits, std::int64_t vocabulary, std::int64_t forbidden,
                         BestList& best)
{
    constexpr std::int64_t kBlock = 4 * kLanes;
    const auto offer = [&](std::int64_t first, std::int64_t end) {
        for (std::int64_t piece = first; piece < end; ++piece)
            if (piece != forbidden)
                best.offer(logits[piece], piece);
    };
    Floats most = all(-3.0e38F);
    std::int64_t at = 0;
    for (; at + kBlock <= vocabulary; at += kBlock) {
        const float* x = logits + at;
        const Floats here = larger(larger(load(x), load(x + kLanes)),
                                   larger(load(x + 2 * kLanes), load(x + 3 * kLanes)));
        most = larger(here, most);
        if (any(here > best.least()))
            offer(at, at + kBlock);
    }
    offer(at, vocabulary);
    float largest = largestOf(most);
    for (; at < vocabulary; ++at)
        largest = logits[at] > largest ? logits[at] : largest;
    return largest;
}

static float logNormaliser(const float* logits, std::int64_t vocabulary, float largest)
{
    Floats sums = {};
    inLanes(vocabulary, [&](std::int64_t place, std::int64_t lanes) {
        Floats e = exponential(loadLanes(logits + place, lanes) - largest);
        for (std::int64_t i = lanes; i < kLanes; ++i)
            e[i] = 0;
        sums += e;
    });
    return largest + __builtin_logf(sumOf(sums));
}

static void bestOfRowsRun(const BestOfRows& rows, std::int64_t begin, std::int64_t end)
{
    for (std::int64_t row = begin; row < end; ++row) {
        float score = 0;
        BestList best = {rows.scores ? rows.scores + row * rows.count : &score,
                         rows.pieces + row * rows.count, rows.count};
        for (std::int64_t i = 0; i < rows.count; ++i) {
            best.scores[i] = -__builtin_inff();
            best.pieces[i] = 0;
        }
        const float* logits = rows.logits + row * rows.vocabulary;
        const float largest = collectBest(logits, rows.vocabulary, rows.forbidden, best);
        if (!rows.scores)
            continue;
        const float normaliser = logNormaliser(logits, rows.vocabulary, largest);
        for (std::int64_t i = 0; i < best.count; ++i)
            best.scores[i] -= normaliser;
    }
}
