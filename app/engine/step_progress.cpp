// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/step_progress.h"

#include <iostream>

#include "app/engine/progress_text.h"
#include "engine/study/steady_time.h"

namespace palimpsest
{
namespace
{

constexpr double kRedrawSeconds = 0.2;
constexpr double kPlainSeconds = 30;

} // namespace

StepProgress::StepProgress(std::string label, std::string unit)
    : m_label(std::move(label)), m_unit(std::move(unit)), m_terminal(onTerminal()),
      m_begun(steadySeconds()), m_shown(m_begun)
{
}

StepProgress::~StepProgress()
{
    clear();
}

void StepProgress::clear()
{
    if (m_drawn)
        std::cerr << "\r\x1b[K" << std::flush;
    m_drawn = false;
}

void StepProgress::update(std::int64_t done, std::int64_t total)
{
    const double time = steadySeconds();
    if (time - m_shown < (m_terminal ? kRedrawSeconds : kPlainSeconds))
        return;
    m_shown = time;
    const double rate = static_cast<double>(done) / (time - m_begun);
    const double left = total > done && rate > 0 ? static_cast<double>(total - done) / rate : 0;
    const std::string figures =
        progressFigures(static_cast<double>(done), static_cast<double>(total), m_unit, rate, left);
    if (!m_terminal) {
        std::cerr << m_label << ": " << figures << std::endl;
        return;
    }
    const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
    std::cerr << '\r'
              << progressLine(m_label, columns(m_label), share, figures, terminalWidth() - 1)
              << "\x1b[K" << std::flush;
    m_drawn = true;
}

} // namespace palimpsest
