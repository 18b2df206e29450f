// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace palimpsest
{

class MainWindow;
class PlotWidget;

/// `palimpsest --time-start`: prints the milliseconds from the start of the process (loading
/// of libraries included) until the window has been painted, and ends the program. With a study,
/// until its trade-off plot has been.
class StartTiming : public QObject
{
    Q_OBJECT
public:
    StartTiming(MainWindow* window, bool untilPlot);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void say();

    MainWindow* m_window;
    PlotWidget* m_plot = nullptr; ///< whose painting is waited for; null = the window's
    bool m_painted = false;
};

} // namespace palimpsest
