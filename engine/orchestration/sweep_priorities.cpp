// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/sweep_priorities.h"

#include <charconv>
#include <cstdlib>
#include <string>

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

constexpr const char* kDocumentKind = "queue";
constexpr const char* kDocumentName = "priorities of sweeps"; ///< {"<sweep>": priority}

} // namespace

std::map<RowId, int> sweepPriorities(const StudyStore& store)
{
    std::map<RowId, int> priorities;
    const auto kept = store.document(kDocumentKind, kDocumentName);
    if (!kept || !kept->is_object()) // a study may come from elsewhere
        return priorities;
    for (const auto& [name, value] : kept->items()) {
        RowId sweep = 0;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), sweep);
        if (read.ec == std::errc() && value.is_number_integer() && value >= -kHighestPriority &&
            value <= kHighestPriority)
            priorities[sweep] = value.get<int>();
    }
    return priorities;
}

void setSweepPriority(StudyStore& store, RowId sweep, int priority)
{
    if (std::abs(priority) > kHighestPriority)
        throw BadInput("The priority " + std::to_string(priority) +
                       " is not possible: give one between " + std::to_string(-kHighestPriority) +
                       " and " + std::to_string(kHighestPriority) + ".");
    store.transaction([&] {
        if (!store.sweep(sweep))
            throw BadInput("The study has no sweep " + std::to_string(sweep) + ".");
        std::map<RowId, int> priorities = sweepPriorities(store);
        priorities[sweep] = priority;
        nlohmann::json kept = nlohmann::json::object();
        for (const auto& [id, value] : priorities) {
            if (value != 0)
                kept[std::to_string(id)] = value;
        }
        store.setDocument(kDocumentKind, kDocumentName, kept);
    });
}

} // namespace palimpsest
