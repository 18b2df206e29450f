// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace palimpsest
{

std::string fixedText(double value, int decimals)
{
    std::array<char, 400> buffer{};
    const auto end =
        std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::fixed, decimals);
    std::string text(buffer.data(), end.ptr);
    const bool zero = text.find_first_of("123456789") == std::string::npos;
    return zero && text[0] == '-' ? text.substr(1) : text; // no "-0.0"
}

std::string exactText(double value)
{
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.begin(), buffer.end(), value);
    return std::string(buffer.data(), end.ptr);
}

Spread spreadOf(std::span<const double> values)
{
    Spread spread;
    spread.n = static_cast<int>(values.size());
    if (values.empty())
        return spread;
    spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / spread.n;
    if (spread.n < 2)
        return spread;
    double squares = 0;
    for (const double value : values)
        squares += (value - spread.mean) * (value - spread.mean);
    spread.sd = std::sqrt(squares / (spread.n - 1));
    return spread;
}

} // namespace palimpsest
