// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace palimpsest
{

/// A piece of an expression on runs.
struct ExpressionToken {
    enum class Kind { Word, Quoted, Operator, Open, Close, End };
    Kind kind = Kind::End;
    std::string text; ///< quotation marks taken off; operators as = != < <= > >= ~
    std::size_t column = 1;
    bool closed = true; ///< Quoted: its closing mark is there
    std::string member; ///< Quoted: the word of `"name".word`, otherwise empty
};

/// Splits an expression; the last token is End. ≠ ≤ ≥ and == are read as != <= >= and =.
std::vector<ExpressionToken> expressionTokens(std::string_view text);

} // namespace palimpsest
