// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include <QAbstractTableModel>

#include "engine/reporting/run_expression.h"
#include "engine/store/rows.h"

namespace palimpsest
{

/// What the table of runs knows of one job: the job, its latest run and its best known scores.
struct RunRecord {
    RowId job = 0;
    RunKind kind = RunKind::Trial;
    QString label;
    std::string series;           ///< strategy; empty for jobs that are no trials
    std::optional<double> lambda; ///< of the strategy, where it has one
    std::optional<double> ratio;  ///< old : new
    std::optional<qint64> seed;
    JobState state = JobState::Waiting;
    int position = 0;
    std::vector<RowId> sweeps;
    std::optional<RunRow> run;      ///< latest execution
    std::optional<double> newScore; ///< mean BLEU over the new domains
    std::optional<double> oldScore;
    QString scoredOn;             ///< "test", "dev", or "" where there is no score
    std::vector<ScoreRow> scores; ///< of that evaluation
    std::int64_t scoredStep = 0;  ///< its updates
    std::optional<double> drift;  ///< latest ‖θ−θ*‖
    QStringList tags;
    QString note;
    bool binned = false;
    QStringList sweepNames;
    mutable std::optional<RunFacts> facts; ///< see RunTableModel::facts()

    const RunRow* latestRun() const { return run ? &*run : nullptr; }
    bool queued() const; ///< see isQueued()
    bool working() const { return run && state == JobState::Running && !queued(); }
    /// Share of the work that is done, 0 … 1; nothing where the worker has not said.
    std::optional<double> fraction() const;
};

/// Tags as people type them, separated by commas.
QStringList tagList(const QString& text);

/// Jobs of a study with their progress, one row a job, in the order in which they became known.
/// Updates are incremental: a changed job touches its own row only, so 10,000 rows stay smooth.
class RunTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        StateColumn,
        LabelColumn,
        KindColumn,
        StrategyColumn,
        LambdaColumn,
        RatioColumn,
        SeedColumn,
        ProgressColumn,
        SpeedColumn,
        TimeLeftColumn,
        NewScoreColumn,
        OldScoreColumn,
        DeviceColumn,
        StartedColumn,
        EndedColumn,
        QueueColumn,
        SweepColumn,
        TagsColumn,
        NoteColumn,
        ColumnCount ///< of those above; columns of scores by domain follow
    };
    enum Role {
        SortRole = Qt::UserRole + 1, ///< comparable value: numbers as numbers
        JobRole,                     ///< RowId as qint64
        StateRole,                   ///< JobState as int
        FractionRole,                ///< double 0 … 1, invalid where unknown
        RecordRole,                  ///< const RunRecord*, until the next change; none of a group
    };
    /// A column with the scores of one domain.
    struct ScoreColumn {
        std::string domain;
        std::string metric;
        bool operator==(const ScoreColumn&) const = default;
    };

    explicit RunTableModel(QObject* parent = nullptr);

    /// New and changed rows; the pointers are only used during the call.
    void updateJobs(const std::vector<const JobRow*>& jobs);
    void updateRuns(const std::vector<const RunRow*>& runs);
    void updateEvaluations(const std::vector<const EvaluationRow*>& evaluations);
    void updateDrift(const std::vector<std::pair<RowId, double>>& latest); ///< by job
    /// Names of the sweeps, which rows show and filters ask for.
    void setSweeps(const std::vector<SweepRow>& sweeps);
    /// Which scores by domain have a column; other ones reset the model.
    void setScoreColumns(const std::vector<ScoreColumn>& columns);
    bool hasColumnsFor(const std::vector<ScoreRow>& scores) const;
    void clear();
    /// Between these two the model is empty at first and filled by the calls above, and views hear
    /// of it once, as of a reset.
    void beginFilling();
    void endFilling();

    const RunRecord& record(int row) const { return m_records[static_cast<std::size_t>(row)]; }
    const std::vector<RunRecord>& records() const { return m_records; }
    int rowOf(RowId job) const; ///< -1 where unknown
    /// The same for expressions; made when one asks first.
    const RunFacts& facts(const RunRecord& record) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Tags and notes; whoever listens to the signals below stores them, and the rows follow.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    void setWritable(bool writable) { m_writable = writable; }

Q_SIGNALS:
    void tagsEdited(palimpsest::RowId job, const QStringList& tags);
    void noteEdited(palimpsest::RowId job, const QString& note);
    /// Several rows that are no neighbours have changed at once, each of which has been told.
    void scatteredRowsChanged();

private:
    std::optional<double> domainScore(const RunRecord& record, int column) const;
    void nameSweeps(RunRecord& record) const;
    RunFacts described(const RunRecord& record) const;
    QVariant text(const RunRecord& record, int column) const;
    QVariant sortKey(const RunRecord& record, int column) const;
    QString tip(const RunRecord& record, int column) const;
    void touched(const std::vector<int>& rows);

    std::vector<RunRecord> m_records;
    std::unordered_map<RowId, int> m_rows;
    std::unordered_map<RowId, RunRow> m_early; ///< runs that arrived before their job
    std::vector<ScoreColumn> m_scores;
    std::unordered_map<RowId, QString> m_sweepNames;
    bool m_writable = true;
    bool m_filling = false;
};

} // namespace palimpsest

Q_DECLARE_METATYPE(const palimpsest::RunRecord*)
