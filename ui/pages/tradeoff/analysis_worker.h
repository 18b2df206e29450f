// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

#include "ui/pages/tradeoff/analysis_runner.h"

namespace palimpsest
{

/// The half of AnalysisRunner that computes.
class AnalysisWorker : public QObject
{
    Q_OBJECT
public:
    void analyse(const AnalysisRunner::Question& question);
    void compare(const AnalysisRunner::Question& question);
    void close();

    /// Questions with smaller tokens are not worth computing; set by the asking thread.
    std::atomic<quint64> newestAnalysis = 0;
    std::atomic<quint64> newestComparison = 0;

Q_SIGNALS:
    void analysed(quint64 token,
                  const std::shared_ptr<const palimpsest::TradeoffAnalysis>& analysis);
    void compared(quint64 token,
                  const std::shared_ptr<const palimpsest::TradeoffAnalysis>& analysis,
                  const std::shared_ptr<const palimpsest::PairComparison>& comparison);

private:
    void open(const QString& folder);

    QString m_folder;
    std::unique_ptr<StudyStore> m_store;
    std::unique_ptr<TradeoffAnalyser> m_analyser;
    std::shared_ptr<const TradeoffAnalysis> m_last;
    bool m_opening = false; ///< the first analysis of a study, after it was read by others
};

} // namespace palimpsest
