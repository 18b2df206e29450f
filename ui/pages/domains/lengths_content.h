// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "ui/plots/plot_content.h"

namespace palimpsest
{

/// Histogram of both sides' words a segment, from a domain's facts (see TextProfile): the outline
/// of the bars, in per cent of the pairs.
PlotContent lengthsContent(const nlohmann::json& lengths, const std::string& sourceLanguage,
                           const std::string& targetLanguage);

} // namespace palimpsest
