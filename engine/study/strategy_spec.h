// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace palimpsest
{

/// One ingredient of a strategy and its settings, e.g. {"ewc", {"lambda": 0.1, "scale": "raw",
/// "factor": 0.5}}.
struct StrategyPart {
    std::string kind;          ///< a kind of strategyPartCatalogue(): "ewc", "mixing", …
    nlohmann::json parameters; ///< object; every parameter is present after `completed()`

    bool operator==(const StrategyPart&) const = default;
};

/// How one trial adapts the base model. No part = plain fine-tuning; `adapts` false = the unadapted
/// base model. EWC + mixing is the two parts together.
struct StrategySpec {
    std::string
        name; ///< series it belongs to: "baseline", "fine-tuning", "ewc", "mixing", "ewc+mixing"
    bool adapts = true;
    std::vector<StrategyPart> parts;

    /// Value of a part's parameter, or null.
    nlohmann::json parameter(const std::string& kind, const std::string& name) const;
    bool operator==(const StrategySpec&) const = default;
};

/// What the planner, the designer and validation know of a kind of part; the network's side of it
/// is in engine/adaptation/. To add a strategy, touch the files named in engine/README.md.
struct StrategyParameter {
    std::string name;                 ///< "lambda"
    std::string label;                ///< "λ"
    nlohmann::json fallback;          ///< value where none is given
    bool sweepable = false;           ///< may be an axis of a grid
    double minimum = 0;               ///< numbers: least allowed value
    std::vector<std::string> choices; ///< texts: allowed values
    std::string help;                 ///< one sentence: unit, formula, source
    bool aboveZero = false;           ///< numbers: 0 would silently turn the part off
};
struct StrategyPartKind {
    std::string kind;
    std::string label; ///< "EWC"
    std::string help;  ///< formula and source
    std::vector<StrategyParameter> parameters;
    bool needsFisher = false;
};
const std::vector<StrategyPartKind>& strategyPartCatalogue();

/// The same specification with every omitted parameter filled in; throws BadInput naming an unknown
/// kind, an unknown parameter, or a value out of range.
StrategySpec completed(const StrategySpec& spec);

bool needsFisher(const StrategySpec& spec);

/// Short text for a point's label: "λ=0.1", "10:1", "1:1 λ=0.1", "" for strategies without
/// parameters.
std::string parameterLabel(const StrategySpec& spec);

void to_json(nlohmann::json& json, const StrategyPart& part);
void from_json(const nlohmann::json& json, StrategyPart& part);
void to_json(nlohmann::json& json, const StrategySpec& spec);
void from_json(const nlohmann::json& json, StrategySpec& spec);

} // namespace palimpsest
