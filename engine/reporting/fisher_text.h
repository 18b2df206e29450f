// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

/// What the facts of an estimate say of its parameters, for a terminal: groups with their share of
/// the trace, how it settled with the number of sentences, what clipping took away, and log10 F as
/// bars. Parts that an older estimate lacks are left out; "" where it lacks all of them.
std::string fisherText(const nlohmann::json& facts);

} // namespace palimpsest
