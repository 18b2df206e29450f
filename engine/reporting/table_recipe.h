// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/store/study_store.h"
#include "engine/study/enum_text.h"

namespace palimpsest
{

/// What a row of a table stands for.
enum class TableRows {
    Strategies,    ///< a strategy with its parameters
    LambdaByRatio, ///< a λ of EWC; every mixing ratio is a group of columns
};

/// What becomes of trials that differ in their seed only.
enum class SeedPooling {
    Mean,      ///< mean and standard deviation
    Single,    ///< a row of its own for every seed
    BestOnDev, ///< only the seed whose mean over new domains is best on dev
};

/// What a column shows, of every metric chosen (drift and what training took: once).
enum class TableColumn {
    NewDomains,   ///< each new domain, a column of its own
    OldDomains,   ///< each old domain, a column of its own
    MeanNew,      ///< mean over the new domains
    MeanOld,      ///< mean over the old domains
    DeltaNew,     ///< mean new less the base model's
    DeltaOld,     ///< mean old less the base model's
    WorstDomain,  ///< change against the base model of the domain that lost most (or gained least)
    Drift,        ///< ‖θ − θ*‖ at the end of training
    TargetTokens, ///< real target pieces drawn in training
    TrainingTime, ///< seconds of training, without validation
};

/// Whether a column is of a metric and so repeated for every one of them.
bool isOfMetric(TableColumn column);

/// How a score is told apart from another one over the same segments.
enum class TableTest {
    PairedBootstrap,
    ApproximateRandomisation, ///< stratified over runs; needs as many runs of both
    None,
};

/// How p-values of the tests of one column are corrected.
enum class TestCorrection { Holm, BenjaminiHochberg, None };

template <>
struct EnumText<TableRows> {
    static constexpr std::array<std::pair<TableRows, const char*>, 2> kValues = {
        {{TableRows::Strategies, "strategies"}, {TableRows::LambdaByRatio, "lambda-by-ratio"}}};
};
template <>
struct EnumText<SeedPooling> {
    static constexpr std::array<std::pair<SeedPooling, const char*>, 3> kValues = {
        {{SeedPooling::Mean, "mean"},
         {SeedPooling::Single, "single"},
         {SeedPooling::BestOnDev, "best-on-dev"}}};
};
template <>
struct EnumText<TableColumn> {
    static constexpr std::array<std::pair<TableColumn, const char*>, 10> kValues = {
        {{TableColumn::NewDomains, "new-domains"},
         {TableColumn::OldDomains, "old-domains"},
         {TableColumn::MeanNew, "mean-new"},
         {TableColumn::MeanOld, "mean-old"},
         {TableColumn::DeltaNew, "delta-new"},
         {TableColumn::DeltaOld, "delta-old"},
         {TableColumn::WorstDomain, "worst-domain"},
         {TableColumn::Drift, "drift"},
         {TableColumn::TargetTokens, "target-tokens"},
         {TableColumn::TrainingTime, "training-time"}}};
};
template <>
struct EnumText<TableTest> {
    static constexpr std::array<std::pair<TableTest, const char*>, 3> kValues = {
        {{TableTest::PairedBootstrap, "paired-bootstrap"},
         {TableTest::ApproximateRandomisation, "approximate-randomisation"},
         {TableTest::None, "none"}}};
};
template <>
struct EnumText<TestCorrection> {
    static constexpr std::array<std::pair<TestCorrection, const char*>, 3> kValues = {
        {{TestCorrection::Holm, "holm"},
         {TestCorrection::BenjaminiHochberg, "benjamini-hochberg"},
         {TestCorrection::None, "none"}}};
};

/// How a table is made, so that it can be made again after new runs. Kept in the study as document
/// "recipe", or in a file of its own.
struct TableRecipe {
    std::string name = "Strategies";
    TableRows rows = TableRows::Strategies;
    std::vector<std::string> strategies; ///< "ewc+mixing"; empty = all
    std::string sweep;                   ///< name or number; empty = all trials of the study
    std::vector<std::uint64_t> seeds;    ///< empty = all
    SeedPooling pooling = SeedPooling::Mean;
    std::vector<TableColumn> columns = {TableColumn::OldDomains, TableColumn::NewDomains,
                                        TableColumn::MeanNew, TableColumn::MeanOld};
    bool groups = true;                          ///< heads over columns that belong together
    std::vector<std::string> metrics = {"bleu"}; ///< "bleu", "chrf", "ter", "loss"
    Split split = Split::Test;                   ///< dev or test
    /// What p-values compare with: "ewc λ=0.1", a strategy with its parameters; empty = base model.
    std::string baseline;
    TableTest test = TableTest::PairedBootstrap;
    TestCorrection correction = TestCorrection::Holm;
    double alpha = 0.05; ///< significant where the corrected p is below this
    int decimals = -1;   ///< −1 = as usual for each metric (one for BLEU); tokens have none
    /// "" = by strategy; else a column such as "mean-new", of the first metric, best first.
    std::string order;
    std::string caption; ///< empty = one made from the recipe; the bold rule is added to either
    std::string label;   ///< of LaTeX's \label; empty = one made from the study's name
    bool wide = false;   ///< over both columns of the page: table*
    /// Gains that the note states (see claims.h): "ewc+mixing over ewc", or of one row only,
    /// "ewc+mixing 1:1 λ=0.1 over ewc". They rest on the mean over all seeds.
    std::vector<std::string> claims;

    bool operator==(const TableRecipe&) const = default;
};

/// Whether both make the same figures: they differ in name, caption, label and width at most.
bool sameFigures(const TableRecipe& first, TableRecipe second);

/// Throws FieldError naming the field and what it may be.
void validate(const TableRecipe& recipe);
void to_json(nlohmann::json& json, const TableRecipe& recipe);
/// Absent fields keep their defaults; validates.
void from_json(const nlohmann::json& json, TableRecipe& recipe);

/// Document kind of recipes in a study; the document's name is the recipe's.
inline constexpr const char* kTableRecipes = "recipe";

/// "Strategies" and "Lambda and ratio", which every study has.
std::vector<TableRecipe> readyRecipes();
/// By name: those of the study, and the ready ones that it does not replace.
std::map<std::string, TableRecipe> tableRecipes(const StudyStore& store);
/// Throws BadInput naming the recipes that exist.
TableRecipe findRecipe(const StudyStore& store, const std::string& name);
/// Keeps a valid recipe under its name, in place of one that was there.
void saveRecipe(StudyStore& store, const TableRecipe& recipe);

} // namespace palimpsest
