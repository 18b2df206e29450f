// SPDX-License-Identifier: GPL-3.0-or-later
// Passes over the elements of a tensor, and over the rows of the logits.

// Calls f(offset, lanes) for 16 elements at a time; the last call may have fewer.
template <typename Function>
PALIMPSEST_INLINE void inLanes(std::int64_t count, const Function& f)
{
    std::int64_t at = 0;
    for (; at + kLanes <= count; at += kLanes)
        f(at, kLanes);
    if (at < count)
        f(at, count - at);
}

template <typename Number>
PALIMPSEST_INLINE Floats loadLanes(const Number* from, std::int64_t count)
{
    return count == kLanes ? load(from) : load(from, count);
}

template <typename Number>
PALIMPSEST_INLINE void storeLanes(Number* to, Floats lanes, std::int64_t count)
{
    if (count == kLanes)
        store(to, lanes);
    else
        store(to, lanes, count);
}

template <typename Number>
static void dropoutRun(const Number* from, Number* to, std::int64_t first, std::int64_t count,
                       const Dropout& dropout)
{
    inLanes(count, [&](std::int64_t at, std::int64_t lanes) {
        const auto number = static_cast<std::uint32_t>(first + at);
        storeLanes(to + at, dropped(dropout, number, loadLanes(from + at, lanes)), lanes);
    });
}

template <typename Number>
static void addDroppedRun(const Number* x, const Number* y, Number* to, std::int64_t first,
                          std::int64_t count, const Dropout& dropout)
{
    inLanes(count, [&](std::int64_t at, std::int64_t lanes) {
        const auto number = static_cast<std::uint32_t>(first + at);
        const Floats added = dropped(dropout, number, loadLanes(y + at, lanes));
        storeLanes(to + at, loadLanes(x + at, lanes) + added, lanes);
    });
}

template <typename Number>
static void reluDroppedRun(const Number* from, Number* to, std::int64_t first, std::int64_t count,
                           const Dropout& dropout)
{
    inLanes(count, [&](std::int64_t at, std::int64_t lanes) {
        const auto number = static_cast<std::uint32_t>(first + at);
        const Floats x = loadLanes(from + at, lanes);
        const Floats positive = x > 0.0F ? x : x != x ? x : Floats{}; // keeps what is not a number
        storeLanes(to + at, dropped(dropout, number, positive), lanes);
    });
}

template <typename Number>
static void reluGradientRun(const Number* slope, const Number* output, Number* to,
                            std::int64_t count, float scale)
{
    inLanes(count, [&](std::int64_t at, std::int64_t lanes) {
        const Ints open = loadLanes(output + at, lanes) > 0.0F;
        storeLanes(to + at, chosen(open, loadLanes(slope + at, lanes)) * scale, lanes);
    });
}

template <typename Number>
PALIMPSEST_INLINE float numberAt(const Number* from)
{
    return load(from, 1)[0];
}

// One row; the sums over the vocabulary are of floats, 16 of them side by side.
template <typename Number>
static RowLoss rowLoss(Number* logits, std::int64_t target, std::int64_t vocabulary,
                       double smoothing, bool gradient, float* exponentials)
{
    Floats most = all(-3.0e38F);
    Floats total = {};
    inLanes(vocabulary, [&](std::int64_t at, std::int64_t lanes) {
        const Floats x = loadLanes(logits + at, lanes);
        total += x;
        if (lanes == kLanes) {
            most = larger(x, most);
        } else {
            for (std::int64_t i = 0; i < lanes; ++i)
                most[0] = x[i] > most[0] ? x[i] : most[0];
        }
    });
    const float largest = largestOf(most);
    const float sumOfLogits = sumOf(total);
    const float poison =
        sumOfLogits - sumOfLogits; // 0, or not a number where a logit is not finite
    const float wanted = numberAt(logits + target);
    Floats sums = {};
    inLanes(vocabulary, [&](std::int64_t at, std::int64_t lanes) {
        Floats e = exponential(loadLanes(logits + at, lanes) - largest);
        for (std::int64_t i = lanes; i < kLanes; ++i)
            e[i] = 0;
        sums += e;
        store(exponentials + at, e);
    });
    const float sum = sumOf(sums);
    const double normaliser =
        static_cast<double>(largest + poison) + __builtin_log(static_cast<double>(sum));
    RowLoss loss;
    loss.nll = normaliser - static_cast<double>(wanted);
    const double mean = static_cast<double>(sumOfLogits) / static_cast<double>(vocabulary);
    loss.smoothed = (1 - smoothing) * loss.nll + smoothing * (normaliser - mean);
    if (!gradient)
        return loss;
    const float share = 1 / sum;
    const auto each = static_cast<float>(smoothing / static_cast<double>(vocabulary));
    const float atTarget = exponentials[target] * share - each - static_cast<float>(1 - smoothing);
    inLanes(vocabulary, [&](std::int64_t at, std::int64_t lanes) {
        storeLanes(logits + at, load(exponentials + at) * share - each, lanes);
    });
    store(logits + target, all(atTarget), 1);
    return loss;
}

template <typename Number>
static void crossEntropyRun(Number* logits, const std::int64_t* target, std::int64_t rows,
                            std::int64_t vocabulary, double smoothing, bool gradient,
                            RowLoss* losses, float* scratch)
{
    for (std::int64_t row = 0; row < rows; ++row)
        losses[row] = rowLoss(logits + row * vocabulary, target[row], vocabulary, smoothing,
                              gradient, scratch);
}
