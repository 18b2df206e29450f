// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/reporting/table_recipe.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// Points of a strategy, or one of them, against another strategy's front.
struct ClaimPair {
    std::string point; ///< "ewc+mixing", or one point: "ewc+mixing 1:1 λ=0.1"
    std::string over;  ///< "ewc"
};

/// Which gains at comparable new-domain score are claimed.
struct ClaimOptions {
    std::string metric = "bleu"; ///< "bleu" or "chrf": more must be better
    Split split = Split::Test;
    RowId sweep = 0;      ///< 0 = all trials of the study
    std::string strategy; ///< "ewc+mixing"; empty = all that are made of several parts
    std::string over;     ///< "ewc"; empty = every strategy made of some of those parts
    /// Exactly these, in place of `strategy` and `over`.
    std::vector<ClaimPair> pairs;
};

/// One point of a strategy's front against another strategy's front: how much higher its score on
/// old domains lies at the same score on new domains, interpolated, never extrapolated.
struct Claim {
    std::string series;     ///< "ewc+mixing"
    std::string parameters; ///< "1:1 λ=0.1"
    std::string over;       ///< "ewc"
    std::optional<double> gain;
    std::optional<double> low; ///< 95 % percentile interval over resampled test sets
    std::optional<double> high;
    /// Two-sided, as the paired bootstrap's: share of resamples whose gain is farther from their
    /// mean than the gain is from 0.
    std::optional<double> p;
    std::optional<double> pHolm; ///< corrected over the claims of one call
    std::string sentence;        ///< why there is no gain, or no interval
};

struct Claims {
    StudyRow study;
    ClaimOptions options;
    int samples = 0;
    std::vector<Claim> claims;
};

/// Whether a strategy has all parts of another one, and more: "ewc+mixing", "ewc".
bool isMadeOf(const std::string& series, const std::string& other);

/// Throws BadInput for a metric of which less is better, or a strategy without results.
Claims claimsOf(const StudyStore& store, const ClaimOptions& options);

/// "EWC + mixing (1:1 λ=0.1) over EWC: +3.2 old BLEU at comparable new BLEU (95 % interval +1.1 to
/// +5.0, p = 0.002)."
std::string claimLine(const Claims& claims, const Claim& claim);
/// The lines of what a recipe claims, corrected over all of them. Throws BadInput naming the claim
/// of which the study has no result.
std::vector<std::string> recipeClaims(const StudyStore& store, const TableRecipe& recipe);
std::string textClaims(const Claims& claims);
std::string latexClaims(const Claims& claims);
nlohmann::json jsonClaims(const Claims& claims);

} // namespace palimpsest
