// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/analysis_runner.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <QCoreApplication>
#include <QEvent>
#include <QThreadPool>

#include "ui/models/free_memory.h"
#include "ui/pages/tradeoff/analysis_worker.h"

namespace palimpsest
{

namespace
{

/// An empty analysis. What it will hold is freed by a thread of the pool, whoever lets go of it:
/// where points are many, that takes longer than the window may wait.
std::shared_ptr<TradeoffAnalysis> makeAnalysis()
{
    return {new TradeoffAnalysis, [](TradeoffAnalysis* analysis) {
                QThreadPool::globalInstance()->start([analysis] { delete analysis; });
            }};
}

} // namespace

void AnalysisWorker::open(const QString& folder)
{
    if (m_folder == folder && m_store) {
        return;
    }
    close();
    m_store = std::make_unique<StudyStore>(folder.toStdString(), OpenMode::ReadOnly);
    m_analyser = std::make_unique<TradeoffAnalyser>(*m_store);
    m_folder = folder;
    m_opening = true;
}

void AnalysisWorker::close()
{
    m_last.reset();
    m_analyser.reset();
    m_store.reset();
    m_folder.clear();
}

void AnalysisWorker::analyse(const AnalysisRunner::Question& question)
{
    if (question.token != newestAnalysis) {
        return;
    }
    const std::shared_ptr<TradeoffAnalysis> analysis = makeAnalysis();
    analysis->options = question.options;
    try {
        open(question.folder);
        *analysis = m_analyser->analyse(question.options);
    } catch (const std::exception& error) {
        analysis->sentence = error.what();
    }
    m_last = analysis;
    Q_EMIT analysed(question.token, m_last);
    if (std::exchange(m_opening, false)) {
        returnFreeMemory();
    }
}

void AnalysisWorker::compare(const AnalysisRunner::Question& question)
{
    if (question.token != newestComparison || !m_last || !m_analyser) {
        return;
    }
    const auto indexOf = [this](RowId job) {
        const auto found = std::ranges::find_if(m_last->points, [job](const TradeoffPoint& point) {
            return std::ranges::find(point.jobs, job) != point.jobs.end();
        });
        return static_cast<std::size_t>(found - m_last->points.begin());
    };
    const std::size_t baseline = indexOf(question.baseline);
    const std::size_t point = indexOf(question.point);
    if (std::max(baseline, point) >= m_last->points.size() || baseline == point) {
        return;
    }
    try {
        Q_EMIT compared(
            question.token, m_last,
            std::make_shared<const PairComparison>(m_analyser->compare(*m_last, baseline, point)));
    } catch (const std::exception&) {
        // The study went away in between; the next analysis says so.
    }
}

AnalysisRunner::AnalysisRunner(QObject* parent) : QObject(parent), m_worker(new AnalysisWorker)
{
    m_thread.setObjectName(QStringLiteral("trade-off analysis"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &AnalysisWorker::analysed, this,
            [this](quint64 token, const std::shared_ptr<const TradeoffAnalysis>& analysis) {
                if (token == m_analysis) {
                    Q_EMIT analysed(analysis);
                }
            });
    connect(m_worker, &AnalysisWorker::compared, this,
            [this](quint64 token, const std::shared_ptr<const TradeoffAnalysis>& analysis,
                   const std::shared_ptr<const PairComparison>& comparison) {
                if (token == m_comparison) {
                    Q_EMIT compared(analysis, comparison);
                }
            });
    m_thread.start(QThread::LowPriority);
}

AnalysisRunner::~AnalysisRunner()
{
    m_worker->newestAnalysis = m_worker->newestComparison = 0;
    m_thread.quit();
    m_thread.wait();
}

void AnalysisRunner::analyse(const QString& folder, const TradeoffOptions& options)
{
    const Question question{++m_analysis, folder, options, 0, 0};
    m_worker->newestAnalysis = question.token;
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, question] { worker->analyse(question); },
        Qt::QueuedConnection);
}

void AnalysisRunner::compare(RowId baseline, RowId point)
{
    const Question question{++m_comparison, {}, {}, baseline, point};
    m_worker->newestComparison = question.token;
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, question] { worker->compare(question); },
        Qt::QueuedConnection);
}

void AnalysisRunner::forgetComparison()
{
    m_worker->newestComparison = ++m_comparison;
}

void AnalysisRunner::close()
{
    m_worker->newestAnalysis = ++m_analysis;
    forgetComparison();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->close(); }, Qt::QueuedConnection);
}

void AnalysisRunner::wait()
{
    QMetaObject::invokeMethod(m_worker, [] {}, Qt::BlockingQueuedConnection);
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

} // namespace palimpsest
