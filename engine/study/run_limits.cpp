// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/run_limits.h"

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

constexpr int kMostMinutes = 60 * 24 * 365;
constexpr int kMostMemoryMb = 16 * 1024 * 1024; ///< 16 TiB
constexpr int kLeastMemoryMb = 64;
constexpr int kMostRetries = 100;

template <class Self, class Visitor>
void eachLimit(Self& limits, Visitor&& visit)
{
    visit("minutes", limits.minutes);
    visit("memoryMb", limits.memoryMb);
    visit("retries", limits.retries);
}

} // namespace

void validate(const RunLimits& limits, const std::string& at)
{
    requireField(limits.minutes >= 0 && limits.minutes <= kMostMinutes, at, "minutes",
                 limits.minutes, "give the minutes that a run may take, or 0 for no limit");
    requireField(limits.memoryMb == 0 ||
                     (limits.memoryMb >= kLeastMemoryMb && limits.memoryMb <= kMostMemoryMb),
                 at, "memoryMb", limits.memoryMb,
                 "give at least " + std::to_string(kLeastMemoryMb) + " MB, or 0 for no limit");
    requireField(limits.retries >= 0 && limits.retries <= kMostRetries, at, "retries",
                 limits.retries,
                 "it must be between 0 (never) and " + std::to_string(kMostRetries));
}

void to_json(nlohmann::json& json, const RunLimits& limits)
{
    eachLimit(limits, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, RunLimits& limits)
{
    ObjectReader reader(json);
    eachLimit(limits, reader);
    reader.finish();
}

} // namespace palimpsest
