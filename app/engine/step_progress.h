// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace palimpsest
{

/// Progress of one step of this process on stderr: on a terminal a bar with speed and time left,
/// redrawn in place; elsewhere a plain line every half minute. Short steps print nothing at all.
class StepProgress
{
public:
    /// `unit` is what is counted.
    StepProgress(std::string label, std::string unit);
    ~StepProgress();
    StepProgress(const StepProgress&) = delete;
    StepProgress& operator=(const StepProgress&) = delete;

    /// `total` 0 = unknown. Cheap enough for every call that a loop makes.
    void update(std::int64_t done, std::int64_t total);
    /// Takes the bar off the terminal.
    void clear();

private:
    std::string m_label;
    std::string m_unit;
    bool m_terminal = false;
    bool m_drawn = false;
    double m_begun = 0; ///< steady seconds
    double m_shown = 0;
};

} // namespace palimpsest
