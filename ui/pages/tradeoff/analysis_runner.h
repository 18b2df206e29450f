// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>
#include <QString>
#include <QThread>

#include "engine/reporting/tradeoff_analysis.h"

namespace palimpsest
{

class AnalysisWorker;

/// Resamples trade-off points in a thread of its own, over a read-only connection of its own. Only
/// the newest question of each kind is answered; answers to older ones are dropped.
class AnalysisRunner : public QObject
{
    Q_OBJECT
public:
    explicit AnalysisRunner(QObject* parent = nullptr);
    ~AnalysisRunner() override;

    /// Answered by analysed(). `folder` is the study's.
    void analyse(const QString& folder, const TradeoffOptions& options);
    /// Two points, by one of each one's jobs; answered by compared(), after the analysis asked
    /// last.
    void compare(RowId baseline, RowId point);
    /// No comparison is wanted any more.
    void forgetComparison();
    /// Forgets all questions; no answer comes any more.
    void close();
    /// Blocks until everything asked is answered, and delivers the answers. For exports and tests.
    void wait();

    struct Question {
        quint64 token = 0;
        QString folder;
        TradeoffOptions options;
        RowId baseline = 0;
        RowId point = 0;
    };

Q_SIGNALS:
    void analysed(const std::shared_ptr<const palimpsest::TradeoffAnalysis>& analysis);
    /// With the analysis that its indices belong to.
    void compared(const std::shared_ptr<const palimpsest::TradeoffAnalysis>& analysis,
                  const std::shared_ptr<const palimpsest::PairComparison>& comparison);

private:
    QThread m_thread;
    AnalysisWorker* m_worker = nullptr; ///< lives in m_thread
    quint64 m_analysis = 0;             ///< token of the newest question
    quint64 m_comparison = 0;
};

} // namespace palimpsest
