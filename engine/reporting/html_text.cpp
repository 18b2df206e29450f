// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/html_text.h"

namespace palimpsest
{

std::string htmlText(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else
            out += byte < 0x20 || byte == 0x7F ? ' ' : c;
    }
    return out;
}

} // namespace palimpsest
