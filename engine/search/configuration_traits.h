// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "engine/search/search_space.h"

namespace palimpsest
{

/// What a configuration is made of, for comparison with others.
struct ConfigurationTraits {
    /// An ingredient: a kind of part with its texts, or training.
    struct Part {
        std::size_t kind = 0;      ///< equal where kinds and texts are
        std::size_t firstAxis = 0; ///< of its numbers, counted over all kinds
        std::vector<double> at;    ///< its numbers, each in [0, 1] over the whole space
    };
    std::size_t family = 0;
    std::vector<Part> parts; ///< by kind
};

/// Knows what the configurations of a search space have in common: λ of EWC is the same number in
/// EWC and in EWC + mixing, and every strategy that adapts has training.
class TraitSpace
{
public:
    explicit TraitSpace(const SearchSpace& space);

    std::size_t axes() const { return m_axes; } ///< of all kinds
    ConfigurationTraits of(const SearchPoint& point) const;

private:
    /// Of one number. Its logarithm counts; 0 counts as a tenth of the least value above it.
    struct Range {
        double least = std::numeric_limits<double>::infinity(); ///< above 0
        double greatest = 0;
        bool zero = false; ///< is among its values

        void include(double value);
        bool varies() const { return greatest > least || (zero && greatest > 0); }
        double placeOf(double value) const;
    };
    struct Kind {
        std::size_t number = 0;
        std::size_t firstAxis = 0;
        std::map<std::string, Range> numbers; ///< those that differ somewhere
    };
    void note(const StrategySpec& strategy);

    const SearchSpace& m_space;
    std::map<std::string, Kind> m_kinds; ///< by kind and texts
    std::size_t m_axes = 0;
};

} // namespace palimpsest
