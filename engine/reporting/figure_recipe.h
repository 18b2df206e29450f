// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/reporting/provenance.h"
#include "engine/reporting/tradeoff.h"
#include "engine/study/enum_text.h"

namespace palimpsest
{

enum class FigureKind {
    Tradeoff, ///< score on new domains against score on old ones
    Curves,   ///< loss, scores, drift … of runs against updates
    Domains,  ///< change of each domain's score against the base model, by strategy
};

template <>
struct EnumText<FigureKind> {
    static constexpr std::array<std::pair<FigureKind, const char*>, 3> kValues = {
        {{FigureKind::Tradeoff, "tradeoff"},
         {FigureKind::Curves, "curves"},
         {FigureKind::Domains, "domains"}}};
};

/// Widths of a page of the ACL's: one column, and both with the gap between them.
inline constexpr double kOneColumnMm = 77;
inline constexpr double kTwoColumnsMm = 160;

/// Everything that makes a figure out of a study: what it shows and how large it is. Written into
/// each exported file, so that the same figure can be made again.
struct FigureRecipe {
    FigureKind kind = FigureKind::Tradeoff;

    // What is in it, of every kind.
    std::string sweep;                   ///< name or number; empty = all trials of the study
    std::vector<std::string> strategies; ///< "ewc+mixing"; empty = all
    std::vector<std::string> trials;     ///< identities or beginnings of them; empty = all
    std::vector<std::string> selected;   ///< identities; marks of the screen, not drawn

    // Scores: trade-off and domains.
    std::string metric = "bleu";
    Split split = Split::Test;
    bool poolSeeds = true; ///< mean and s.d. over seeds instead of a point a trial

    // Trade-off.
    std::string x = "mean:new"; ///< see axisKey
    std::string y = "mean:old";
    bool fronts = true;
    bool intervals = true;  ///< ellipses: 95 % over test sets
    double lossBudget = -1; ///< allowed loss on y against the base model; below 0 = none

    // Curves.
    /// "metric:loss" (what a worker logs), "role:old:bleu" (mean over the domains of a role on dev)
    /// or "domain:law:bleu" (one domain on dev).
    std::string quantity = "metric:loss";
    double smoothing = 0; ///< weight of the past, 0 = none … < 1
    bool xLog = false;
    bool yLog = false;

    // The page.
    double widthMm = kOneColumnMm;
    double heightMm = 62;
    double fontPt = 8.5;        ///< at final size
    int dpi = 300;              ///< of PNG
    std::vector<double> ranges; ///< x from, x to, y from, y to; empty = all data with a margin

    bool operator==(const FigureRecipe&) const = default;
};

/// Throws FieldError naming the field and what it may be.
void validate(const FigureRecipe& recipe);
void to_json(nlohmann::json& json, const FigureRecipe& recipe);
/// Absent fields keep their defaults; validates.
void from_json(const nlohmann::json& json, FigureRecipe& recipe);

/// From an exported figure, or from a JSON file ending in .json. Throws BadInput naming the file.
FigureRecipe figureRecipeFromFile(const std::string& path);
/// The recipe of an exported figure. Throws BadInput where the record is of something else.
FigureRecipe figureRecipe(const Provenance& provenance);

/// The height that suits a width where none was chosen.
double suitableHeightMm(double widthMm);

/// The trade-off points that a recipe asks for; `sweep` is the id of recipe.sweep, 0 = all.
TradeoffOptions tradeoffOptions(const FigureRecipe& recipe, RowId sweep);

} // namespace palimpsest
