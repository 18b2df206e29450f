// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/reporting/results_table.h"

namespace palimpsest
{

/// Document kind of what a recipe's table showed last; the document's name is the recipe's.
inline constexpr const char* kTableResults = "recipe-result";

/// What a reader of the printed table would see change.
struct TableChanges {
    struct Figure {
        std::string row;    ///< "ewc λ=0.1"
        std::string column; ///< TableHead::key
        std::string before; ///< as shown: "11.5 ± 0.7", "--"
        std::string after;

        bool operator==(const Figure&) const = default;
    };

    std::vector<std::string> addedRows;
    std::vector<std::string> removedRows;
    std::vector<std::string> addedColumns;
    std::vector<std::string> removedColumns;
    std::vector<Figure> figures; ///< of rows and columns that were there before

    bool none() const;
};

/// What a study keeps under a recipe's name.
struct KeptRecipe {
    std::optional<nlohmann::json> recipe; ///< empty where it is a ready one, or none
    std::optional<nlohmann::json> shown;  ///< what its table showed last
};
KeptRecipe keptRecipe(const StudyStore& store, const std::string& name);
/// Puts it there; removes what is empty.
void keepRecipe(StudyStore& store, const std::string& name, const KeptRecipe& kept);

/// How changes name the table's rows: "ewc λ=0.1", repeated ones numbered.
std::vector<std::string> changeRows(const ResultsTable& table);
/// Keeps what the table shows, in place of what it showed before.
void rememberTable(StudyStore& store, const ResultsTable& table);
/// Empty where the recipe's table was never remembered.
std::optional<TableChanges> changesSince(const StudyStore& store, const ResultsTable& table);

/// A line each, or a sentence where nothing changed.
std::string changesText(const TableChanges& changes);
nlohmann::json changesJson(const TableChanges& changes);

} // namespace palimpsest
