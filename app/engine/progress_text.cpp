// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/progress_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <sys/ioctl.h>
#include <unistd.h>

namespace palimpsest
{
namespace
{

constexpr std::size_t kWidestBar = 24;
constexpr std::size_t kNarrowestBar = 8;
constexpr std::size_t kShortestLabel = 12;

bool beginsCharacter(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

std::string bar(double share, std::size_t width)
{
    const double cells = std::clamp(share, 0.0, 1.0) * static_cast<double>(width);
    const auto full = static_cast<std::size_t>(cells);
    return "[" + std::string(full, '#') + std::string(width - full, '.') + "]";
}

} // namespace

std::string durationText(double seconds)
{
    const long whole = std::lround(seconds);
    char text[48];
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%ld h %02ld min", whole / 3600, whole / 60 % 60);
    else if (whole >= 60)
        std::snprintf(text, sizeof text, "%ld min %02ld s", whole / 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%ld s", whole);
    return text;
}

std::size_t columns(const std::string& text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, beginsCharacter));
}

std::string cut(const std::string& text, std::size_t width)
{
    std::size_t used = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (beginsCharacter(text[i]) && ++used > width)
            return text.substr(0, i);
    }
    return text;
}

std::string padded(const std::string& text, std::size_t width)
{
    const std::string shortened = cut(text, width);
    return shortened + std::string(width - std::min(width, columns(shortened)), ' ');
}

std::size_t terminalWidth()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

bool onTerminal()
{
    return ::isatty(STDERR_FILENO) == 1;
}

std::string progressLine(const std::string& label, std::size_t labelWidth, double share,
                         const std::string& figures, std::size_t width)
{
    const std::size_t needed = columns(figures) + 4; // two blanks, two ends of the bar
    std::size_t room = width > needed ? width - needed : 0;
    std::size_t barWidth = kWidestBar;
    if (room < labelWidth + barWidth) // the bar gives way first, then the label
        barWidth = room > labelWidth + kNarrowestBar ? room - labelWidth : kNarrowestBar;
    labelWidth = std::min(labelWidth, std::max(kShortestLabel, room - std::min(room, barWidth)));
    return cut(padded(label, labelWidth) + " " + bar(share, barWidth) + " " + figures, width);
}

std::string progressFigures(double done, double total, const std::string& unit, double rate,
                            double secondsLeft)
{
    if (unit == "bytes")
        return progressFigures(done / 1e6, total / 1e6, "MB", rate / 1e6, secondsLeft);
    char text[160];
    if (total > 0)
        std::snprintf(text, sizeof text, "%.0f/%.0f %s", done, total, unit.c_str());
    else
        std::snprintf(text, sizeof text, "%.0f %s", done, unit.c_str());
    std::string result = text;
    if (rate > 0) {
        std::snprintf(text, sizeof text, ", %.*f/s", rate < 10 ? 1 : 0, rate);
        result += text;
    }
    if (secondsLeft > 0)
        result += ", " + durationText(secondsLeft) + " left";
    return result;
}

} // namespace palimpsest
