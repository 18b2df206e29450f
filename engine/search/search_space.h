// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/study/run_config.h"
#include "engine/study/strategy_axis.h"
#include "engine/study/sweep_spec.h"

namespace palimpsest
{

/// A configuration as a search sees it: a family and a place in its unit cube.
struct SearchPoint {
    std::size_t family = 0;
    std::vector<double> at; ///< one coordinate in [0, 1] for each axis of numbers

    bool operator==(const SearchPoint&) const = default;
};

/// What a sweep's search may try. A family is one strategy with all its texts fixed; its axes are
/// the numbers that vary, each from the least to the greatest of its values, by their logarithm
/// where all are above 0. Numbers are rounded to two digits, or to whole ones, as people write
/// them. Where only listed values count, an axis has equal shares for them, in ascending order.
class SearchSpace
{
public:
    explicit SearchSpace(const SweepSpec& spec);

    std::size_t families() const { return m_families.size(); }
    std::size_t dimensions(std::size_t family) const { return m_families[family].axes.size(); }
    /// All points of a family, where listed values make them countable and no more than `most`.
    std::vector<SearchPoint> allOf(std::size_t family, std::size_t most) const;
    /// From a place to its neighbour on an axis: `fallback`, or to the next listed value.
    double stepOn(std::size_t family, std::size_t axis, double fallback) const;
    /// The strategy at a point, with rounded numbers.
    StrategySpec strategy(const SearchPoint& point) const;
    /// The strategy with a value of every option of training that some strategy of this space has
    /// of its own; the unadapted base model trains with none.
    StrategySpec withWholeTraining(StrategySpec strategy) const;
    /// The point of the strategy there: strategies are equal exactly where their points are, even
    /// in families that overlap.
    SearchPoint rounded(const SearchPoint& point) const;
    /// Where a strategy lies; nothing where it is none of this space.
    std::optional<SearchPoint> locate(const StrategySpec& strategy) const;
    /// The strategy of this space that a trial is, by what it trains with: another sweep may have
    /// had for all its trials what this one varies. Nothing where it is none.
    std::optional<StrategySpec> strategyOf(const RunConfig& trial) const;

private:
    struct Axis {
        StrategyAxis of;
        double least = 0;
        double greatest = 0;
        bool logarithmic = false;
        bool whole = false;
        std::vector<double> listed; ///< ascending; nothing else, unless empty

        double valueAt(double place) const; ///< rounded
        bool has(double value) const;
        double placeOf(double value) const;
    };
    struct Family {
        StrategySpec strategy; ///< axes at some value
        std::vector<Axis> axes;
    };
    static std::vector<Family> familiesOf(const StrategyGrid& grid, SearchValues searched);
    static Axis axisOf(StrategyAxis of, const std::vector<nlohmann::json>& values,
                       SearchValues searched);
    static std::optional<SearchPoint> locateIn(const Family& family, std::size_t index,
                                               const StrategySpec& strategy);

    std::vector<Family> m_families;
    TrainingOptions m_training; ///< the sweep's
    /// Of the options of training that some strategy has of its own, the sweep's values.
    std::map<std::string, nlohmann::json> m_ownTraining;
};

} // namespace palimpsest
