// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace palimpsest
{

/// Text as LaTeX prints it: special characters escaped, λ and its like as mathematics. A character
/// that pdflatex has no glyph for becomes [U+XXXX], so that the document always compiles.
std::string latexText(const std::string& text);

/// Text of a LaTeX comment: one line.
std::string latexComment(const std::string& text);

} // namespace palimpsest
