// SPDX-License-Identifier: GPL-3.0-or-later
// Attention of one head of one sentence at a time, all of it in the first two caches: sentences are
// short, so its matrices are small, and what a library spends on preparing a product would be more
// than the product.

constexpr std::int64_t kTile = 4; // queries worked on together

// Where a task's matrices lie in the scratch memory; all have rows of a multiple of 16 floats.
struct Scratch {
    std::int64_t width; // of a head, rounded up
    std::int64_t keys;  // most keys, rounded up
    float* keyT;        // [width, keys]
    float* valueT;      // [width, keys], backward only
    float* key;         // [keys, width], backward only
    float* value;       // [keys, width]
    float* keyGradient; // [keys, width], backward only
    float* valueGradient;
    float* query;   // [tile, width]
    float* slope;   // [tile, width]: of the output; the output itself in the forward pass
    float* result;  // [tile, width]
    float* weights; // [tile, keys]
    float* slopes;  // [tile, keys]
};

static Scratch scratchOf(const AttentionShape& shape, float* memory)
{
    Scratch s = {};
    s.width = rounded(shape.width);
    s.keys = rounded(shape.mostKeys);
    float** const ofKeys[] = {&s.keyT,  &s.valueT,      &s.key,
                              &s.value, &s.keyGradient, &s.valueGradient};
    for (float** part : ofKeys) {
        *part = memory;
        memory += s.width * s.keys;
    }
    float** const ofTile[] = {&s.query, &s.slope, &s.result};
    for (float** part : ofTile) {
        *part = memory;
        memory += kTile * s.width;
    }
    s.weights = memory;
    s.slopes = memory + kTile * s.keys;
    return s;
}

// One task: which rows, and where its columns begin.
struct Task {
    std::int64_t firstQuery, queries, firstKey, keys, head;
};

static Task taskOf(const AttentionShape& shape, std::int64_t number)
{
    const std::int64_t sentence = number / shape.heads;
    Task task = {};
    task.head = number % shape.heads;
    task.firstQuery = shape.queryStarts[sentence];
    task.queries = shape.queryStarts[sentence + 1] - task.firstQuery;
    task.firstKey = shape.keyStarts[sentence];
    task.keys = shape.keyStarts[sentence + 1] - task.firstKey;
    return task;
}

// Number of the first weight of a query among all that dropout may zero.
PALIMPSEST_INLINE std::uint32_t firstWeight(const AttentionShape& shape, const Task& task,
                                            std::int64_t query)
{
    const std::int64_t row = task.head * shape.queryRows + task.firstQuery + query;
    return static_cast<std::uint32_t>(row * rounded(shape.mostKeys));
}

// [rows, width] → floats, zeros up to a multiple of 16 columns.
template <typename Number>
static void readRows(const Number* from, std::int64_t stride, std::int64_t rows, std::int64_t width,
                     float* to)
{
    for (std::int64_t row = 0; row < rows; ++row)
        inLanes(width, [&](std::int64_t at, std::int64_t lanes) {
            store(to + row * rounded(width) + at, loadLanes(from + row * stride + at, lanes));
        });
}

template <typename Number>
static void writeRows(const float* from, std::int64_t rows, std::int64_t width, Number* to,
                      std::int64_t stride)
{
    for (std::int64_t row = 0; row < rows; ++row)
        inLanes(width, [&](std::int64_t at, std::int64_t lanes) {
            storeLanes(to + row * stride + at, load(from + row * rounded(width) + at), lanes);
        });
}

// Transposes floats [rows, width] into [width, keys], zeros beyond `rows` up to a multiple of 16.
static void transpose(const float* from, std::int64_t rows, std::int64_t width, std::int64_t keys,
                      float* to)
{
    for (std::int64_t column = 0; column < width; ++column) {
        float* line = to + column * keys;
        for (std::int64_t row = 0; row < rows; ++row)
            line[row] = from[row * width + column];
        for (std::int64_t row = rows; row < rounded(rows); ++row)
            line[row] = 0;
    }
}

// c [4, n] = a [4, inner] · b [inner, n] in floats, n a multiple of 16; the strides are of rows.
template <std::int64_t kVectors>
PALIMPSEST_INLINE void productColumns(const float* a, std::int64_t strideA, const float* b,
                                      std::int64_t strideB, std::int64_t inner, float* c,
                                      std::int64_t strideC)
{
    Floats sums[kTile][kVectors] = {};
    for (std::int64_t k = 0; k < inner; ++k) {
        Floats row[kVectors];
        for (std::int64_t v = 0; v < kVectors; ++v)
            row[v] = load(b + k * strideB + v * kLanes);
        for (std::int64_t r = 0; r < kTile; ++r)
            for (std::int64_t v = 0; v < kVectors; ++v)
                sums[r][v] += row[v] * a[r * strideA + k];
    }
    for (std::int64_t r = 0; r < kTile; ++r)
        for (std::int64_t v = 0; v < kVectors; ++v)
            store(c + r * strideC + v * kLanes, sums[r][v]);
}

static void product(const float* a, std::int64_t strideA, const float* b, std::int64_t strideB,
                    std::int64_t inner, std::int64_t columns, float* c, std::int64_t strideC)
{
    std::int64_t at = 0;
    for (; at + 4 * kLanes <= columns; at += 4 * kLanes)
        productColumns<4>(a, strideA, b + at, strideB, inner, c + at, strideC);
    for (; at + 2 * kLanes <= columns; at += 2 * kLanes)
        productColumns<2>(a, strideA, b + at, strideB, inner, c + at, strideC);
    for (; at < columns; at += kLanes)
        productColumns<1>(a, strideA, b + at, strideB, inner, c + at, strideC);
}

// sums [rows, width] += aᵀ · b, a [4, rows], b [4, width].
static void addOuter(const float* a, std::int64_t strideA, const float* b, std::int64_t width,
                     std::int64_t rows, float* sums)
{
    for (std::int64_t at = 0; at < width; at += kLanes) {
        Floats column[kTile];
        for (std::int64_t r = 0; r < kTile; ++r)
            column[r] = load(b + r * width + at);
        for (std::int64_t row = 0; row < rows; ++row) {
            float* place = sums + row * width + at;
            Floats sum = load(place);
            for (std::int64_t r = 0; r < kTile; ++r)
                sum += column[r] * a[r * strideA + row];
            store(place, sum);
        }
    }
}

PALIMPSEST_INLINE std::int64_t keysSeen(const AttentionShape& shape, const Task& task,
                                        std::int64_t query)
{
    return shape.causal && query + 1 < task.keys ? query + 1 : task.keys;
}

// Lanes of a row of weights that belong to keys below `seen`.
PALIMPSEST_INLINE Ints visible(std::int64_t at, std::int64_t seen)
{
    const Ints number = (Ints)kLaneNumbers + static_cast<std::int32_t>(at);
    return number < static_cast<std::int32_t>(seen);
}

// Scores of one query become its weights, unscaled; returns log Σ exp and in `share` 1/Σ exp.
PALIMPSEST_INLINE float softmaxRow(float* row, std::int64_t seen, float& share)
{
    Floats most = all(-3.0e38F);
    for (std::int64_t at = 0; at < seen; at += kLanes) {
        const Floats scores = load(row + at);
        most = larger(visible(at, seen) ? scores : all(-3.0e38F), most);
    }
    const float largest = largestOf(most);
    Floats sums = {};
    for (std::int64_t at = 0; at < seen; at += kLanes) {
        const Floats e = chosen(visible(at, seen), exponential(load(row + at) - largest));
        sums += e;
        store(row + at, e);
    }
    const float sum = sumOf(sums);
    share = 1 / sum;
    return largest + __builtin_logf(sum);
}

// Reads the queries of a tile, scaled by 1/√width; rows beyond the last are zero.
template <typename Number>
static void readTile(const Number* from, std::int64_t stride, std::int64_t rows, std::int64_t width,
                     float scale, float* to)
{
    readRows(from, stride, rows, width, to);
    const std::int64_t used = rows * rounded(width);
    for (std::int64_t i = 0; i < used; i += kLanes)
        store(to + i, load(to + i) * scale);
    for (std::int64_t i = used; i < kTile * rounded(width); i += kLanes)
        store(to + i, Floats{});
}

template <typename Number>
static void attendTile(const AttentionShape& shape, const Task& task, const Scratch& s,
                       const Number* query, Number* out, float* normaliser, std::int64_t first)
{
    const std::int64_t rows = task.queries - first < kTile ? task.queries - first : kTile;
    const float scale = 1 / __builtin_sqrtf(static_cast<float>(shape.width));
    readTile(query + first * shape.queryStride, shape.queryStride, rows, shape.width, scale,
             s.query);
    const std::int64_t most = keysSeen(shape, task, first + rows - 1);
    product(s.query, s.width, s.keyT, s.keys, shape.width, rounded(most), s.weights, s.keys);
    float shares[kTile] = {};
    for (std::int64_t r = 0; r < kTile; ++r) {
        float* row = s.weights + r * s.keys;
        const std::int64_t seen = r < rows ? keysSeen(shape, task, first + r) : 0;
        if (r < rows)
            normaliser[first + r] = softmaxRow(row, seen, shares[r]);
        for (std::int64_t at = rounded(seen); at < rounded(most); at += kLanes)
            store(row + at, Floats{});
        const std::uint32_t number = firstWeight(shape, task, first + r);
        if (shape.dropout.threshold > 0)
            for (std::int64_t at = 0; at < seen; at += kLanes) {
                const auto place = number + static_cast<std::uint32_t>(at);
                store(row + at, chosen(kept(shape.dropout, place), load(row + at)));
            }
    }
    product(s.weights, s.keys, s.value, s.width, most, s.width, s.result, s.width);
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t at = 0; at < s.width; at += kLanes) {
            float* place = s.result + r * s.width + at;
            store(place, load(place) * (shares[r] * shape.dropout.scale));
        }
    writeRows(s.result, rows, shape.width, out + first * shape.outStride, shape.outStride);
}

template <typename Number>
static void attentionRun(const AttentionShape& shape, const AttentionData<Number>& data,
                         Number* out, float* normaliser, std::int64_t begin, std::int64_t end,
                         float* scratch)
{
    const Scratch s = scratchOf(shape, scratch);
    for (std::int64_t number = begin; number < end; ++number) {
        const Task task = taskOf(shape, number);
        const std::int64_t column = task.head * shape.width;
        const std::int64_t keyPlace = task.firstKey * shape.keyStride + column;
        // The values' place is taken by the keys for a moment.
        readRows(data.key + keyPlace, shape.keyStride, task.keys, shape.width, s.value);
        transpose(s.value, task.keys, s.width, s.keys, s.keyT);
        readRows(data.value + keyPlace, shape.keyStride, task.keys, shape.width, s.value);
        const Number* query = data.query + task.firstQuery * shape.queryStride + column;
        Number* to = out + task.firstQuery * shape.outStride + column;
        float* normalisers = normaliser + task.head * shape.queryRows + task.firstQuery;
        for (std::int64_t first = 0; first < task.queries; first += kTile)
            attendTile(shape, task, s, query, to, normalisers, first);
    }
}

// Makes the weights P of one query from its scores, their dropped form and the slope of the scores
// from that of the dropped weights: dS = P∘(dP − Σ dP∘P).
PALIMPSEST_INLINE void slopeRow(const AttentionShape& shape, std::uint32_t number,
                                std::int64_t seen, float normaliser, float* weights, float* slopes)
{
    Floats sums = {};
    for (std::int64_t at = 0; at < seen; at += kLanes) {
        const Ints here = visible(at, seen);
        const Floats p = chosen(here, exponential(load(weights + at) - normaliser));
        Floats slope = chosen(here, load(slopes + at));
        if (shape.dropout.threshold > 0)
            slope = dropped(shape.dropout, number + static_cast<std::uint32_t>(at), slope);
        sums += p * slope;
        store(weights + at, p);
        store(slopes + at, slope);
    }
    const float mean = sumOf(sums);
    for (std::int64_t at = 0; at < seen; at += kLanes) {
        const Floats p = load(weights + at);
        store(slopes + at, p * (load(slopes + at) - mean));
        if (shape.dropout.threshold > 0)
            store(weights + at, dropped(shape.dropout, number + static_cast<std::uint32_t>(at), p));
    }
}

template <typename Number>
static void attendTileBackward(const AttentionShape& shape, const Task& task, const Scratch& s,
                               const Number* query, const Number* outGradient,
                               const float* normaliser, Number* queryGradient, std::int64_t first)
{
    const std::int64_t rows = task.queries - first < kTile ? task.queries - first : kTile;
    const float scale = 1 / __builtin_sqrtf(static_cast<float>(shape.width));
    readTile(query + first * shape.queryStride, shape.queryStride, rows, shape.width, scale,
             s.query);
    readTile(outGradient + first * shape.outStride, shape.outStride, rows, shape.width, 1, s.slope);
    const std::int64_t most = keysSeen(shape, task, first + rows - 1);
    product(s.query, s.width, s.keyT, s.keys, shape.width, rounded(most), s.weights, s.keys);
    product(s.slope, s.width, s.valueT, s.keys, shape.width, rounded(most), s.slopes, s.keys);
    for (std::int64_t r = 0; r < kTile; ++r) {
        float* weights = s.weights + r * s.keys;
        float* slopes = s.slopes + r * s.keys;
        const std::int64_t seen = r < rows ? keysSeen(shape, task, first + r) : 0;
        if (r < rows)
            slopeRow(shape, firstWeight(shape, task, first + r), seen, normaliser[first + r],
                     weights, slopes);
        for (std::int64_t at = rounded(seen); at < rounded(most); at += kLanes) {
            store(weights + at, Floats{});
            store(slopes + at, Floats{});
        }
    }
    addOuter(s.weights, s.keys, s.slope, s.width, most, s.valueGradient);
    addOuter(s.slopes, s.keys, s.query, s.width, most, s.keyGradient); // queries carry the scale
    product(s.slopes, s.keys, s.key, s.width, most, s.width, s.result, s.width);
    for (std::int64_t at = 0; at < rows * s.width; at += kLanes)
        store(s.result + at, load(s.result + at) * scale);
    writeRows(s.result, rows, shape.width, queryGradient + first * shape.queryStride,
              shape.queryStride);
}

template <typename Number>
static void attentionBackwardRun(const AttentionShape& shape, const AttentionData<Number>& data,
                                 const Number* outGradient, const float* normaliser,
                                 const AttentionGradients<Number>& gradients, std::int64_t begin,
                                 std::int64_t end, float* scratch)
{
    const Scratch s = scratchOf(shape, scratch);
    for (std::int64_t number = begin; number < end; ++number) {
        const Task task = taskOf(shape, number);
        const std::int64_t column = task.head * shape.width;
        const std::int64_t keyPlace = task.firstKey * shape.keyStride + column;
        readRows(data.key + keyPlace, shape.keyStride, task.keys, shape.width, s.key);
        readRows(data.value + keyPlace, shape.keyStride, task.keys, shape.width, s.value);
        transpose(s.key, task.keys, s.width, s.keys, s.keyT);
        transpose(s.value, task.keys, s.width, s.keys, s.valueT);
        for (std::int64_t at = 0; at < task.keys * s.width; at += kLanes) {
            store(s.keyGradient + at, Floats{});
            store(s.valueGradient + at, Floats{});
        }
        const std::int64_t queryPlace = task.firstQuery * shape.queryStride + column;
        const Number* slope = outGradient + task.firstQuery * shape.outStride + column;
        const float* normalisers = normaliser + task.head * shape.queryRows + task.firstQuery;
        for (std::int64_t first = 0; first < task.queries; first += kTile)
            attendTileBackward(shape, task, s, data.query + queryPlace, slope, normalisers,
                               gradients.query + queryPlace, first);
        writeRows(s.keyGradient, task.keys, shape.width, gradients.key + keyPlace, shape.keyStride);
        writeRows(s.valueGradient, task.keys, shape.width, gradients.value + keyPlace,
                  shape.keyStride);
    }
}
