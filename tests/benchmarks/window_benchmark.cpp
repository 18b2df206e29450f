// SPDX-License-Identifier: GPL-3.0-or-later
// Times the real window on a large study and prints one line a figure, "name milliseconds":
// window_benchmark <study made by large_study>. Run it with QT_QPA_PLATFORM=offscreen or under
// Xvfb; window_benchmark.py does, and compares with the targets. The study is written to.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <random>
#include <thread>

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QHeaderView>
#include <QSettings>
#include <QTemporaryDir>
#include <QTreeView>

#include "tests/support/large_study.h"
#include "tests/support/process_memory.h"
#include "ui/main_window.h"
#include "ui/models/run_table_model.h"
#include "ui/models/study_session.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/theme.h"

using namespace palimpsest;

namespace
{

/// Takes the time of every event of the GUI thread.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (QThread::currentThread() != thread() || m_inside)
            return QApplication::notify(receiver, event);
        m_inside = true;
        QElapsedTimer timer;
        timer.start();
        const bool done = QApplication::notify(receiver, event);
        const double taken = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        longest = std::max(longest, taken);
        total += taken;
        m_inside = false;
        return done;
    }

    double longest = 0; ///< milliseconds of the longest event since reset()
    double total = 0;   ///< of all of them
    void reset() { longest = total = 0; }

private:
    bool m_inside = false;
};

/// Counts how often a widget has been painted.
class PaintCounter : public QObject
{
public:
    explicit PaintCounter(QWidget* widget) { widget->installEventFilter(this); }
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        m_paints += event->type() == QEvent::Paint;
        return QObject::eventFilter(watched, event);
    }
    int paints() const { return m_paints; }

private:
    int m_paints = 0;
};

/// Lets events pass until `reached`; false after ten seconds.
bool waitFor(const std::function<bool()>& reached)
{
    QElapsedTimer timer;
    timer.start();
    while (!reached()) {
        if (timer.elapsed() > 10000)
            return false;
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 5);
    }
    return true;
}

void letPass(int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds)
        QApplication::processEvents(QEventLoop::AllEvents, 5);
}

double timed(const std::function<void()>& work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void report(const char* name, double value)
{
    std::printf("%s %.1f\n", name, value);
    std::fflush(stdout);
}

/// Of this process, in MB: VmRSS, VmHWM (the highest so far).
double memory(const std::string& field)
{
    return static_cast<double>(processMemory(field)) / 1024;
}

/// The window with the study in it and the widgets that are looked at.
struct Bench {
    MainWindow window;
    QTreeView* table = window.findChild<QTreeView*>(QStringLiteral("runsTable"));
    RunsPage* runs = window.findChild<RunsPage*>();
    PlotWidget* plot = window.findChild<PlotWidget*>(QStringLiteral("tradeoff"));
    PaintCounter tablePaints{table->viewport()};
};

void measureOpening(Bench& bench, const QString& study)
{
    std::vector<double> front, table;
    for (int round = 0; round < 5; ++round) {
        bench.window.session()->close();
        letPass(200);
        const int drawn = bench.plot->redraws();
        QElapsedTimer timer;
        timer.start();
        bench.window.openStudy(study);
        bench.window.showPage(QStringLiteral("tradeoff"));
        waitFor([&] { return bench.plot->redraws() > drawn; });
        front.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        const int painted = bench.tablePaints.paints();
        bench.window.showPage(QStringLiteral("runs"));
        waitFor([&] { return bench.tablePaints.paints() > painted; });
        table.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        letPass(300);
    }
    report("open_front", median(front));
    report("open_table", median(table));
}

/// The slowest of several filters and of several columns; each until the table is painted.
void measureFilterAndSort(Bench& bench)
{
    const auto untilPainted = [&](const std::function<void()>& work) {
        const int before = bench.tablePaints.paints();
        return timed([&] {
            work();
            waitFor([&] { return bench.tablePaints.paints() > before; });
        });
    };
    bench.window.showPage(QStringLiteral("runs"));
    letPass(300);
    double slowest = 0;
    for (const char* text : {"strategy = ewc and lambda >= 1e-3 and old.bleu > 20", "seed = 7",
                             "ewc", "", "state = failed or new.bleu < 10", ""}) {
        const double taken =
            untilPainted([&] { bench.runs->setFilter(QString::fromLatin1(text)); });
        std::fprintf(stderr, "filter \"%s\": %.1f ms\n", text, taken);
        slowest = std::max(slowest, taken);
        letPass(100);
    }
    report("filter", slowest);
    slowest = 0;
    for (const int column :
         {RunTableModel::LabelColumn, RunTableModel::NewScoreColumn, RunTableModel::StateColumn,
          RunTableModel::StrategyColumn, RunTableModel::OldScoreColumn, RunTableModel::QueueColumn})
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            const double taken = untilPainted([&] { bench.table->sortByColumn(column, order); });
            std::fprintf(stderr, "sort %d: %.1f ms\n", column, taken);
            slowest = std::max(slowest, taken);
            letPass(100);
        }
    report("sort", slowest);
    bench.table->sortByColumn(RunTableModel::QueueColumn, Qt::AscendingOrder);
}

/// Writes what conductors write: progress, metrics and now and then a score.
class Conductor
{
public:
    explicit Conductor(const QString& study) : m_store(study.toStdString(), OpenMode::ReadWrite)
    {
        for (const RunRow& run : m_store.runs())
            if (run.state == JobState::Running)
                m_runs.push_back(run);
    }
    std::size_t running() const { return m_runs.size(); }

    /// One event of each run.
    void event()
    {
        ++m_events;
        m_store.transaction([&] {
            for (RunRow& run : m_runs) {
                run.done = std::min(run.total, run.done + 1);
                m_store.updateRun(run);
                m_store.addMetrics(run.id, 100000 + m_events,
                                   {{"loss", 3.0}, {"penalty", 0.1}, {"drift", 5.0}});
            }
        });
    }
    /// A trial that has been scored, as a window sees it.
    void score()
    {
        RunRow& run = m_runs[static_cast<std::size_t>(m_scored++) % m_runs.size()];
        m_store.transaction([&] {
            m_store.addEvaluation(
                sampleEvaluation(run, 100000 + m_scored, Split::Test, true,
                                 {20 + m_scored % 7 * 0.1, 30 - m_scored % 5 * 0.1, 12}),
                {});
            m_store.setJobState(run.job, JobState::Running);
            run.rate += 0.1;
            m_store.updateRun(run);
        });
    }

private:
    StudyStore m_store;
    std::vector<RunRow> m_runs;
    std::int64_t m_events = 0;
    int m_scored = 0;
};

/// Time in the GUI thread that one update takes: a scored trial with its progress.
void measureUpdate(Bench& bench, TimedApplication& application, Conductor& conductor)
{
    for (const char* page : {"tradeoff", "runs"}) {
        bench.window.showPage(QString::fromLatin1(page));
        letPass(2500); // the analysis of what was before
        std::vector<double> times;
        for (int i = 0; i < 7; ++i) {
            conductor.score();
            application.reset();
            letPass(2500); // a poll, all timers that it starts, and the analysis that they ask for
            times.push_back(application.total);
            std::fprintf(stderr, "update on %s: %.1f ms, longest event %.1f ms\n", page,
                         application.total, application.longest);
        }
        report((std::string("update_") + page).c_str(), median(times));
    }
}

void measureLive(Bench& bench, TimedApplication& application, const QString& study)
{
    constexpr int kEventsPerSecond = 20;
    constexpr int kSeconds = 6;
    for (const char* page : {"tradeoff", "runs", "curves"}) {
        bench.window.showPage(QString::fromLatin1(page));
        letPass(1500);
        std::atomic<bool> stop = false;
        std::atomic<int> events = 0;
        std::thread writer([&] {
            Conductor conductor(study);
            while (!stop) {
                conductor.event();
                events += static_cast<int>(conductor.running());
                if (events % (kEventsPerSecond * static_cast<int>(conductor.running())) == 0)
                    conductor.score(); // one trial a second comes to its end
                std::this_thread::sleep_for(std::chrono::milliseconds(1000 / kEventsPerSecond));
            }
        });
        waitFor([&] { return events > 0; });
        application.reset();
        const int before = events;
        letPass(kSeconds * 1000);
        report((std::string("stall_") + page).c_str(), application.longest);
        std::fprintf(stderr, "%s: %d events a second, GUI thread busy %.1f %%\n", page,
                     (events - before) / kSeconds, application.total / kSeconds / 10);
        stop = true;
        writer.join();
    }
}

PlotContent manyCurves(int curves, int points)
{
    PlotContent content;
    content.xLabel = QStringLiteral("Updates");
    content.yLabel = QStringLiteral("Loss");
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0, 0.05);
    for (int c = 0; c < curves; ++c) {
        PlotSeries series;
        series.id = QString::number(c);
        series.name = QStringLiteral("Trial %1").arg(c);
        series.look = indexedLook(c);
        series.markers = false;
        for (int i = 0; i < points; ++i) {
            series.x += i;
            series.y += 2 + 2 * std::exp(-i * 4.0 / points) + c * 0.01 + noise(random);
        }
        content.series += series;
    }
    return content;
}

/// Frames a second while someone pans and zooms without a pause.
void measureCurves()
{
    PlotWidget plot;
    plot.resize(1100, 700);
    plot.setContent(manyCurves(100, 10000));
    plot.show();
    waitFor([&] { return plot.redraws() > 0; });
    letPass(200);
    const auto frames = [&](const std::function<void(int)>& move) {
        QElapsedTimer timer;
        timer.start();
        const int before = plot.redraws();
        for (int i = 0; timer.elapsed() < 3000; ++i) {
            move(i);
            QApplication::processEvents(QEventLoop::AllEvents, 5);
        }
        return (plot.redraws() - before) / (static_cast<double>(timer.elapsed()) / 1000);
    };
    report("frames_pan",
           frames([&](int i) { plot.setRanges({100 * std::sin(i * 0.05), 1.5, 10000, 3.5}); }));
    report("frames_zoom", frames([&](int i) {
               const double width = 10000 / (1 + 20 * std::abs(std::sin(i * 0.02)));
               plot.setRanges({5000 - width / 2, 1.5, width, 3.5});
           }));
}

} // namespace

int main(int argc, char** argv)
{
    TimedApplication application(argc, argv);
    if (argc != 2 || !QFile::exists(QString::fromLocal8Bit(argv[1]) + "/study.db")) {
        std::fprintf(stderr, "window_benchmark STUDY: names a folder made by large_study.\n");
        return 2;
    }
    const QString study = QString::fromLocal8Bit(argv[1]);
    const QTemporaryDir settings;
    QCoreApplication::setOrganizationName(QStringLiteral("palimpsest-benchmark"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    applyTheme(application, ColorScheme::Light);
    {
        Bench bench;
        bench.window.show();
        letPass(300);
        measureOpening(bench, study);
        letPass(5000); // what is read and analysed behind the window
        report("memory_open", memory("VmRSS"));
        measureFilterAndSort(bench);
        {
            Conductor conductor(study);
            measureUpdate(bench, application, conductor);
        }
        measureLive(bench, application, study);
        report("memory_most", memory("VmHWM"));
    }
    measureCurves();
    return 0;
}
