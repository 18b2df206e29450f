// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <vector>

#include <QList>

#include "engine/store/rows.h"

namespace palimpsest
{

/// The rows with these ids in a cache of the study session, which is in ascending id. Unknown ids
/// are left out.
template <class Row>
std::vector<const Row*> rowsOf(const std::vector<Row>& rows, const QList<RowId>& ids)
{
    std::vector<const Row*> found;
    found.reserve(static_cast<std::size_t>(ids.size()));
    for (const RowId id : ids) {
        const auto row = std::lower_bound(rows.begin(), rows.end(), id,
                                          [](const Row& r, RowId wanted) { return r.id < wanted; });
        if (row != rows.end() && row->id == id)
            found.push_back(&*row);
    }
    return found;
}

template <class Row>
std::vector<const Row*> allRows(const std::vector<Row>& rows)
{
    std::vector<const Row*> all;
    all.reserve(rows.size());
    for (const Row& row : rows)
        all.push_back(&row);
    return all;
}

} // namespace palimpsest
