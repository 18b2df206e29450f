// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/plan_table_model.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <QCoreApplication>
#include <QDateTime>

#include "engine/study/imported_system.h"
#include "ui/models/state_icons.h"
#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

QString planStateText(PlanState state)
{
    switch (state) {
    case PlanState::Done:
        return PlanTableModel::tr("Done");
    case PlanState::Active:
        return PlanTableModel::tr("Running");
    case PlanState::Queued:
        return PlanTableModel::tr("Queued");
    case PlanState::Resume:
        return PlanTableModel::tr("Will resume");
    case PlanState::Again:
        return PlanTableModel::tr("Run again");
    case PlanState::ToDo:
        return PlanTableModel::tr("To do");
    }
    return {};
}

namespace
{

QIcon planStateIcon(PlanState state)
{
    switch (state) {
    case PlanState::Done:
        return stateIcon(JobState::Done);
    case PlanState::Active:
        return stateIcon(JobState::Running);
    case PlanState::Resume:
        return stateIcon(JobState::Paused);
    case PlanState::Again:
        return stateIcon(JobState::Failed);
    case PlanState::Queued:
    case PlanState::ToDo:
        return stateIcon(JobState::Waiting);
    }
    return {};
}

PlanState planState(JobState state)
{
    switch (state) {
    case JobState::Done:
        return PlanState::Done;
    case JobState::Running:
        return PlanState::Active;
    case JobState::Paused:
    case JobState::Interrupted:
        return PlanState::Resume;
    case JobState::Failed:
    case JobState::Cancelled:
        return PlanState::Again;
    case JobState::Waiting:
        return PlanState::ToDo;
    }
    return PlanState::ToDo;
}

double secondsOf(const RunRow& run)
{
    const auto time = [](const std::string& text) {
        return QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs);
    };
    return static_cast<double>(time(run.started).msecsTo(time(run.ended))) / 1000;
}

struct Mean {
    double sum = 0;
    int count = 0;
    void add(double value)
    {
        sum += value;
        ++count;
    }
    double value() const { return count == 0 ? 0 : sum / count; }
};

/// Tokens of source and target that an adaptation trains on; 0 where its budget does not say.
double workOf(const TrainingOptions& training)
{
    const Budget& budget = training.budget;
    const auto ofUpdates =
        static_cast<double>(budget.updates * training.batchTokens * training.accumulate);
    if (budget.policy == BudgetPolicy::Updates)
        return ofUpdates;
    if (budget.policy != BudgetPolicy::TargetTokens)
        return 0;
    const double ofTokens =
        2 * static_cast<double>(budget.targetTokens); // sources are about as long
    return budget.updates > 0 ? std::min(ofTokens, ofUpdates) : ofTokens;
}

/// What is left of a run that works or has stopped; nothing where it cannot be told.
std::optional<double> secondsLeft(const RunRow& run, std::optional<double> whole)
{
    if (run.state == JobState::Running && run.secondsLeft > 0)
        return run.secondsLeft;
    const bool stopped = run.state == JobState::Paused || run.state == JobState::Interrupted;
    if (!stopped || !whole || run.total <= 0 || run.done > run.total)
        return std::nullopt;
    return *whole * (1 - static_cast<double>(run.done) / static_cast<double>(run.total));
}

} // namespace

MeasuredTimes MeasuredTimes::from(const std::vector<JobRow>& jobs, const std::vector<RunRow>& runs)
{
    std::unordered_map<RowId, const JobRow*> byId;
    for (const JobRow& job : jobs)
        byId.emplace(job.id, &job);
    std::map<RunKind, Mean> means;
    Mean scoring;
    Mean work;
    bool everyWork = true;
    for (const RunRow& run : runs) {
        const auto found = byId.find(run.job);
        if (run.state != JobState::Done || run.ended.empty() || found == byId.end())
            continue;
        const JobRow& job = *found->second;
        const StrategySpec& strategy = job.config.strategy;
        if (job.kind == RunKind::Trial && isImported(strategy))
            continue; // nothing was done here
        if (job.kind == RunKind::Trial && !strategy.adapts) {
            scoring.add(secondsOf(run));
            continue;
        }
        means[job.kind].add(secondsOf(run));
        if (job.kind == RunKind::Trial) {
            work.add(workOf(job.config.training));
            everyWork = everyWork && workOf(job.config.training) > 0;
        }
    }
    MeasuredTimes times;
    for (const auto& [kind, mean] : means)
        times.mean[kind] = mean.value();
    times.scoring = scoring.value();
    times.work = everyWork ? work.value() : 0;
    for (const RunRow& run : runs) {
        const auto job = byId.find(run.job);
        if (job != byId.end())
            if (const auto left =
                    secondsLeft(run, times.of(job->second->kind, job->second->config)))
                times.left[job->second->identity] = *left;
    }
    return times;
}

std::optional<double> MeasuredTimes::of(RunKind kind, const RunConfig& config) const
{
    if (kind == RunKind::Trial && !config.strategy.adapts && scoring > 0)
        return scoring;
    const auto found = mean.find(kind);
    if (found == mean.end())
        return std::nullopt;
    const double planned = workOf(config.training);
    if (kind != RunKind::Trial || work <= 0 || planned <= 0)
        return found->second;
    const double scored = std::min(scoring, found->second);
    double training = (found->second - scored) * planned / work;
    if (config.training.budget.minutes > 0)
        training = std::min(training, config.training.budget.minutes * 60);
    return scored + training;
}

PlanTableModel::PlanTableModel(QObject* parent) : QAbstractTableModel(parent) {}

std::vector<PlanTableModel::Entry> PlanTableModel::describe(const std::vector<Job>& plan,
                                                            const std::vector<JobRow>& known,
                                                            const MeasuredTimes& times,
                                                            const std::vector<RunRow>& runs)
{
    std::unordered_set<RowId> queued;
    for (const RunRow& run : runs)
        if (isQueued(run.state, &run))
            queued.insert(run.job);
    std::unordered_map<std::string, PlanState> states;
    for (const JobRow& job : known)
        states.emplace(job.identity, job.state == JobState::Running && queued.contains(job.id)
                                         ? PlanState::Queued
                                         : planState(job.state));
    std::vector<Entry> entries;
    for (const Job& job : plan) {
        Entry entry{job.identity, job.kind, jobLabelText(job.label), PlanState::ToDo, {}};
        if (const auto state = states.find(job.identity); state != states.end())
            entry.state = state->second;
        entry.seconds = times.of(job.kind, job.config);
        const auto left = times.left.find(job.identity);
        if (left != times.left.end() &&
            (entry.state == PlanState::Active || entry.state == PlanState::Resume))
            entry.seconds = left->second;
        entries.push_back(std::move(entry));
    }
    return entries;
}

void PlanTableModel::setEntries(std::vector<Entry> entries)
{
    const bool same = std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(),
                                 [](const Entry& a, const Entry& b) {
                                     return a.identity == b.identity && a.label == b.label;
                                 });
    if (!same) {
        beginResetModel();
        m_entries = std::move(entries);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].state == m_entries[i].state && entries[i].seconds == m_entries[i].seconds)
            continue;
        m_entries[i] = std::move(entries[i]);
        const int row = static_cast<int>(i);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int PlanTableModel::count(PlanState state) const
{
    return static_cast<int>(std::ranges::count(m_entries, state, &Entry::state));
}

int PlanTableModel::trials() const
{
    return static_cast<int>(std::ranges::count(m_entries, RunKind::Trial, &Entry::kind));
}

std::optional<double> PlanTableModel::secondsToDo(int slots_) const
{
    double before = 0; // preparations run one after the other
    double trials = 0;
    for (const Entry& entry : m_entries) {
        if (entry.state == PlanState::Done)
            continue;
        if (!entry.seconds)
            return std::nullopt;
        (entry.kind == RunKind::Trial ? trials : before) += *entry.seconds;
    }
    return before + trials / std::max(1, slots_);
}

int PlanTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int PlanTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PlanTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry& entry = m_entries[static_cast<std::size_t>(index.row())];
    if (role == Qt::DecorationRole && index.column() == StateColumn)
        return planStateIcon(entry.state);
    if (role == Qt::TextAlignmentRole && index.column() == TimeColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case StateColumn:
        return planStateText(entry.state);
    case LabelColumn:
        return entry.label;
    case KindColumn:
        return kindText(entry.kind);
    case TimeColumn:
        return entry.seconds && entry.state != PlanState::Done ? durationText(*entry.seconds)
                                                               : QString();
    default:
        return {};
    }
}

QVariant PlanTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case LabelColumn:
        return tr("Run");
    case KindColumn:
        return tr("Kind");
    case TimeColumn:
        return tr("About");
    default:
        return {};
    }
}

} // namespace palimpsest
