// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// What one run of a sweep may take, and how often it may begin again. No part of a trial's
/// identity: results are the same under any limit.
struct RunLimits {
    int minutes = 0;  ///< at a stretch; then the run saves and waits to be resumed. 0 = no limit
    int memoryMb = 0; ///< of the worker's own memory; then it saves and waits. 0 = no limit
    /// How often in a row, without progress in between, a run whose worker was lost by no fault of
    /// its own (killed, preempted, its node failed) goes on by itself. 0 = never
    int retries = 3;

    bool operator==(const RunLimits&) const = default;
};

/// Throws FieldError naming the field below `at`.
void validate(const RunLimits& limits, const std::string& at);
void to_json(nlohmann::json& json, const RunLimits& limits);
void from_json(const nlohmann::json& json, RunLimits& limits);

} // namespace palimpsest
