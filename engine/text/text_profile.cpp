// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/text_profile.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <fstream>

namespace palimpsest
{

namespace
{

constexpr double kWorthSaying = 0.01;

int wordsOf(const std::string& line)
{
    int words = 0;
    bool inside = false;
    for (const unsigned char c : line) {
        const bool blank = std::isspace(c) != 0;
        words += !blank && !inside;
        inside = !blank;
    }
    return words;
}

bool hasText(const std::string& line)
{
    return std::ranges::any_of(line,
                               [](unsigned char c) { return c >= 0x80 || std::isalpha(c) != 0; });
}

void count(std::vector<std::int64_t>& bins, int words)
{
    ++bins[static_cast<std::size_t>(
        std::min(words / TextProfile::kBinWords, TextProfile::kBins - 1))];
}

std::string percent(double share)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.1f %%", share * 100);
    return text;
}

} // namespace

TextProfile profileText(const std::filesystem::path& source, const std::filesystem::path& target)
{
    std::ifstream sources(source);
    std::ifstream targets(target);
    TextProfile profile;
    for (std::string a, b; std::getline(sources, a) && std::getline(targets, b);) {
        const int wordsA = wordsOf(a);
        const int wordsB = wordsOf(b);
        const auto [fewer, more] = std::minmax(wordsA, wordsB);
        ++profile.pairs;
        count(profile.source, wordsA);
        count(profile.target, wordsB);
        profile.sameText += a == b;
        profile.unequal += more > 3 * fewer && more > fewer + 5;
        profile.withoutText += !hasText(a) || !hasText(b);
    }
    return profile;
}

nlohmann::json lengthFacts(const TextProfile& profile)
{
    return {{"binWords", TextProfile::kBinWords},
            {"source", profile.source},
            {"target", profile.target}};
}

std::vector<std::string> qualityWarnings(const TextProfile& profile, const std::string& domain)
{
    std::vector<std::string> warnings;
    const auto warn = [&](std::int64_t pairs, const std::string& what) {
        const double share = profile.pairs == 0
                                 ? 0
                                 : static_cast<double>(pairs) / static_cast<double>(profile.pairs);
        if (share >= kWorthSaying) {
            warnings.push_back(percent(share) + " of the training pairs of \"" + domain + "\" " +
                               what);
        }
    };
    warn(profile.sameText, "have the same text on both sides: a model learns to copy from them.");
    warn(profile.unequal, "differ more than threefold in their number of words: look whether the "
                          "two files are aligned line by line.");
    warn(profile.withoutText,
         "have a side without words, numbers or marks only: they teach nothing.");
    return warnings;
}

} // namespace palimpsest
