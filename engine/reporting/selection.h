// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/scoring/pareto.h"
#include "engine/store/study_store.h"
#include "engine/study/enum_text.h"

namespace palimpsest
{

/// How a trial is chosen among others. Test text never decides.
enum class SelectionRule {
    MeanScore,   ///< the highest mean of new-domain and old-domain score, both with the same weight
    LossBudget,  ///< the highest new-domain score of those that lose at most so much on old domains
    Hypervolume, ///< the one that the front's hypervolume would lose most without
};

template <>
struct EnumText<SelectionRule> {
    static constexpr std::array<std::pair<SelectionRule, const char*>, 3> kValues = {
        {{SelectionRule::MeanScore, "mean-score"},
         {SelectionRule::LossBudget, "loss-budget"},
         {SelectionRule::Hypervolume, "hypervolume"}}};
};

/// What the rules measure against; both coordinates are to be maximised.
struct SelectionContext {
    std::optional<PlanePoint> base;      ///< the base model; LossBudget needs it
    std::optional<PlanePoint> reference; ///< what hypervolumes are measured from
    double lossBudget = 1;               ///< points below the base model on y
};
struct RuleChoice {
    std::size_t point = 0;
    double value = 0; ///< mean, x, or contribution
};
/// The point that a rule chooses, the first of equals; nothing where none qualifies: no base model
/// or reference, all lose too much, or none adds to the hypervolume.
std::optional<RuleChoice> chosenBy(SelectionRule rule, std::span<const PlanePoint> points,
                                   const SelectionContext& context);

struct SelectionOptions {
    std::string metric = "bleu";
    RowId sweep = 0; ///< 0 = all trials of the study
    double lossBudget = 1;
};

/// Mean scores over new and old domains and, where text was resampled, half their 95 % intervals.
struct SelectionScores {
    double newDomains = 0;
    double oldDomains = 0;
    std::optional<double> newHalfWidth;
    std::optional<double> oldHalfWidth;
    std::map<std::string, double> domains; ///< mean over seeds
};

/// What one rule chose.
struct SelectedTrial {
    std::string among; ///< the strategy whose trials it chose from; empty = all
    SelectionRule rule = SelectionRule::MeanScore;
    std::size_t candidates = 0;
    std::string sentence; ///< why it chose none; then nothing below is known
    std::string series;
    std::string parameters;          ///< "λ=0.1"
    std::vector<std::string> trials; ///< identities, one a seed
    double value = 0;                ///< see RuleChoice
    /// Share of dev's resamples in which the rule chooses this trial, too; empty without any.
    std::optional<double> certainty;
    SelectionScores dev;
    std::optional<SelectionScores> test; ///< empty while it is not tested
};

/// What every rule chose, strategy by strategy and from all together.
struct Selection {
    SelectionOptions options;
    std::string sweep; ///< its name; empty = all trials of the study
    std::string time;  ///< of a choice that is kept
    std::optional<PlanePoint> reference;
    std::optional<SelectionScores> baseDev;
    std::optional<SelectionScores> baseTest;
    std::vector<SelectedTrial> chosen;
    std::vector<std::string> warnings;
};

/// Chooses on dev; a trial counts with the checkpoint that it keeps, several seeds with their mean.
/// Throws BadInput for a negative budget, or where no trial has scores on dev.
Selection selectOnDev(const StudyStore& store, const SelectionOptions& options);
/// Looks up test scores, of the chosen trials and of the base model only.
void addTestScores(const StudyStore& store, Selection& selection);

/// Keeps the choices with their rules in the study, without test scores, under a name; an earlier
/// choice of this name is replaced.
void keepSelection(StudyStore& store, const std::string& name, const Selection& selection);
/// Names of the choices that the study keeps, sorted.
std::vector<std::string> keptSelections(const StudyStore& store);
/// As it was kept, whatever was trained since. Throws BadInput naming those there are.
Selection keptSelection(const StudyStore& store, const std::string& name);

std::string selectionText(const Selection& selection);
std::string selectionCsv(const Selection& selection);
std::string selectionLatex(const Selection& selection);
nlohmann::json selectionJson(const Selection& selection);
/// Of selectionJson. Throws nlohmann::json::exception or BadInput for other JSON.
Selection selectionFromJson(const nlohmann::json& json);

} // namespace palimpsest
