// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/start_timing.h"

#include <cstdio>
#include <ctime>

#include <unistd.h>

#include <QCoreApplication>
#include <QEvent>
#include <QFile>
#include <QList>
#include <QTimer>

#include "engine/study/exit_code.h"
#include "ui/main_window.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest
{

std::optional<long long> millisecondsSinceProcessStart()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly)) {
        return std::nullopt;
    }
    // "pid (name) state …": the 22nd field is the start in clock ticks since boot. A name may
    // contain anything, so fields are counted behind its parenthesis, from the third.
    const QByteArray stat = file.readAll();
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    timespec now{};
    if (fields.size() <= 19 || clock_gettime(CLOCK_BOOTTIME, &now) != 0) {
        return std::nullopt;
    }
    const long long started = fields[19].toLongLong() * 1000 / sysconf(_SC_CLK_TCK);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000 - started;
}

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
    const auto milliseconds = millisecondsSinceProcessStart();
    if (!milliseconds) {
        std::fprintf(stderr, "%s\n",
                     qPrintable(tr("--time-start needs /proc/self/stat, which is not there.")));
        QCoreApplication::exit(static_cast<int>(ExitCode::BadInput));
        return;
    }
    std::printf("%lld\n", *milliseconds);
    QCoreApplication::quit();
}

} // namespace palimpsest
