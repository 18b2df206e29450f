// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// Sequential adaptation: the new domains one after the other, each step beginning with the model
/// that the step before it left, so that what was new becomes old. Importances of parameters
/// (EWC, MAS) add up: after a step, F ← decay·F + F of the step's own text and model (online EWC,
/// Schwarz et al. 2018; decay 1: Huszár 2018), and θ* is what the step began with.
struct SequenceOptions {
    std::vector<std::string> domains; ///< in the order of learning; empty = all new ones at once
    double decay = 1;                 ///< γ; 0 = only the last step's importance

    bool operator==(const SequenceOptions&) const = default;
};

/// Throws FieldError naming the field below `at`.
void validate(const SequenceOptions& options, const std::string& at);
void to_json(nlohmann::json& json, const SequenceOptions& options);
void from_json(const nlohmann::json& json, SequenceOptions& options);

} // namespace palimpsest
