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
        const double sd = variance > 0 ? std::sqrt(variance) : 1;
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
        const auto [least, greatest] =
            std::ranges::minmax(observations, {}, [score](const SearchObservation& each) {
                return each.scores.*score;
            });
        reference.*score =
            least.scores.*score - 0.1 * (greatest.scores.*score - least.scores.*score);
    }
    return reference;
}

} // namespace

struct ScoreModel::Family {
    GaussianProcess x;
    GaussianProcess y;
};

ScoreModel::~ScoreModel() = default;
ScoreModel::ScoreModel(ScoreModel&&) noexcept = default;

ScoreModel::ScoreModel(std::vector<std::size_t> dimensions,
                       const std::vector<SearchObservation>& observations,
                       const std::vector<SearchPoint>& underWay)
    : m_dimensions(std::move(dimensions))
{
    std::vector<SearchObservation> known = standardised(observations);
    m_reference = referenceOf(known);
    fitAll(known);
    if (!underWay.empty()) {
        for (const SearchPoint& point : underWay) {
            const Family& family = m_families[point.family];
            known.push_back(
                {point, {family.x.predict(point.at).mean, family.y.predict(point.at).mean}});
        }
        fitAll(known);
    }
    for (const SearchObservation& each : known) {
        const Family& family = m_families[each.point.family];
        m_front.push_back(
            {family.x.predict(each.point.at).mean, family.y.predict(each.point.at).mean});
    }
}

ScoreModel::Family ScoreModel::fit(std::size_t family,
                                   const std::vector<SearchObservation>& observations) const
{
    std::vector<const SearchObservation*> own;
    for (const SearchObservation& each : observations) {
        if (each.point.family == family)
            own.push_back(&each);
    }
    const auto count = static_cast<Eigen::Index>(own.size());
    Eigen::MatrixXd points(static_cast<Eigen::Index>(m_dimensions[family]), count);
    Eigen::VectorXd x(count);
    Eigen::VectorXd y(count);
    for (Eigen::Index i = 0; i < count; ++i) {
        const SearchObservation& each = *own[static_cast<std::size_t>(i)];
        points.col(i) = Eigen::VectorXd::Map(each.point.at.data(), points.rows());
        x[i] = each.scores.x;
        y[i] = each.scores.y;
    }
    return {GaussianProcess(points, x), GaussianProcess(points, y)};
}

void ScoreModel::fitAll(const std::vector<SearchObservation>& observations)
{
    m_families.clear();
    for (std::size_t family = 0; family < m_dimensions.size(); ++family)
        m_families.push_back(fit(family, observations));
}

double ScoreModel::expectedImprovement(const SearchPoint& point) const
{
    const Family& family = m_families[point.family];
    return expectedHypervolumeImprovement(m_front, m_reference, family.x.predict(point.at),
                                          family.y.predict(point.at));
}

} // namespace palimpsest
