// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <memory>

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "ui/main_window.h"
#include "ui/models/study_session.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest
{

inline constexpr int kPatience = 120000; ///< milliseconds for what a worker does

inline int pointsOf(const PlotWidget* plot)
{
    int points = 0;
    for (const PlotSeries& series : plot->content().series)
        points += static_cast<int>(series.x.size());
    return points;
}

/// The real window over the real engine, with settings of its own.
class WindowOverEngine
{
protected:
    StudySession* session() const { return m_window->session(); }
    PlotWidget* tradeoff() const { return m_window->pages().first()->plots().first(); }

    void useOwnSettings() const
    {
        QLocale::setDefault(QLocale::c());
        QCoreApplication::setOrganizationName(QStringLiteral("palimpsest-tests"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                           m_folder.filePath("settings"));
        qputenv("PALIMPSEST_ENGINE", PALIMPSEST_ENGINE);
    }

    /// Whatever failed: no conductor outlives the test.
    void endWindow()
    {
        if (m_window && session()->isOpen() && session()->conductorAlive()) {
            const auto conductor = static_cast<pid_t>(session()->conductor()->pid);
            ::kill(conductor, SIGTERM);
            QTRY_VERIFY_WITH_TIMEOUT(::kill(conductor, 0) != 0, kPatience);
        }
        m_window.reset();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace palimpsest
