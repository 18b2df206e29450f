// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace palimpsest
{

/// Text that HTML shows as it is, in elements and in attributes; control characters become spaces.
std::string htmlText(const std::string& text);

} // namespace palimpsest
