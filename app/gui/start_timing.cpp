// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/start_timing.h"

#include <cmath>
#include <cstdio>

#include <unistd.h>

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>

#include "engine/orchestration/process_usage.h"
#include "engine/study/exit_code.h"
#include "ui/main_window.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest
{

StartTiming::StartTiming(MainWindow* window, bool untilPlot) : QObject(window), m_window(window)
{
    QWidget* painted = window;
    if (untilPlot) {
        m_plot = window->findChild<PlotWidget*>(QStringLiteral("tradeoff"));
        painted = m_plot;
    }
    painted->installEventFilter(this);
    for (QWidget* inner : painted->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        inner->installEventFilter(this); // the plot proper
    }
}

bool StartTiming::eventFilter(QObject* watched, QEvent* event)
{
    const bool drawn = m_plot == nullptr || m_plot->redraws() > 0;
    if (event->type() == QEvent::Paint && drawn && !m_painted) {
        m_painted = true;
        // Once the event loop is back, what was painted has been handed to the screen.
        QTimer::singleShot(0, this, &StartTiming::say);
    }
    return QObject::eventFilter(watched, event);
}

void StartTiming::say()
{
    const auto seconds = processSeconds(::getpid());
    if (!seconds) {
        std::fprintf(stderr, "%s\n",
                     qPrintable(tr("--time-start needs /proc/self/stat, which is not there.")));
        QCoreApplication::exit(static_cast<int>(ExitCode::BadInput));
        return;
    }
    std::printf("%lld\n", std::llround(*seconds * 1000));
    QCoreApplication::quit();
}

} // namespace palimpsest
