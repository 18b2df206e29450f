// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace palimpsest
{

/// "41 s", "3 min 07 s", "2 h 05 min".
std::string durationText(double seconds);

/// Columns that UTF-8 text takes on a terminal, as far as labels need it: one a character.
std::size_t columns(const std::string& text);
/// At most so many columns of the text.
std::string cut(const std::string& text, std::size_t width);
/// Exactly so many columns: cut, or filled with blanks.
std::string padded(const std::string& text, std::size_t width);

/// Columns of the terminal on stderr; 80 where it does not say.
std::size_t terminalWidth();
/// stderr is a terminal.
bool onTerminal();

/// A bar with a label before it and figures behind, no wider than `width`. The figures are what
/// people look for, so the label (`labelWidth` columns at best) and the bar give way to them.
std::string progressLine(const std::string& label, std::size_t labelWidth, double share,
                         const std::string& figures, std::size_t width);

/// "120/500 updates, 4.1/s, 1 min 33 s left"; bytes are shown as MB. `rate` and `secondsLeft` 0 =
/// not known, `total` too.
std::string progressFigures(double done, double total, const std::string& unit, double rate,
                            double secondsLeft);

} // namespace palimpsest
