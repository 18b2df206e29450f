// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace palimpsest
{

/// The numbers of a metric record, {"loss": 4.2, "penalty": null}, in the order of the text; what
/// is no number is left out. Millions of them are read at once, so the plain form that the store
/// writes takes a short way past the JSON parser. Throws nlohmann::json::exception for what is no
/// JSON, or has a number beyond all limits.
std::vector<std::pair<std::string, double>> metricValues(std::string_view record);

} // namespace palimpsest
