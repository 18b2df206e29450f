// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "engine/reporting/bundle.h"
#include "engine/store/table_content.h"

namespace palimpsest
{

/// Copies every row of a study that belongs into a bundle, without what the options leave out.
/// `bundle` has the same schema and no rows but those of the schema. Returns the manifest's
/// "study", "contents" and "removed".
nlohmann::json copyStudy(SqliteDatabase& source, SqliteDatabase& bundle,
                         const BundleOptions& options);

} // namespace palimpsest
