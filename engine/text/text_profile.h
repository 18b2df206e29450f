// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace palimpsest
{

/// What a look at the words of a parallel text tells before anything is trained on it. Words are
/// what white space separates.
struct TextProfile {
    static constexpr int kBinWords = 5;
    static constexpr int kBins = 21; ///< 0–4, 5–9, … 95–99, 100 and more words

    std::int64_t pairs = 0;
    std::vector<std::int64_t> source = std::vector<std::int64_t>(kBins); ///< pairs in each bin
    std::vector<std::int64_t> target = std::vector<std::int64_t>(kBins);
    std::int64_t sameText = 0;    ///< both sides are equal
    std::int64_t unequal = 0;     ///< one side has over three times the words, and five more
    std::int64_t withoutText = 0; ///< a side has no letter and no character beyond ASCII
};

/// Two plain files of the same number of lines.
TextProfile profileText(const std::filesystem::path& source, const std::filesystem::path& target);

/// {"binWords": 5, "source": […], "target": […]}: what the window draws.
nlohmann::json lengthFacts(const TextProfile& profile);

/// A sentence for each thing that holds for at least one pair in a hundred.
std::vector<std::string> qualityWarnings(const TextProfile& profile, const std::string& domain);

} // namespace palimpsest
