// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QMetaType>
#include <QString>

#include "engine/store/rows.h"

namespace palimpsest
{

/// What is new in a study since the last look. Handed from the reader thread to the session by
/// value.
struct StudyIncrement {
    quint64 token = 0; ///< of the study it was read from
    QString failure;   ///< sentence; then the rest is empty
    std::optional<StudyRow> study;
    std::optional<std::vector<DomainRow>> domains; ///< all of them, when one changed
    std::vector<SweepRow> sweeps;
    std::vector<JobRow> jobs;
    std::vector<RunRow> runs;
    std::vector<EvaluationRow> evaluations;
    std::vector<MetricUpdate> metrics; ///< logged since the study was opened
    std::vector<MetricUpdate> latest;  ///< values that stand for a run's last one
    std::vector<MessageRow> messages;
    bool conductorRead = false;
    std::optional<ConductorRow> conductor;
};

} // namespace palimpsest

Q_DECLARE_METATYPE(palimpsest::StudyIncrement)
