// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/search/beaten_trials.h"

#include <algorithm>

namespace palimpsest
{

std::optional<Beaten> beaten(std::int64_t trial, const std::map<std::int64_t, ScorePath>& paths,
                             double margin, std::int64_t from)
{
    const auto own = paths.find(trial);
    if (own == paths.end())
        return std::nullopt;
    for (auto point = own->second.lower_bound(from); point != own->second.end(); ++point) {
        std::optional<Beaten> worst;
        for (const auto& [other, path] : paths) {
            const auto there = path.find(point->first);
            if (other == trial || there == path.end())
                continue;
            const PlanePoint lead{there->second.x - point->second.x,
                                  there->second.y - point->second.y};
            const double smaller = std::min(lead.x, lead.y);
            // Equal scores do not beat each other, whatever the margin.
            if (smaller < margin || std::max(lead.x, lead.y) <= 0)
                continue;
            if (!worst || smaller > std::min(worst->lead.x, worst->lead.y))
                worst = Beaten{point->first, other, lead};
        }
        if (worst)
            return worst;
    }
    return std::nullopt;
}

} // namespace palimpsest
