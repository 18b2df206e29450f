// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/series_look.h"

#include <array>
#include <map>

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
    const auto found = knownLooks().find(series);
    return found != knownLooks().end() ? found->second : kCycle[stableHash(series) % kCycle.size()];
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
