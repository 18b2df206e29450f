// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/score_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/search/gaussian_process.h"
#include "engine/search/hypervolume_improvement.h"

namespace palimpsest
{

namespace
{

struct ScoreRange {
    double least = 0;
    double greatest = 0;
};

ScoreRange rangeOf(const std::vector<SearchObservation>& observations, double PlanePoint::* score)
{
    const auto [least, greatest] = std::ranges::minmax(
        observations, {}, [score](const SearchObservation& each) { return each.scores.*score; });
    return {least.scores.*score, greatest.scores.*score};
}

/// The scores, moved and scaled to mean 0 and standard deviation 1.
std::vector<SearchObservation> standardised(std::vector<SearchObservation> observations)
{
    for (double PlanePoint::* score : {&PlanePoint::x, &PlanePoint::y}) {
        const auto n = static_cast<double>(observations.size());
        double mean = 0;
        for (const SearchObservation& each : observations)
            mean += each.scores.*score / n;
        double variance = 0;
        for (const SearchObservation& each : observations)
            variance += std::pow(each.scores.*score - mean, 2) / n;
        const auto [least, greatest] = rangeOf(observations, score);
        const double sd = least < greatest ? std::sqrt(variance) : 1;
        for (SearchObservation& each : observations)
            each.scores.*score = (each.scores.*score - mean) / sd;
    }
    return observations;
}

/// A tenth of the range below the least of each score.
PlanePoint referenceOf(const std::vector<SearchObservation>& observations)
{
    PlanePoint reference;
    for (double PlanePoint::* score : {&PlanePoint::x, &PlanePoint::y}) {
        const auto [least, greatest] = rangeOf(observations, score);
        reference.*score = least - 0.1 * (greatest - least);
    }
    return reference;
}

} // namespace

ScoreModel::ScoreModel(const SearchSpace& space, const std::vector<SearchObservation>& observations,
                       const std::vector<SearchPoint>& underWay)
    : m_traits(space)
{
    std::vector<SearchObservation> known = standardised(observations);
    m_reference = referenceOf(known);
    fit(known);
    if (!underWay.empty()) {
        for (const SearchPoint& point : underWay)
            known.push_back({point, expected(point)});
        fit(known);
    }
    for (const SearchObservation& each : known)
        m_front.push_back(expected(each.point));
}

ScoreModel::~ScoreModel() = default;

void ScoreModel::fit(const std::vector<SearchObservation>& observations)
{
    const auto count = static_cast<Eigen::Index>(observations.size());
    std::vector<ConfigurationTraits> points;
    Eigen::VectorXd x(count);
    Eigen::VectorXd y(count);
    for (Eigen::Index i = 0; i < count; ++i) {
        const SearchObservation& each = observations[static_cast<std::size_t>(i)];
        points.push_back(m_traits.of(each.point));
        x[i] = each.scores.x;
        y[i] = each.scores.y;
    }
    m_x = std::make_unique<GaussianProcess>(points, x, m_traits.axes());
    m_y = std::make_unique<GaussianProcess>(std::move(points), y, m_traits.axes());
}

PlanePoint ScoreModel::expected(const SearchPoint& point) const
{
    const ConfigurationTraits traits = m_traits.of(point);
    return {m_x->predict(traits).mean, m_y->predict(traits).mean};
}

double ScoreModel::expectedImprovement(const SearchPoint& point) const
{
    const ConfigurationTraits traits = m_traits.of(point);
    return expectedHypervolumeImprovement(m_front, m_reference, m_x->predict(traits),
                                          m_y->predict(traits));
}

} // namespace palimpsest
