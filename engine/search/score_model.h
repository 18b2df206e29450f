// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "engine/scoring/pareto.h"
#include "engine/search/configuration_traits.h"
#include "engine/search/search_space.h"

namespace palimpsest
{

class GaussianProcess;

/// What a configuration scored on dev: x the new domains, y the old ones, both to be maximised.
struct SearchObservation {
    SearchPoint point;
    PlanePoint scores;
};

/// What is believed of both scores everywhere in a search space, from what was tried: one Gaussian
/// process a score, over standardised scores.
class ScoreModel
{
public:
    /// Trials that are under way count as scoring what is expected of them, so that those started
    /// beside them go elsewhere. At least one observation.
    ScoreModel(const SearchSpace& space, const std::vector<SearchObservation>& observations,
               const std::vector<SearchPoint>& underWay);
    ~ScoreModel();

    /// By how much a trial here is expected to raise the hypervolume of the front, in products of
    /// the scores' standard deviations. The front is that of the expected scores of what was tried,
    /// which noise moves less than the scores themselves; the hypervolume is measured from a tenth
    /// of their range below the least of each.
    double expectedImprovement(const SearchPoint& point) const;

private:
    void fit(const std::vector<SearchObservation>& observations);
    PlanePoint expected(const SearchPoint& point) const;

    TraitSpace m_traits;
    std::unique_ptr<GaussianProcess> m_x;
    std::unique_ptr<GaussianProcess> m_y;
    std::vector<PlanePoint> m_front;
    PlanePoint m_reference;
};

} // namespace palimpsest
