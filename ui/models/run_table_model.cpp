// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_table_model.h"

#include <algorithm>

#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/strategy_look.h"

namespace palimpsest
{

namespace
{

std::optional<double> numberOf(const nlohmann::json& value)
{
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

void describe(RunRecord& record, const JobRow& job)
{
    record.job = job.id;
    record.kind = job.kind;
    record.label = jobLabelText(job.label);
    record.state = job.state;
    record.position = job.position;
    record.sweeps = job.sweeps;
    record.note = QString::fromStdString(job.note);
    record.binned = !job.binned.empty();
    record.tags.clear();
    for (const std::string& tag : job.tags)
        record.tags += QString::fromStdString(tag);
    if (job.kind == RunKind::Trial) {
        record.series = job.config.strategy.name;
        record.lambda = numberOf(job.config.strategy.parameter("ewc", "lambda"));
        record.ratio = numberOf(job.config.strategy.parameter("mixing", "ratio"));
        record.seed = static_cast<qint64>(job.config.training.seed);
    }
}

/// Mean of one metric over the domains of a role, where the evaluation has any.
std::optional<double> meanScore(const EvaluationRow& evaluation, DomainRole role)
{
    double sum = 0;
    int count = 0;
    for (const ScoreRow& score : evaluation.scores)
        if (score.role == role && score.metric == "bleu") {
            sum += score.value;
            ++count;
        }
    return count ? std::optional(sum / count) : std::nullopt;
}

} // namespace

QStringList tagList(const QString& text)
{
    QStringList tags;
    for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (const QString tag = part.trimmed(); !tag.isEmpty() && !tags.contains(tag))
            tags += tag;
    return tags;
}

bool RunRecord::queued() const
{
    return isQueued(state, latestRun());
}

std::optional<double> RunRecord::fraction() const
{
    if (state == JobState::Done)
        return 1.0;
    if (!run || run->total <= 0)
        return std::nullopt;
    return std::clamp(run->done / run->total, 0.0, 1.0);
}

RunTableModel::RunTableModel(QObject* parent) : QAbstractTableModel(parent) {}

int RunTableModel::rowOf(RowId job) const
{
    const auto found = m_rows.find(job);
    return found == m_rows.end() ? -1 : found->second;
}

void RunTableModel::clear()
{
    beginFilling();
    endFilling();
}

void RunTableModel::beginFilling()
{
    beginResetModel();
    m_filling = true;
    m_records.clear();
    m_rows.clear();
    m_early.clear();
}

void RunTableModel::endFilling()
{
    m_filling = false;
    endResetModel();
}

void RunTableModel::updateJobs(const std::vector<const JobRow*>& jobs)
{
    std::vector<int> changed;
    std::vector<const JobRow*> added;
    for (const JobRow* job : jobs) {
        const int row = rowOf(job->id);
        if (row < 0) {
            added.push_back(job);
            continue;
        }
        describe(m_records[static_cast<std::size_t>(row)], *job);
        changed.push_back(row);
    }
    touched(changed);
    if (added.empty())
        return;
    const int first = static_cast<int>(m_records.size());
    if (!m_filling)
        beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
    for (const JobRow* job : added) {
        RunRecord record;
        describe(record, *job);
        if (const auto early = m_early.find(job->id); early != m_early.end()) {
            record.run = early->second;
            m_early.erase(early);
        }
        nameSweeps(record);
        m_rows.emplace(job->id, static_cast<int>(m_records.size()));
        m_records.push_back(std::move(record));
    }
    if (!m_filling)
        endInsertRows();
}

void RunTableModel::updateRuns(const std::vector<const RunRow*>& runs)
{
    std::vector<int> changed;
    for (const RunRow* run : runs) {
        const int row = rowOf(run->job);
        if (row < 0) {
            auto& early = m_early[run->job];
            if (run->id >= early.id)
                early = *run;
            continue;
        }
        auto& latest = m_records[static_cast<std::size_t>(row)].run;
        if (latest && latest->id > run->id)
            continue; // a late change of an earlier execution
        latest = *run;
        changed.push_back(row);
    }
    touched(changed);
}

void RunTableModel::updateEvaluations(const std::vector<const EvaluationRow*>& evaluations)
{
    std::vector<int> changed;
    for (const EvaluationRow* evaluation : evaluations) {
        const int row = rowOf(evaluation->job);
        if (row < 0)
            continue;
        RunRecord& record = m_records[static_cast<std::size_t>(row)];
        const bool test = evaluation->split == Split::Test;
        if (!test && record.scoredOn == QLatin1String("test"))
            continue;
        record.newScore = meanScore(*evaluation, DomainRole::New);
        record.oldScore = meanScore(*evaluation, DomainRole::Old);
        record.scoredOn = test ? QStringLiteral("test") : QStringLiteral("dev");
        record.scores = evaluation->scores;
        record.scoredStep = evaluation->step;
        changed.push_back(row);
    }
    touched(changed);
}

void RunTableModel::updateDrift(const std::vector<std::pair<RowId, double>>& latest)
{
    std::vector<int> changed;
    for (const auto& [job, drift] : latest) {
        const int row = rowOf(job);
        if (row < 0)
            continue;
        m_records[static_cast<std::size_t>(row)].drift = drift;
        changed.push_back(row);
    }
    touched(changed);
}

void RunTableModel::setSweeps(const std::vector<SweepRow>& sweeps)
{
    std::unordered_map<RowId, QString> names;
    for (const SweepRow& sweep : sweeps)
        names[sweep.id] = QString::fromStdString(sweep.spec.name);
    if (names == m_sweepNames)
        return;
    m_sweepNames = std::move(names);
    std::vector<int> rows;
    for (int row = 0; row < rowCount(); ++row)
        rows.push_back(row);
    touched(rows);
}

void RunTableModel::setScoreColumns(const std::vector<ScoreColumn>& columns)
{
    if (columns == m_scores)
        return;
    if (!m_filling)
        beginResetModel();
    m_scores = columns;
    if (!m_filling)
        endResetModel();
}

bool RunTableModel::hasColumnsFor(const std::vector<ScoreRow>& scores) const
{
    return std::ranges::all_of(scores, [this](const ScoreRow& score) {
        return std::ranges::find(m_scores, ScoreColumn{score.domain, score.metric}) !=
               m_scores.end();
    });
}

void RunTableModel::nameSweeps(RunRecord& record) const
{
    record.sweepNames.clear();
    for (const RowId sweep : record.sweeps)
        if (const auto name = m_sweepNames.find(sweep); name != m_sweepNames.end())
            record.sweepNames += name->second;
}

const RunFacts& RunTableModel::facts(const RunRecord& record) const
{
    if (!record.facts)
        record.facts = described(record);
    return *record.facts;
}

RunFacts RunTableModel::described(const RunRecord& record) const
{
    RunFacts facts;
    facts.label = record.label.toStdString();
    facts.kind = toString(record.kind);
    facts.state = toString(record.state);
    facts.strategy = record.series;
    facts.device = record.run ? record.run->device : std::string();
    facts.note = record.note.toStdString();
    facts.started = record.run ? record.run->started : std::string();
    const auto texts = [](const QStringList& list) {
        std::vector<std::string> all;
        for (const QString& text : list)
            all.push_back(text.toStdString());
        return all;
    };
    facts.sweeps = texts(record.sweepNames);
    facts.tags = texts(record.tags);
    facts.lambda = record.lambda;
    facts.ratio = record.ratio;
    facts.seed = record.seed ? std::optional(static_cast<double>(*record.seed)) : std::nullopt;
    facts.updates.reset();
    if (!record.scoredOn.isEmpty())
        facts.updates = static_cast<double>(record.scoredStep);
    else if (record.run && record.run->unit == "updates")
        facts.updates = record.run->done;
    facts.drift = record.drift;
    facts.scores = record.scores;
    facts.also = texts({stateText(record.state, record.latestRun()), kindText(record.kind),
                        strategyName(QString::fromStdString(record.series))});
    return facts;
}

void RunTableModel::touched(const std::vector<int>& rows)
{
    if (rows.empty())
        return;
    std::vector<int> sorted = rows;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    for (const int row : sorted) {
        RunRecord& record = m_records[static_cast<std::size_t>(row)];
        nameSweeps(record);
        record.facts.reset();
    }
    if (m_filling)
        return;
    // Neighbouring rows are one signal: a proxy re-sorts once a signal.
    int signalled = 0;
    for (std::size_t i = 0; i < sorted.size();) {
        std::size_t last = i;
        while (last + 1 < sorted.size() && sorted[last + 1] == sorted[last] + 1)
            ++last;
        Q_EMIT dataChanged(index(sorted[i], 0), index(sorted[last], columnCount() - 1));
        ++signalled;
        i = last + 1;
    }
    if (signalled > 1)
        Q_EMIT scatteredRowsChanged();
}

int RunTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount + static_cast<int>(m_scores.size());
}

} // namespace palimpsest
