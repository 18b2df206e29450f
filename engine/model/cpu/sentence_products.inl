// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients of a matrix in each sentence, g_sᵀ·x_s, of which only the squares' or magnitudes' sum
// is wanted: a tile of them lives in registers and is never written. What a tile reads is copied
// first, so that it lies one behind the other and without the sentences' padding.

constexpr std::int64_t kFloatSums = 8; // sentences summed in floats before they go to doubles
constexpr std::int64_t kProductVectors = kProductColumns / kLanes;

PALIMPSEST_INLINE std::int64_t least(std::int64_t a, std::int64_t b)
{
    return a < b ? a : b;
}

// One tile of kProductRows × kProductColumns.
struct ProductTile {
    Floats product[kProductRows][kProductVectors];
    Floats sums[kProductRows][kProductVectors];
    double wide[kProductRows][kProductColumns];

    PALIMPSEST_METHOD void clearSums()
    {
        for (std::int64_t r = 0; r < kProductRows; ++r)
            for (std::int64_t v = 0; v < kProductVectors; ++v)
                sums[r][v] = Floats{};
    }

    PALIMPSEST_METHOD void begin()
    {
        clearSums();
        for (std::int64_t r = 0; r < kProductRows; ++r)
            for (std::int64_t i = 0; i < kProductColumns; ++i)
                wide[r][i] = 0;
    }

    PALIMPSEST_METHOD void multiply(const float* g, const float* x, std::int64_t length)
    {
        Floats tile[kProductRows][kProductVectors] = {};
        for (std::int64_t t = 0; t < length; ++t, g += kProductRows, x += kProductColumns) {
            Floats line[kProductVectors];
            for (std::int64_t v = 0; v < kProductVectors; ++v)
                line[v] = load(x + v * kLanes);
            for (std::int64_t r = 0; r < kProductRows; ++r)
                for (std::int64_t v = 0; v < kProductVectors; ++v)
                    tile[r][v] += line[v] * g[r];
        }
        for (std::int64_t r = 0; r < kProductRows; ++r)
            for (std::int64_t v = 0; v < kProductVectors; ++v)
                product[r][v] = tile[r][v];
    }

    PALIMPSEST_METHOD void add(std::int64_t row, const float* values, std::int64_t width)
    {
        inLanes(width, [&](std::int64_t at, std::int64_t lanes) {
            product[row][at / kLanes] += loadLanes(values + at, lanes);
        });
    }

    PALIMPSEST_METHOD void measure(bool square)
    {
        for (std::int64_t r = 0; r < kProductRows; ++r)
            for (std::int64_t v = 0; v < kProductVectors; ++v) {
                const Floats p = product[r][v];
                sums[r][v] += square ? p * p : larger(p, -p);
            }
    }

    PALIMPSEST_METHOD void widen()
    {
        for (std::int64_t r = 0; r < kProductRows; ++r)
            for (std::int64_t v = 0; v < kProductVectors; ++v) {
                float line[kLanes];
                store(line, sums[r][v]);
                for (std::int64_t i = 0; i < kLanes; ++i)
                    wide[r][v * kLanes + i] += static_cast<double>(line[i]);
            }
        clearSums();
    }
};

// Columns of the input, zeros where there are fewer.
static void copyInput(const SentenceProducts& in, std::int64_t column, float* to)
{
    const std::int64_t width = least(kProductColumns, in.columns - column);
    const float* from = in.input + column;
    for (std::int64_t t = 0; t < in.sentences * in.length; ++t) {
        for (std::int64_t at = 0; at < kProductColumns; at += kLanes)
            store(to + at, width >= at + kLanes ? load(from + at)
                           : width > at         ? load(from + at, width - at)
                                                : Floats{});
        from += in.columns;
        to += kProductColumns;
    }
}

// A block's rows of the slope, zeros where there are fewer, and where each sentence's padding, in
// which all are 0, begins.
static void copySlope(const SentenceProducts& in, std::int64_t block, float* to,
                      std::int64_t* lengths)
{
    const std::int64_t rows = least(kProductRows, in.rows - block * kProductRows);
    const float* from = in.slope + block * kProductRows;
    for (std::int64_t sentence = 0; sentence < in.sentences; ++sentence) {
        lengths[sentence] = 0;
        for (std::int64_t t = 0; t < in.length; ++t) {
            bool zero = true;
            for (std::int64_t r = 0; r < kProductRows; ++r) {
                to[r] = r < rows ? from[r] : 0;
                zero = zero && to[r] == 0;
            }
            if (!zero)
                lengths[sentence] = t + 1;
            from += in.rows;
            to += kProductRows;
        }
    }
}

// The added rows of a block are those from `added` to before `addedEnd`.
static void productTile(const SentenceProducts& in, const SentenceProductsScratch& copies,
                        std::int64_t row, std::int64_t column, const AddedRow* added,
                        const AddedRow* addedEnd)
{
    const std::int64_t width = least(kProductColumns, in.columns - column);
    ProductTile tile;
    tile.begin();
    for (std::int64_t sentence = 0; sentence < in.sentences; ++sentence) {
        const std::int64_t first = sentence * in.length;
        tile.multiply(copies.slope + first * kProductRows, copies.input + first * kProductColumns,
                      copies.lengths[sentence]);
        for (; added < addedEnd && added->sentence == sentence; ++added)
            tile.add(added->row - row, added->values + column, width);
        tile.measure(in.square);
        if (sentence % kFloatSums == kFloatSums - 1 || sentence + 1 == in.sentences)
            tile.widen();
    }
    for (std::int64_t r = 0; r < least(kProductRows, in.rows - row); ++r)
        for (std::int64_t i = 0; i < width; ++i)
            in.sums[(row + r) * in.columns + column + i] += tile.wide[r][i];
}

// Blocks whose copies stay in the second cache while all columns pass by.
static void productGroup(const SentenceProducts& in, std::int64_t begin, std::int64_t end,
                         const SentenceProductsScratch& scratch)
{
    const std::int64_t positions = in.sentences * in.length;
    const auto ofBlock = [&](std::int64_t block) {
        const std::int64_t own = block - begin;
        return SentenceProductsScratch{scratch.input, scratch.slope + own * positions * kProductRows,
                                       scratch.lengths + own * in.sentences};
    };
    for (std::int64_t block = begin; block < end; ++block)
        copySlope(in, block, ofBlock(block).slope, ofBlock(block).lengths);
    for (std::int64_t column = 0; column < in.columns; column += kProductColumns) {
        copyInput(in, column, scratch.input);
        for (std::int64_t block = begin; block < end; ++block)
            productTile(in, ofBlock(block), block * kProductRows, column,
                        in.added ? in.added + in.addedStarts[block] : nullptr,
                        in.added ? in.added + in.addedStarts[block + 1] : nullptr);
    }
}

static void sentenceProductsRun(const SentenceProducts& in, std::int64_t begin, std::int64_t end,
                                const SentenceProductsScratch& scratch)
{
    for (std::int64_t block = begin; block < end; block += kProductBlocks)
        productGroup(in, block, least(block + kProductBlocks, end), scratch);
}
