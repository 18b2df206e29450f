// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "engine/store/rows.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QTableWidget;

namespace palimpsest
{

class PlotWidget;
class StudySession;

/// What the study knows of each importance that was estimated on its base models (Fisher
/// information, MAS): how its entries are spread, which parts of the network have them, and how the
/// estimate settled with the number of sentences.
class FisherDialog : public QDialog
{
    Q_OBJECT

public:
    explicit FisherDialog(const StudySession* session, QWidget* parent = nullptr);

    /// Whether the study has an estimate to show.
    static bool hasAny(const StudySession& session);

private:
    void fill();
    void showEstimate();
    void showFacts(const nlohmann::json& facts);
    void showGroups(const nlohmann::json& facts);
    void showConvergence(const nlohmann::json& facts);
    QTableWidget* table(const char* name, const QString& accessible, const QStringList& heads);

    const StudySession* m_session;
    QComboBox* m_estimates;
    QCheckBox* m_logCounts;
    PlotWidget* m_plot;
    QTableWidget* m_groups;
    QTableWidget* m_convergence;
    QLabel* m_convergenceTitle;
    QLabel* m_note;
};

} // namespace palimpsest
