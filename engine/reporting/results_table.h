// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/reporting/number_text.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// Which results a table shows.
struct ResultsOptions {
    std::string metric = "bleu";
    Split split = Split::Test;
    RowId sweep = 0; ///< 0 = all trials of the study
    /// Whether to resample for ResultsRow::certainty, which only CSV and JSON show.
    bool certainty = true;
};

/// How sure a score is: its 95 % interval over test sets, and the paired bootstrap against the base
/// model (see tradeoff_analysis.h).
struct ScoreCertainty {
    double low = 0;
    double high = 0;
    std::optional<double> p; ///< empty for the base model itself
    /// Corrected by Holm over all points and both means; only for means.
    std::optional<double> pHolm;
};

/// One cell of the grid: strategy × parameters, over its seeds.
struct ResultsRow {
    std::string series;     ///< "ewc+mixing"
    std::string parameters; ///< "1:1 λ=0.1"
    int seeds = 0;          ///< n
    std::vector<Spread>
        domains; ///< in the order of ResultsTable::domains; n = 0 where a score is missing
    Spread meanNew;
    Spread meanOld;
    Spread deltaNew; ///< meanNew less the base model's; n = 0 without a base model's evaluation
    Spread deltaOld;
    /// Of the scores in `domains`, then of meanNew and of meanOld; empty where no statistics are
    /// kept, or it was not asked for.
    std::vector<std::optional<ScoreCertainty>> certainty;
    Spread drift; ///< ‖θ − θ*‖ at the end of training, where the runs logged it
    std::vector<RowId> jobs;
    std::vector<std::string> identities; ///< of the trials
};

/// Final results of a study, ready for any format. Missing values are missing, never 0.
struct ResultsTable {
    struct DomainColumn {
        std::string name;
        DomainRole role = DomainRole::New;
    };

    StudyRow study;
    ResultsOptions options;
    std::vector<DomainColumn> domains;   ///< new ones first, as on the trade-off plot's axes
    std::vector<ResultsRow> rows;        ///< series together, λ and ratio descending
    std::vector<std::string> signatures; ///< of all scores shown
    std::vector<std::string> warnings;   ///< of comparabilityWarnings; every format shows them
    /// What the study keeps of the tests of the sweeps shown (see sweep_tests.h); JSON only.
    nlohmann::json tests = nlohmann::json::array();
};

ResultsTable resultsTable(const StudyStore& store, const ResultsOptions& options);

/// Name of a strategy series for people: "EWC + mixing".
std::string seriesTitle(const std::string& series);
/// "BLEU", "chrF2", "TER", "loss".
std::string metricTitle(const std::string& metric);
/// Decimals that a table shows of a metric: one for BLEU, chrF and TER.
int metricDecimals(const std::string& metric);

/// booktabs and siunitx; compiles under pdflatex -halt-on-error. Needs nothing else.
std::string latexTable(const ResultsTable& table);
/// RFC 4180, full precision; mean, sd, n, and of scores ci_low, ci_high, p and p_holm in columns of
/// their own; missing = empty.
std::string csvTable(const ResultsTable& table);
std::string markdownTable(const ResultsTable& table);
nlohmann::json jsonTable(const ResultsTable& table);
/// For a terminal: aligned columns, one decimal, "--" for missing.
std::string textTable(const ResultsTable& table);

} // namespace palimpsest
