// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/scoring/metric.h"

namespace palimpsest
{

/// A metric of ours with the same one's name and arguments in Python.
struct MetricPair {
    std::string metric;
    nlohmann::json options;
    std::shared_ptr<Metric> ours;
};

/// From sacreBLEU's keyword arguments.
MetricPair bleuPair(const nlohmann::json& options);
MetricPair chrfPair(const nlohmann::json& options);
MetricPair terPair(const nlohmann::json& options);

/// Every option of BLEU and chrF, and of TER.
std::vector<MetricPair> everyNgramOption();
std::vector<MetricPair> everyTerOption();

/// A combination of options drawn at random; the same for the same seed.
MetricPair randomNgramOptions(std::uint32_t seed);

} // namespace palimpsest
