// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/terminal_text.h"

#include <algorithm>
#include <iostream>

#include "engine/reporting/table_formats.h"

namespace palimpsest
{

std::string terminalText(const std::string& text)
{
    std::string shown;
    std::size_t from = 0;
    while (from <= text.size()) {
        const std::size_t to = std::min(text.find_first_of("\n\t", from), text.size());
        shown += plainText(text.substr(from, to - from));
        if (to < text.size())
            shown += text[to];
        from = to + 1;
    }
    return shown;
}

void sayOnTerminal(const std::string& sentence)
{
    std::cerr << terminalText(sentence) << std::endl;
}

} // namespace palimpsest
