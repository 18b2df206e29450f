// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/low_discrepancy.h"

#include <array>
#include <bit>
#include <random>

#include "engine/study/search_options.h"

namespace palimpsest
{

namespace
{

constexpr unsigned kBits = 32;
constexpr double kScale = 4294967296.0; ///< 2^kBits

/// Primitive polynomial x^degree + … + 1 with inner coefficients `inner`, and initial direction
/// numbers: new-joe-kuo-6, dimensions 2 to 8. Dimension 1 is van der Corput's sequence.
struct Direction {
    unsigned degree;
    unsigned inner;
    std::array<std::uint32_t, 5> initial;
};
constexpr std::array<Direction, kMostSearchedNumbers - 1> kDirections = {{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
}};

using Numbers = std::array<std::uint32_t, kBits>;

Numbers directionNumbers(std::size_t dimension)
{
    Numbers numbers{};
    if (dimension == 0) {
        for (unsigned i = 0; i < kBits; ++i)
            numbers[i] = 1U << (kBits - 1 - i);
        return numbers;
    }
    const Direction& direction = kDirections[dimension - 1];
    const unsigned degree = direction.degree;
    for (unsigned i = 0; i < kBits; ++i) {
        if (i < degree) {
            numbers[i] = direction.initial[i] << (kBits - 1 - i);
            continue;
        }
        numbers[i] = numbers[i - degree] ^ (numbers[i - degree] >> degree);
        for (unsigned k = 1; k < degree; ++k) {
            if ((direction.inner >> (degree - 1 - k)) & 1U)
                numbers[i] ^= numbers[i - k];
        }
    }
    return numbers;
}

} // namespace

std::vector<std::vector<double>> sobolPoints(std::size_t dimensions, std::size_t count,
                                             std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::vector<std::vector<double>> points(count, std::vector<double>(dimensions));
    for (std::size_t dimension = 0; dimension < dimensions; ++dimension) {
        const Numbers numbers = directionNumbers(dimension);
        std::uint32_t state = seed == 0 ? 0 : static_cast<std::uint32_t>(random());
        for (std::size_t i = 0; i < count; ++i) {
            points[i][dimension] = state / kScale;
            state ^= numbers[static_cast<std::size_t>(std::countr_one(i))]; // Gray code order
        }
    }
    return points;
}

} // namespace palimpsest
