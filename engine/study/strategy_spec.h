// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/fisher_options.h"

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
    /// Options of training that it has in place of the sweep's, by name (see own_training.h).
    std::map<std::string, nlohmann::json> training = {};

    /// Value of a part's parameter, or of an option of training ("training"); null where it has
    /// none.
    nlohmann::json parameter(const std::string& kind, const std::string& name) const;
    bool operator==(const StrategySpec&) const = default;
};

/// What the planner, the designer and validation know of a kind of part; the network's side of it
/// is in engine/adaptation/. To add a strategy, touch the files named in engine/README.md.
struct StrategyParameter {
    std::string name = {};                 ///< "lambda"
    std::string label = {};                ///< "λ"
    nlohmann::json fallback = {};          ///< value where none is given
    std::string help = {};                 ///< one sentence: unit, formula, source
    bool sweepable = false;                ///< may be an axis of a grid
    std::vector<nlohmann::json> grid = {}; ///< values that a new axis starts with
    double minimum = 0;                    ///< numbers: least allowed value
    std::optional<double> maximum = {};    ///< numbers: greatest allowed value
    bool aboveZero = false;                ///< numbers: 0 would silently turn the part off
    bool whole = false;                    ///< numbers: no fractions
    std::vector<std::string> choices = {}; ///< texts: allowed values
};

/// Parts that would do the same thing twice, or undo each other: a strategy has at most one of each
/// group.
enum class PartGroup {
    Alone,            ///< goes with every other part
    Importance,       ///< penalties that weigh each parameter by a file of its own
    Text,             ///< what is drawn for training
    TrainedVariables, ///< what the optimiser changes
    Merging,          ///< what becomes of the trained weights
};

struct StrategyPartKind {
    std::string kind = {};
    std::string label = {}; ///< "EWC"
    std::string help = {};  ///< formula and source
    std::vector<StrategyParameter> parameters = {};
    PartGroup group = PartGroup::Alone;
    std::vector<PartGroup> excludes = {}; ///< groups that it cannot be combined with
    bool needsFisher = false; ///< an importance of every parameter, estimated on the base model
    /// How that importance is estimated; nothing = as the sweep's Fisher options say.
    std::optional<FisherEstimator> estimator = {};
};
const std::vector<StrategyPartKind>& strategyPartCatalogue();
/// Null where there is no such kind.
const StrategyPartKind* findPartKind(const std::string& kind);

/// The same specification with every omitted parameter filled in; throws BadInput naming an unknown
/// kind, an unknown parameter, or a value out of range.
StrategySpec completed(const StrategySpec& spec);

/// The estimate of every parameter's importance that a strategy needs of the base model, given the
/// sweep's options; nothing where it needs none.
std::optional<FisherOptions> neededImportance(const StrategySpec& spec,
                                              const FisherOptions& options);

/// What is trained before trained weights are merged: the strategy without the parts that act on
/// finished weights (interpolation, Fisher-weighted merging). The same specification where there is
/// no such part.
StrategySpec trainedBeforeMerging(const StrategySpec& spec);
bool merges(const StrategySpec& spec);

/// Short text for a point's label: "λ=0.1", "10:1", "1:1 λ=0.1", "λ=0.1 lr=3e-4", "" for strategies
/// without parameters.
std::string parameterLabel(const StrategySpec& spec);

void to_json(nlohmann::json& json, const StrategyPart& part);
void from_json(const nlohmann::json& json, StrategyPart& part);
void to_json(nlohmann::json& json, const StrategySpec& spec);
void from_json(const nlohmann::json& json, StrategySpec& spec);

} // namespace palimpsest
