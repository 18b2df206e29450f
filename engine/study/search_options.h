// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// How a sweep chooses its configurations.
enum class SearchMethod {
    Grid,        ///< every combination of the values of all axes
    Random,      ///< by chance
    Hypervolume, ///< where the hypervolume of (new, old) on dev is expected to grow most
};

/// Which values a search takes.
enum class SearchValues {
    Range,  ///< any between the least and the greatest of an axis
    Listed, ///< those of the axis alone
};

/// That vary in one strategy: more than a search can tell apart with a few dozen trials.
inline constexpr std::size_t kMostSearchedNumbers = 8;

/// What a sweep tries. A search decides while the trials run.
struct SearchOptions {
    SearchMethod method = SearchMethod::Grid;
    int configurations = 24; ///< that a search tries in all, each with every seed of the sweep
    std::uint64_t seed = 1;  ///< of the search itself
    SearchValues values = SearchValues::Range; ///< of axes of numbers

    bool operator==(const SearchOptions&) const = default;
};

/// What becomes of a trial whose dev scores another trial beats in both objectives.
enum class StoppingMode {
    Off,
    Mark, ///< says what would have been stopped; every trial is trained to its end
    Stop,
};

/// Early stopping with two objectives: a trial counts as beaten when, after as many updates,
/// another trial of the sweep scored better on the old and on the new domains by a margin.
struct StoppingOptions {
    StoppingMode mode = StoppingMode::Off;
    double margin = 1;  ///< points of the sweep's first metric, in the mean of the new domains' dev
                        ///< scores and in that of the old ones
    double after = 0.3; ///< share of the updates before which nothing is judged

    bool operator==(const StoppingOptions&) const = default;
};

/// Throw FieldError naming the field below `at`.
void validate(const SearchOptions& options, const std::string& at);
void validate(const StoppingOptions& options, const std::string& at);
void to_json(nlohmann::json& json, const SearchOptions& options);
void from_json(const nlohmann::json& json, SearchOptions& options);
void to_json(nlohmann::json& json, const StoppingOptions& options);
void from_json(const nlohmann::json& json, StoppingOptions& options);

} // namespace palimpsest
