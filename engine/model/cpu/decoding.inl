// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of decoding: attention of one new position, and the best pieces of a row of logits.

template <typename Number>
PALIMPSEST_INLINE float dot(const Number* a, const Number* b, std::int64_t width)
{
    Floats sums = {};
    inLanes(width, [&](std::int64_t at, std::int64_t lanes) {
        sums += loadLanes(a + at, lanes) * loadLanes(b + at, lanes);
    });
    return sumOf(sums);
}

// One query over `count` keys and values, at keyAt(j) and valueAt(j); `weights` gets the scores,
// then the weights.
template <typename Number, typename KeyAt, typename ValueAt>
PALIMPSEST_INLINE void attendOne(const Number* query, std::int64_t count, std::int64_t width,
                                 const KeyAt& keyAt, const ValueAt& valueAt, Number* out,
                                 float* weights)
{
    const float scale = 1 / __builtin_sqrtf(static_cast<float>(width));
    for (std::int64_t j = 0; j < count; ++j)
        weights[j] = dot(query, keyAt(j), width) * scale;
    float share = 0;
    softmaxRow(weights, count, share);
    inLanes(width, [&](std::int64_t at, std::int64_t lanes) {
        Floats sum = {};
        for (std::int64_t j = 0; j < count; ++j)
            sum += loadLanes(valueAt(j) + at, lanes) * weights[j];
        storeLanes(out + at, sum * share, lanes);
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

static void bestOfRow(const float* logits, std::int64_t vocabulary, std::int64_t forbidden,
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
    Floats sums = {};
    inLanes(vocabulary, [&](std::int64_t place, std::int64_t lanes) {
        Floats e = exponential(loadLanes(logits + place, lanes) - largest);
        for (std::int64_t i = lanes; i < kLanes; ++i)
            e[i] = 0;
        sums += e;
    });
    const float normaliser = largest + __builtin_logf(sumOf(sums));
    for (std::int64_t i = 0; i < best.count; ++i)
        best.scores[i] -= normaliser;
}

static void bestOfRowsRun(const BestOfRows& rows, std::int64_t begin, std::int64_t end)
{
    for (std::int64_t row = begin; row < end; ++row) {
        BestList best = {rows.scores + row * rows.count, rows.pieces + row * rows.count,
                         rows.count};
        for (std::int64_t i = 0; i < rows.count; ++i) {
            best.scores[i] = -__builtin_inff();
            best.pieces[i] = 0;
        }
        bestOfRow(rows.logits + row * rows.vocabulary, rows.vocabulary, rows.forbidden, best);
    }
}
