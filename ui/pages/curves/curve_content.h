// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPair>
#include <QString>
#include <QVector>

#include "engine/store/rows.h"
#include "ui/plots/plot_content.h"

namespace palimpsest
{

class StudySession;

/// What the curves page shows. A quantity is "metric:loss" (a series that the worker logs),
/// "role:old:bleu" (mean score over the domains of a role on dev) or "domain:law:bleu" (one domain
/// on dev).
struct CurveOptions {
    QString quantity = QStringLiteral("metric:loss");
    double smoothing =
        0; ///< weight of the past, 0 = none … < 1; the raw curve stays behind the smooth one
    bool xLog = false;
    bool yLog = false;

    bool operator==(const CurveOptions&) const = default;
};

/// Quantities that at least one of the jobs has, with names for people, in a useful order.
QList<QPair<QString, QString>> curveQuantities(const StudySession& session,
                                               const QList<RowId>& jobs);

/// One curve a job over its updates, in the order of the selection.
PlotContent curveContent(const StudySession& session, const QList<RowId>& jobs,
                         const CurveOptions& options);

} // namespace palimpsest
