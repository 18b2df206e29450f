// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/reporting/figure.h"

namespace palimpsest
{

/// The figure for LaTeX, to be restyled by hand: a tikzpicture for pgfplots that reads its points
/// from `dataFile` (a name beside the .tex), and that file's content. As large on the page as the
/// recipe says, with the ranges, colours, markers and dashes of the PDF; texts in the document's
/// own font.
std::string pgfplotsFigure(const Figure& figure, const std::string& dataFile);
std::string pgfplotsData(const Figure& figure);

} // namespace palimpsest
