// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/configuration_search.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <random>

#include "engine/search/low_discrepancy.h"

namespace palimpsest
{

namespace
{

constexpr std::size_t kCandidates = 256; ///< of each family with axes
constexpr int kShortestStart = 4;        ///< in trials
constexpr int kRandomTries = 1000;       ///< for a place that is new
constexpr double kNear = 0.05;           ///< of candidates beside what was tried, in the unit cube

bool contains(const std::vector<SearchPoint>& points, const SearchPoint& point)
{
    return std::ranges::find(points, point) != points.end();
}

} // namespace

ConfigurationSearch::ConfigurationSearch(const SweepSpec& spec)
    : m_space(spec), m_options(spec.search)
{
}

std::optional<SearchPoint>
ConfigurationSearch::next(const std::vector<SearchObservation>& observations,
                          const std::vector<SearchPoint>& underWay,
                          const std::vector<SearchPoint>& givenUp) const
{
    std::vector<SearchPoint> tried;
    for (const SearchObservation& each : observations)
        tried.push_back(m_space.rounded(each.point));
    for (const auto* points : {&underWay, &givenUp}) {
        for (const SearchPoint& point : *points)
            tried.push_back(m_space.rounded(point));
    }
    if (tried.size() >= static_cast<std::size_t>(m_options.configurations))
        return std::nullopt;
    if (m_options.method == SearchMethod::Random)
        return random(tried);
    if (observations.empty() || observations.size() + underWay.size() < startLength()) {
        for (const SearchPoint& point : start()) {
            if (!contains(tried, point))
                return point;
        }
    }
    const std::vector<SearchPoint> places = candidates(tried);
    if (places.empty() || observations.empty())
        return places.empty() ? std::nullopt : std::optional(places.front());
    const ScoreModel model(m_space, observations, underWay);
    std::vector<double> improvements;
    for (const SearchPoint& place : places)
        improvements.push_back(model.expectedImprovement(place));
    return places[static_cast<std::size_t>(std::ranges::max_element(improvements) -
                                           improvements.begin())];
}

std::size_t ConfigurationSearch::startLength() const
{
    return static_cast<std::size_t>(std::max(kShortestStart, m_options.configurations / 4));
}

/// The families in an order that the seed draws: none comes first because of its place in a file.
std::vector<std::size_t> ConfigurationSearch::shuffledFamilies() const
{
    std::vector<std::size_t> order(m_space.families());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::mt19937_64 generator(m_options.seed);
    for (std::size_t left = order.size(); left > 1; --left)
        std::swap(order[left - 1], order[generator() % left]);
    return order;
}

/// How the search begins in one family: in its middle.
std::vector<SearchPoint> ConfigurationSearch::startOf(std::size_t family) const
{
    const std::size_t dimensions = m_space.dimensions(family);
    std::vector<std::vector<double>> places = {std::vector<double>(dimensions, 0.5)};
    if (dimensions > 0)
        std::ranges::move(sobolPoints(dimensions, 2 * dimensions, m_options.seed),
                          std::back_inserter(places));
    std::vector<SearchPoint> points;
    for (std::vector<double>& place : places)
        points.push_back(m_space.rounded({family, std::move(place)}));
    return points;
}

/// The families take turns.
std::vector<SearchPoint> ConfigurationSearch::start() const
{
    std::vector<std::vector<SearchPoint>> starts;
    std::size_t longest = 0;
    for (const std::size_t family : shuffledFamilies()) {
        starts.push_back(startOf(family));
        longest = std::max(longest, starts.back().size());
    }
    std::vector<SearchPoint> points;
    for (std::size_t turn = 0; turn < longest; ++turn) {
        for (const std::vector<SearchPoint>& family : starts) {
            if (turn < family.size() && !contains(points, family[turn]))
                points.push_back(family[turn]);
        }
    }
    return points;
}

std::optional<SearchPoint> ConfigurationSearch::random(const std::vector<SearchPoint>& tried) const
{
    std::mt19937_64 generator(m_options.seed * 1'000'003 + tried.size());
    std::uniform_real_distribution<double> uniform;
    for (int i = 0; i < kRandomTries; ++i) {
        SearchPoint point;
        point.family = std::min(
            m_space.families() - 1,
            static_cast<std::size_t>(uniform(generator) * static_cast<double>(m_space.families())));
        for (std::size_t axis = 0; axis < m_space.dimensions(point.family); ++axis)
            point.at.push_back(uniform(generator));
        point = m_space.rounded(point);
        if (!contains(tried, point))
            return point;
    }
    const std::vector<SearchPoint> left = candidates(tried);
    return left.empty() ? std::nullopt : std::optional(left.front());
}

/// Where the next trial may lie: spread over every family, and beside what was tried.
std::vector<SearchPoint>
ConfigurationSearch::candidates(const std::vector<SearchPoint>& tried) const
{
    std::vector<SearchPoint> places;
    const auto offer = [&](SearchPoint point) {
        point = m_space.rounded(point);
        if (!contains(tried, point))
            places.push_back(std::move(point));
    };
    for (const std::size_t family : shuffledFamilies()) {
        const std::vector<SearchPoint> all = m_space.allOf(family, kCandidates);
        for (const SearchPoint& point : all)
            offer(point);
        if (!all.empty())
            continue;
        for (std::vector<double>& place : sobolPoints(m_space.dimensions(family), kCandidates,
                                                      m_options.seed + 1 + tried.size()))
            offer({family, std::move(place)});
    }
    for (const SearchPoint& point : tried) {
        for (std::size_t axis = 0; axis < point.at.size(); ++axis) {
            const double near = m_space.stepOn(point.family, axis, kNear);
            for (const double step : {-near, near}) {
                SearchPoint neighbour = point;
                neighbour.at[axis] = std::clamp(neighbour.at[axis] + step, 0.0, 1.0);
                offer(std::move(neighbour));
            }
        }
    }
    return places;
}

} // namespace palimpsest
