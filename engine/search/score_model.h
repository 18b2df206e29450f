// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "engine/scoring/pareto.h"
#include "engine/search/search_space.h"

namespace palimpsest
{

/// What a configuration scored on dev: x the new domains, y the old ones, both to be maximised.
struct SearchObservation {
    SearchPoint point;
    PlanePoint scores;
};

/// What is believed of both scores everywhere in a search space, from what was tried: one Gaussian
/// process a family and score, over standardised scores, so that a family without observations is
/// believed to be like the others on the whole.
class ScoreModel
{
public:
    /// `dimensions`: of each family. Trials that are under way count as scoring what is expected of
    /// them, so that those started beside them go elsewhere. At least one observation.
    ScoreModel(std::vector<std::size_t> dimensions,
               const std::vector<SearchObservation>& observations,
               const std::vector<SearchPoint>& underWay);
    ~ScoreModel();
    ScoreModel(ScoreModel&&) noexcept;

    /// By how much a trial here is expected to raise the hypervolume of the front, in products of
    /// the scores' standard deviations. The front is that of the expected scores of what was tried,
    /// which noise moves less than the scores themselves; the hypervolume is measured from a tenth
    /// of their range below the least of each.
    double expectedImprovement(const SearchPoint& point) const;

private:
    struct Family;
    Family fit(std::size_t family, const std::vector<SearchObservation>& observations) const;
    void fitAll(const std::vector<SearchObservation>& observations);

    std::vector<std::size_t> m_dimensions;
    std::vector<Family> m_families;
    std::vector<PlanePoint> m_front;
    PlanePoint m_reference;
};

} // namespace palimpsest
