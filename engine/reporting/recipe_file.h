// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/study/atomic_file.h"
#include "engine/study/json_fields.h"

namespace palimpsest
{

/// A recipe of a table or a figure out of a JSON file. Throws BadInput naming the file and what is
/// wrong in it.
template <class Recipe>
Recipe recipeFromJsonFile(const std::string& path)
{
    try {
        Recipe recipe;
        from_json(nlohmann::json::parse(readFile(path)), recipe);
        return recipe;
    } catch (const nlohmann::json::exception& error) {
        throw BadInput(path + ": this is no JSON: " + error.what() + ".");
    } catch (const FieldError& error) {
        throw BadInput(path + ": " + error.what());
    }
}

} // namespace palimpsest
