// SPDX-License-Identifier: GPL-3.0-or-later
// Sixteen floats at a time, as the compiler's vectors: one register of AVX-512, two of AVX2, four
// of SSE2. Included once by each level_*.cpp; everything is static, so that no code of one level is
// merged with another's.

using Floats = float __attribute__((vector_size(64)));
using Words = std::uint32_t __attribute__((vector_size(64)));
using Ints = std::int32_t __attribute__((vector_size(64)));
using HalfWords = std::uint16_t __attribute__((vector_size(32)));
constexpr std::int64_t kLanes = 16;
constexpr Words kLaneNumbers = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

#define PALIMPSEST_METHOD inline __attribute__((always_inline))
#define PALIMPSEST_INLINE static PALIMPSEST_METHOD

PALIMPSEST_INLINE std::int64_t rounded(std::int64_t count)
{
    return (count + kLanes - 1) / kLanes * kLanes;
}

PALIMPSEST_INLINE Floats all(float value)
{
    return value - Floats{};
}

PALIMPSEST_INLINE Floats load(const float* from)
{
    Floats lanes;
    __builtin_memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

PALIMPSEST_INLINE Floats load(const std::uint16_t* from)
{
    HalfWords half;
    __builtin_memcpy(&half, from, sizeof half);
    const Words whole = __builtin_convertvector(half, Words) << 16;
    return (Floats)whole;
}

PALIMPSEST_INLINE void store(float* to, Floats lanes)
{
    __builtin_memcpy(to, &lanes, sizeof lanes);
}

// Rounds to nearest, ties to even.
PALIMPSEST_INLINE void store(std::uint16_t* to, Floats lanes)
{
    const Words whole = (Words)lanes;
    const Words even = (whole + 0x7fffU + ((whole >> 16) & 1U)) >> 16;
    const HalfWords half = __builtin_convertvector(even, HalfWords);
    __builtin_memcpy(to, &half, sizeof half);
}

// The first `count` < 16 lanes from memory, the others 0.
template <typename Number>
PALIMPSEST_INLINE Floats load(const Number* from, std::int64_t count)
{
    Number part[kLanes] = {};
    for (std::int64_t i = 0; i < count; ++i)
        part[i] = from[i];
    return load(part);
}

template <typename Number>
PALIMPSEST_INLINE void store(Number* to, Floats lanes, std::int64_t count)
{
    Number part[kLanes];
    store(part, lanes);
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = part[i];
}

PALIMPSEST_INLINE Floats chosen(Ints where, Floats lanes) // 0 elsewhere
{
    return (Floats)((Ints)lanes & where);
}

PALIMPSEST_INLINE Floats larger(Floats a, Floats b)
{
    return a > b ? a : b;
}

// Each lane takes the one 8, 4, 2 or 1 further.
PALIMPSEST_INLINE Floats turned(Floats x, int lanes)
{
    const Ints order = (Ints)(kLaneNumbers + static_cast<std::uint32_t>(lanes)) & 15;
    return __builtin_shuffle(x, order);
}

PALIMPSEST_INLINE float sumOf(Floats lanes)
{
    for (int step = kLanes / 2; step > 0; step /= 2)
        lanes += turned(lanes, step);
    return lanes[0];
}

PALIMPSEST_INLINE float largestOf(Floats lanes)
{
    for (int step = kLanes / 2; step > 0; step /= 2)
        lanes = larger(lanes, turned(lanes, step));
    return lanes[0];
}

// Sums of neighbouring lanes: those of a, then those of b.
PALIMPSEST_INLINE Floats folded(Floats a, Floats b)
{
    constexpr Ints kEven = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30};
    return __builtin_shuffle(a, b, kEven) + __builtin_shuffle(a, b, kEven + 1);
}

// Lane i is the sum of the lanes of rows[i]; the rows are overwritten.
PALIMPSEST_INLINE Floats sumsOf(Floats (&rows)[kLanes])
{
#pragma GCC unroll 4
    for (std::int64_t left = kLanes / 2; left > 0; left /= 2)
#pragma GCC unroll 8
        for (std::int64_t i = 0; i < left; ++i)
            rows[i] = folded(rows[2 * i], rows[2 * i + 1]);
    return rows[0];
}

// eˣ to two units in the last place, 0 below −87, e⁸⁸ above 88, not a number where x is none:
// x = n·ln 2 + r, polynomial of Cephes' expf in r.
PALIMPSEST_INLINE Floats exponential(Floats x)
{
    const Ints tiny = x < -87.0F;
    const Floats notLarge = x > 88.0F ? all(88.0F) : x;
    const Floats bounded = notLarge < -87.0F ? all(-87.0F) : notLarge;
    const Floats shifted = bounded * 1.44269504088896341F + 12582912.0F; // 1.5 · 2²³: rounds
    const Floats n = shifted - 12582912.0F;
    const Floats r = (bounded - n * 0.693359375F) + n * 2.12194440e-4F;
    Floats p = r * 1.9875691500e-4F + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.0F;
    const Ints power = (__builtin_convertvector(n, Ints) + 127) << 23;
    return chosen(~tiny, p * (Floats)power);
}

// Bijection of 32-bit words whose output bits all depend on all input bits ("lowbias32" by
// C. Wellons, found by search for the least bias).
PALIMPSEST_INLINE Words mixed(Words x)
{
    x ^= x >> 16;
    x *= 0x7feb352dU;
    x ^= x >> 15;
    x *= 0x846ca68bU;
    x ^= x >> 16;
    return x;
}

// Which of the elements first … first + 15 dropout keeps.
PALIMPSEST_INLINE Ints kept(const Dropout& dropout, std::uint32_t first)
{
    const Words number = kLaneNumbers + first;
    const Words drawn = mixed(mixed(number + dropout.key[0]) ^ dropout.key[1]);
    return (Ints)(drawn >= dropout.threshold);
}

PALIMPSEST_INLINE Floats dropped(const Dropout& dropout, std::uint32_t first, Floats lanes)
{
    return chosen(kept(dropout, first), lanes) * dropout.scale;
}
