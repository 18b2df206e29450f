// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <QAbstractTableModel>

#include "engine/store/rows.h"

namespace palimpsest
{

/// What a plan means for one of its jobs, given what the study has made already.
enum class PlanState {
    Done,   ///< made before, by identity: nothing to do
    Active, ///< running at present
    Queued, ///< handed over, and waiting in Slurm's queue
    Resume, ///< stopped or interrupted: goes on from its checkpoint
    Again,  ///< failed or cancelled before
    ToDo,
};
QString planStateText(PlanState state);

/// Seconds that jobs take, from what finished runs of the study took. A trial takes what scoring
/// takes, as the unadapted base model's trial shows, and training at the measured speed.
struct MeasuredTimes {
    std::map<RunKind, double> mean; ///< of finished runs of that kind
    double scoring = 0; ///< mean seconds of trials without training; 0 = none has been measured
    double work = 0;    ///< mean tokens that the measured adaptations trained on; 0 = not known
    std::map<std::string, double> left; ///< of what runs or has stopped, by identity

    /// Of finished runs; empty for a study without any.
    static MeasuredTimes from(const std::vector<JobRow>& jobs, const std::vector<RunRow>& runs);
    /// Nothing where nothing of its kind has been measured.
    std::optional<double> of(RunKind kind, const RunConfig& config) const;
};

/// The jobs that a sweep would make, with what is to do for each.
class PlanTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { StateColumn, LabelColumn, KindColumn, TimeColumn, ColumnCount };
    struct Entry {
        std::string identity;
        RunKind kind = RunKind::Trial;
        QString label;
        PlanState state = PlanState::ToDo;
        std::optional<double> seconds; ///< measured or expected; nothing where nothing is known
    };

    explicit PlanTableModel(QObject* parent = nullptr);

    /// Keeps rows that stay the same; resets only when the jobs themselves differ.
    void setEntries(std::vector<Entry> entries);
    const std::vector<Entry>& entries() const { return m_entries; }
    int count(PlanState state) const;
    int trials() const;
    /// Seconds of what is to do on `slots` workers; nothing where a kind has never been measured.
    std::optional<double> secondsToDo(int slots) const;

    static std::vector<Entry> describe(const std::vector<Job>& plan,
                                       const std::vector<JobRow>& known, const MeasuredTimes& times,
                                       const std::vector<RunRow>& runs = {});

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Entry> m_entries;
};

} // namespace palimpsest
