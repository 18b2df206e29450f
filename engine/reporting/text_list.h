// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace palimpsest
{

/// "a, b, c": the texts of any range with the separator between them.
template <class Range>
std::string joined(const Range& texts, std::string_view separator)
{
    std::string all;
    for (const auto& text : texts) {
        if (!all.empty())
            all += separator;
        all += text;
    }
    return all;
}

} // namespace palimpsest
