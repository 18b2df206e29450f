// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace palimpsest
{

/// Name and text of each member of a JSON object, in its order.
using JsonMembers = std::vector<std::pair<std::string_view, std::string_view>>;

/// The members of the object that `text` is, as views into it; nothing if the text does not have
/// the outer shape of an object whose names are plain and differ. Their texts are delimited but not
/// validated: parse each. Faster where many of them are those of `like`, in the same places.
std::optional<JsonMembers> jsonMembers(std::string_view text, const JsonMembers& like = {});

} // namespace palimpsest
