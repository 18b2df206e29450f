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
/// Random: a family and a place in it, each alike. Hypervolume: first a start, a quarter of all
/// configurations and at least 4, in which the families take turns (the middle first, then points
/// of Sobol's sequence) in an order that the seed draws; then, or once the start has no more points
/// and something has a score, the point of greatest expected hypervolume improvement (see
/// ScoreModel). What was given up counts for no start.
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
    std::size_t startLength() const;
    std::vector<std::size_t> shuffledFamilies() const;
    std::vector<SearchPoint> startOf(std::size_t family) const;
    std::vector<SearchPoint> start() const;
    std::optional<SearchPoint> random(const std::vector<SearchPoint>& tried) const;
    std::vector<SearchPoint> candidates(const std::vector<SearchPoint>& tried) const;

    SearchSpace m_space;
    SearchOptions m_options;
};

} // namespace palimpsest
