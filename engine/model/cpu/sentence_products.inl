// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients of a matrix in each sentence, g_sᵀ·x_s, of which only the squares' or magnitudes' sum
// is wanted: a tile of them lives in registers and is never written.

constexpr std::int64_t kFloatSums = 8; // sentences summed in floats before they go to doubles

// One tile of kRows × 16·kVectors. `count` columns are real, the others of the last vector are not.
template <std::int64_t kRows, std::int64_t kVectors>
struct ProductTile {
    Floats product[kRows][kVectors];
    Floats sums[kRows][kVectors];
    double wide[kRows][kVectors * kLanes];

    PALIMPSEST_METHOD void clearSums()
    {
        for (std::int64_t r = 0; r < kRows; ++r)
            for (std::int64_t v = 0; v < kVectors; ++v)
                sums[r][v] = Floats{};
    }

    PALIMPSEST_METHOD void begin()
    {
        clearSums();
        for (std::int64_t r = 0; r < kRows; ++r)
            for (std::int64_t i = 0; i < kVectors * kLanes; ++i)
                wide[r][i] = 0;
    }

    PALIMPSEST_METHOD void multiply(const SentenceProducts& in, std::int64_t sentence,
                                    std::int64_t row, std::int64_t column, std::int64_t count)
    {
        Floats tile[kRows][kVectors] = {};
        const float* g = in.slope + sentence * in.length * in.rows + row;
        const float* x = in.input + sentence * in.length * in.columns + column;
        for (std::int64_t t = 0; t < in.length; ++t, g += in.rows, x += in.columns) {
            Floats line[kVectors];
            for (std::int64_t v = 0; v < kVectors; ++v)
                line[v] = loadLanes(x + v * kLanes, v + 1 < kVectors ? kLanes : count);
            for (std::int64_t r = 0; r < kRows; ++r)
                for (std::int64_t v = 0; v < kVectors; ++v)
                    tile[r][v] += line[v] * g[r];
        }
        for (std::int64_t r = 0; r < kRows; ++r)
            for (std::int64_t v = 0; v < kVectors; ++v)
                product[r][v] = tile[r][v];
    }

    PALIMPSEST_METHOD void add(const AddedRow& added, std::int64_t row, std::int64_t column,
                               std::int64_t count)
    {
        for (std::int64_t v = 0; v < kVectors; ++v)
            product[added.row - row][v] +=
                loadLanes(added.values + column + v * kLanes, v + 1 < kVectors ? kLanes : count);
    }

    PALIMPSEST_METHOD void measure(bool square)
    {
        for (std::int64_t r = 0; r < kRows; ++r)
            for (std::int64_t v = 0; v < kVectors; ++v) {
                const Floats p = product[r][v];
                sums[r][v] += square ? p * p : larger(p, -p);
            }
    }

    PALIMPSEST_METHOD void widen()
    {
        for (std::int64_t r = 0; r < kRows; ++r)
            for (std::int64_t v = 0; v < kVectors; ++v) {
                float line[kLanes];
                store(line, sums[r][v]);
                for (std::int64_t i = 0; i < kLanes; ++i)
                    wide[r][v * kLanes + i] += static_cast<double>(line[i]);
            }
        clearSums();
    }
};

template <std::int64_t kRows, std::int64_t kVectors>
static void productTile(const SentenceProducts& in, std::int64_t row, std::int64_t column,
                        std::int64_t count, const AddedRow* added, const AddedRow* addedEnd)
{
    ProductTile<kRows, kVectors> tile;
    tile.begin();
    for (std::int64_t sentence = 0; sentence < in.sentences; ++sentence) {
        tile.multiply(in, sentence, row, column, count);
        for (; added < addedEnd && added->sentence == sentence; ++added)
            if (added->row >= row && added->row < row + kRows)
                tile.add(*added, row, column, count);
        tile.measure(in.square);
        if (sentence % kFloatSums == kFloatSums - 1 || sentence + 1 == in.sentences)
            tile.widen();
    }
    const std::int64_t width = (kVectors - 1) * kLanes + count;
    for (std::int64_t r = 0; r < kRows; ++r)
        for (std::int64_t i = 0; i < width; ++i)
            in.sums[(row + r) * in.columns + column + i] += tile.wide[r][i];
}

template <std::int64_t kRows>
static void productRows(const SentenceProducts& in, std::int64_t row, const AddedRow* added,
                        const AddedRow* addedEnd)
{
    std::int64_t column = 0;
    for (; column + 2 * kLanes <= in.columns; column += 2 * kLanes)
        productTile<kRows, 2>(in, row, column, kLanes, added, addedEnd);
    for (; column < in.columns; column += kLanes) {
        const std::int64_t left = in.columns - column;
        productTile<kRows, 1>(in, row, column, left < kLanes ? left : kLanes, added, addedEnd);
    }
}

static void sentenceProductsRun(const SentenceProducts& in, std::int64_t begin, std::int64_t end)
{
    for (std::int64_t block = begin; block < end; ++block) {
        const std::int64_t row = block * kProductRows;
        const AddedRow* added = in.added ? in.added + in.addedStarts[block] : nullptr;
        const AddedRow* addedEnd = in.added ? in.added + in.addedStarts[block + 1] : nullptr;
        if (row + kProductRows <= in.rows) {
            productRows<kProductRows>(in, row, added, addedEnd);
            continue;
        }
        for (std::int64_t one = row; one < in.rows; ++one)
            productRows<1>(in, one, added, addedEnd);
    }
}
