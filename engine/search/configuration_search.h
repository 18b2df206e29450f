// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "engine/search/score_model.h"
#include "engine/search/search_space.h"
#include "engine/study/search_options.h"

namespace palimpsest
{

/// Decides what a sweep tries next. The choice depends on nothing but the space, the options and
/// what was tried, so that a search goes on after an interruption as it would have without.
///
/// Random: a family and a place in it, each alike. Hypervolume: first a start that every family
/// takes part in (the ends and the middle of one axis, points of Sobol's sequence for several), at
/// most half of all configurations unless there are more families; then the point of greatest
/// expected hypervolume improvement (see ScoreModel).
class ConfigurationSearch
{
public:
    explicit ConfigurationSearch(const SweepSpec& spec); ///< a valid one

    const SearchSpace& space() const { return m_space; }
    /// Nothing once all configurations that the options allow are tried, or nothing new is left.
    /// What is `underWay` counts as having the scores that are expected of it; nothing is expected
    /// of what was `givenUp`, failed or stopped without a score, but it is not tried again.
    std::optional<SearchPoint> next(const std::vector<SearchObservation>& observations,
                                    const std::vector<SearchPoint>& underWay,
                                    const std::vector<SearchPoint>& givenUp = {}) const;

private:
    std::vector<SearchPoint> startOf(std::size_t family) const;
    std::vector<SearchPoint> start() const;
    std::optional<SearchPoint> random(const std::vector<SearchPoint>& tried) const;
    std::vector<SearchPoint> candidates(const std::vector<SearchPoint>& tried) const;

    SearchSpace m_space;
    SearchOptions m_options;
};

} // namespace palimpsest
