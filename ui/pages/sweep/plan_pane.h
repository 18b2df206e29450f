// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "engine/store/rows.h"
#include "engine/study/planner.h"

class QLabel;
class QStackedWidget;
class QTableView;
class QTimer;

namespace palimpsest
{

class EmptyState;
class PlanTableModel;
class StudySession;

/// The runs that a sweep would make. Plans outside the GUI thread, since identities of a large grid
/// take a while; a plan that comes after the specification has changed again is dropped.
class PlanPane : public QWidget
{
    Q_OBJECT

public:
    explicit PlanPane(StudySession* session, QWidget* parent = nullptr);

    /// `sweep` is the one of the study that it is of; its trials count, which the plan may lack.
    void setSpec(const SweepSpec& spec, RowId sweep);
    void setProblem(
        const QString& sentence); ///< the form cannot be planned; says so in place of the table
    void updateStates();          ///< jobs of the study have changed
    bool planned() const { return m_planned; }
    bool finished() const; ///< planned, and no run is left to do

protected:
    void showEvent(QShowEvent* event) override;

Q_SIGNALS:
    void changed();       ///< planned(), finished() or the table is new
    void domainsWanted(); ///< the user wants to add the text that is missing

private:
    void take(std::vector<Job> plan, const QString& failure);
    void showSummary();
    int trialsLeftOut() const; ///< that the sweep has, but the plan has no longer

    StudySession* m_session;
    PlanTableModel* m_model;
    QTableView* m_table;
    QLabel* m_summary;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    QTimer* m_statesTimer;
    SweepSpec m_spec;
    RowId m_sweep = 0;
    std::vector<Job> m_plan;
    quint64 m_token = 0;
    bool m_planned = false;
    bool m_statesStale = false; ///< jobs have changed while nobody looked
};

} // namespace palimpsest
