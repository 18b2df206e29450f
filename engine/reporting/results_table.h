// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/reporting/number_text.h"
#include "engine/reporting/table_recipe.h"

namespace palimpsest
{

/// One figure of a table with what is known of it.
struct TableFigure {
    Spread spread;             ///< n = 0 where it is missing
    std::optional<double> low; ///< 95 % interval over test sets, of scores only
    std::optional<double> high;
    std::optional<double> p;          ///< against the recipe's baseline
    std::optional<double> pCorrected; ///< over the tests of the column
    std::optional<double> pBest;      ///< against the best of the column, corrected likewise
    bool bold = false;                ///< the best, or not significantly worse
};

/// A column of figures.
struct TableHead {
    TableColumn column = TableColumn::MeanNew;
    std::string metric;               ///< empty for drift and what training took
    std::vector<std::string> domains; ///< behind a score; empty for what is not one
    std::string key;                  ///< in files: "koran", "mean new", "chrf mean new"
    std::string title;                ///< on paper, unescaped: "koran", "mean new", "Δ new"
    std::string group;                ///< over it; empty = none
    int decimals = 1;
    bool sign = false;          ///< positive values show theirs
    bool lowerIsBetter = false; ///< TER and loss
    bool tested = false;        ///< bold rests on tests

    bool isScore() const { return !domains.empty(); }
};

struct TableLine {
    std::string series;               ///< "ewc+mixing"; empty in a grid
    std::string parameters;           ///< "1:1 λ=0.1"; in a grid its λ
    int seeds = 0;                    ///< n; in a grid the most of any cell
    std::vector<TableFigure> figures; ///< one a head
    std::vector<RowId> jobs;
    std::vector<std::string> identities; ///< of the trials
};

/// A table as a recipe makes it, ready for any format. Missing values are missing, never 0.
struct ResultsTable {
    TableRecipe recipe;
    StudyRow study;
    std::string baseline; ///< the row that p-values compare with; empty where there is none
    std::vector<TableHead> heads;
    std::vector<TableLine> lines;
    std::vector<std::string> signatures; ///< of all scores shown
    std::vector<std::string> claims;     ///< what the recipe claims, a sentence each
    /// Of comparabilityWarnings, then of unequal budgets; every format shows them.
    std::vector<std::string> warnings;
    bool comparable = true;            ///< the scores are: else there are no intervals and tests
    bool sequences = false;            ///< some rows are of a step of a sequence
    std::vector<std::string> untested; ///< why tests are missing, a sentence each
    int samples = 0;                   ///< resamples or trials of the tests made
    /// What the study keeps of the tests of the sweeps shown (see sweep_tests.h); JSON only.
    nlohmann::json tests = nlohmann::json::array();
};

/// Throws BadInput where the recipe names a sweep, strategy or baseline that the study does not
/// have. Without `statistics` nothing is resampled: no intervals, no p, and nothing is bold.
ResultsTable resultsTable(const StudyStore& store, const TableRecipe& recipe,
                          bool statistics = true);

/// Where a row of trials belongs in a grid.
struct GridPlace {
    static constexpr const char* kNoEwc = "no EWC";
    static constexpr const char* kNoMixing = "no mixing";

    std::string lambda; ///< "λ=0.1" or kNoEwc
    std::string ratio;  ///< "10:1" or kNoMixing
};
/// A grid's rows are λ and its columns ratio × score, made from one row a cell. Throws BadInput
/// where two cells share λ and ratio.
ResultsTable gridOf(ResultsTable cells, const std::vector<GridPlace>& places);

/// Name of a strategy series for people: "EWC + mixing".
std::string seriesTitle(const std::string& series);
/// "BLEU", "chrF2", "TER", "loss".
std::string metricTitle(const std::string& metric);
/// Decimals that a table shows of a metric: one for BLEU, chrF and TER.
int metricDecimals(const std::string& metric);

} // namespace palimpsest
