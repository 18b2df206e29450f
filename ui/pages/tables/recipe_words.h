// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QString>

#include "engine/reporting/table_recipe.h"

/// The values of a recipe's fields in words.
namespace palimpsest
{

QString columnText(TableColumn column);
/// "EWC λ=0.1" for "ewc λ=0.1"
QString rowText(const std::string& row);
/// "EWC + mixing over EWC"
QString claimText(const std::string& claim);
/// Whether a recipe's seeds and metrics leave room for claims.
bool mayClaim(const TableRecipe& recipe);

} // namespace palimpsest
