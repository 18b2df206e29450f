// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/recipe_file.h"

#include "engine/reporting/figure_recipe.h"
#include "engine/reporting/table_recipe.h"
#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

namespace
{

template <class Recipe>
void readAsRecipe(const std::string& file)
{
    try {
        const auto recipe = recipeFromJsonFile<Recipe>(file);
        if (nlohmann::json(recipe).get<Recipe>() != recipe)
            std::abort(); // written and read again it must be itself
    } catch (const BadInput&) {
        return; // the sentence that a user gets
    }
}

} // namespace

/// Recipes of tables and figures.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("recipe.json");
    const std::string file = scratch.holding(data, size).string();
    readAsRecipe<TableRecipe>(file);
    readAsRecipe<FigureRecipe>(file);
    return 0;
}
