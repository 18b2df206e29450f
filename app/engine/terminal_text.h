// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace palimpsest
{

/// What a terminal may show of text that may come from a stranger's study: all but line ends and
/// tabs that would steer it becomes spaces.
std::string terminalText(const std::string& text);

/// A line for people who watch, on standard error.
void sayOnTerminal(const std::string& sentence);

} // namespace palimpsest
