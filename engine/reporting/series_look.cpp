// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/series_look.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "engine/study/strategy_spec.h"

namespace palimpsest
{

namespace
{

constexpr std::uint32_t kBlack = 0x3a3a3a;
constexpr std::uint32_t kOrange = 0xe69f00;
constexpr std::uint32_t kSky = 0x56b4e9;
constexpr std::uint32_t kGreen = 0x009e73;
constexpr std::uint32_t kBlue = 0x0072b2;
constexpr std::uint32_t kVermillion = 0xd55e00;
constexpr std::uint32_t kPurple = 0xcc79a7;

constexpr std::array kCycle = {
    PaperLook{kBlue, Marker::Circle, Dash::Solid},
    PaperLook{kVermillion, Marker::Square, Dash::Dashed},
    PaperLook{kGreen, Marker::Diamond, Dash::DashDotted},
    PaperLook{kPurple, Marker::TriangleUp, Dash::Solid},
    PaperLook{kOrange, Marker::TriangleDown, Dash::Dashed},
    PaperLook{kSky, Marker::Star, Dash::DashDotted},
    PaperLook{kBlack, Marker::Cross, Dash::Dotted},
};

const std::map<std::string, PaperLook>& knownLooks()
{
    static const std::map<std::string, PaperLook> known = {
        {"baseline", {kBlack, Marker::Star, Dash::Dotted}},
        {"fine-tuning", {kVermillion, Marker::Square, Dash::Solid}},
        {"ewc", {kBlue, Marker::Circle, Dash::Solid}},
        {"mixing", {kGreen, Marker::TriangleUp, Dash::Dashed}},
        {"ewc+mixing", {kPurple, Marker::Diamond, Dash::Solid}},
        {"l2", {kSky, Marker::TriangleDown, Dash::DashDotted}},
        {"l2+mixing", {kSky, Marker::Square, Dash::Dashed}},
        {"freezing", {kOrange, Marker::Square, Dash::Dotted}},
        {"distillation", {kOrange, Marker::TriangleDown, Dash::Solid}},
        {"interpolation", {kBlack, Marker::Circle, Dash::DashDotted}},
        {"lora", {kVermillion, Marker::TriangleDown, Dash::DashDotted}},
        {"adapters", {kVermillion, Marker::Cross, Dash::Dashed}},
        {"domain-tags", {kGreen, Marker::Plus, Dash::DashDotted}},
        {"mas", {kBlue, Marker::Diamond, Dash::Dashed}},
        {"oversampling", {kGreen, Marker::Square, Dash::Dotted}},
        {"gradient-projection", {kPurple, Marker::Plus, Dash::Dashed}},
        {"fisher-merging", {kBlack, Marker::TriangleUp, Dash::Dashed}},
    };
    return known;
}

constexpr std::array kColors = {kBlue, kVermillion, kGreen, kPurple, kOrange, kSky, kBlack};
constexpr std::array kMarkers = {Marker::Circle,     Marker::Square,       Marker::Diamond,
                                 Marker::TriangleUp, Marker::TriangleDown, Marker::Plus,
                                 Marker::Cross,      Marker::Star};
constexpr std::array kDashes = {Dash::Solid, Dash::Dashed, Dash::DashDotted, Dash::Dotted};

/// Looks that no known strategy has: first those with a colour and a marker that none has together,
/// since single points show no dash.
std::vector<PaperLook> freeLooks()
{
    std::vector<PaperLook> free;
    std::vector<PaperLook> dashOnly;
    for (const Dash dash : kDashes) {
        for (std::size_t i = 0; i < kMarkers.size() * kColors.size(); ++i) {
            // Neighbours differ in both; 7 colours and 8 markers meet once in 56.
            const PaperLook look{kColors[i % kColors.size()], kMarkers[i % kMarkers.size()], dash};
            const auto like = [&look](const auto& other) {
                return other.rgb == look.rgb && other.marker == look.marker;
            };
            const bool known = std::ranges::any_of(
                knownLooks(), [&](const auto& each) { return like(each.second); });
            const bool same = std::ranges::any_of(
                knownLooks(), [&](const auto& each) { return each.second == look; });
            if (!known && std::ranges::none_of(free, like))
                free.push_back(look);
            else if (!same)
                dashOnly.push_back(look);
        }
    }
    free.insert(free.end(), dashOnly.begin(), dashOnly.end());
    return free;
}

/// Combinations of two kinds of parts in the order of the catalogue: those with rehearsal first,
/// which people use most.
std::vector<std::string> combinations()
{
    std::vector<std::string> names;
    const auto add = [&names](const std::string& name) {
        if (!knownLooks().contains(name) && std::ranges::find(names, name) == names.end())
            names.push_back(name);
    };
    for (const StrategyPartKind& kind : strategyPartCatalogue())
        add(kind.kind);
    for (const StrategyPartKind& kind : strategyPartCatalogue())
        add(kind.kind + "+mixing");
    for (const StrategyPartKind& first : strategyPartCatalogue()) {
        for (const StrategyPartKind& second : strategyPartCatalogue())
            add(first.kind + "+" + second.kind);
    }
    return names;
}

/// FNV-1a: the same on every machine.
std::uint32_t stableHash(const std::string& text)
{
    std::uint32_t hash = 2166136261U;
    for (const char byte : text)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
    return hash;
}

} // namespace

PaperLook strategyPaperLook(const std::string& series)
{
    static const std::vector<PaperLook> free = freeLooks();
    static const std::map<std::string, PaperLook> looks = [] {
        std::map<std::string, PaperLook> all = knownLooks();
        std::size_t next = 0;
        for (const std::string& name : combinations())
            all.emplace(name, free[next++ % free.size()]);
        return all;
    }();
    const auto found = looks.find(series);
    return found != looks.end() ? found->second : free[stableHash(series) % free.size()];
}

PaperLook indexedPaperLook(int index)
{
    const auto count = static_cast<int>(kCycle.size());
    PaperLook chosen = kCycle[static_cast<std::size_t>(((index % count) + count) % count)];
    // A later round of the same colours takes other dashes.
    chosen.dash = static_cast<Dash>((static_cast<int>(chosen.dash) + index / count) % 4);
    return chosen;
}

} // namespace palimpsest
