// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells and heads of the table of runs show; run_table_model.cpp keeps the rows.
#include "ui/models/run_table_model.h"
#include "ui/models/state_icons.h"
#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

QString scoreText(const std::optional<double>& score)
{
    return score ? QLocale().toString(*score, 'f', 1) : QString();
}

bool isNumber(int column)
{
    switch (column) {
    case RunTableModel::LambdaColumn:
    case RunTableModel::RatioColumn:
    case RunTableModel::SeedColumn:
    case RunTableModel::SpeedColumn:
    case RunTableModel::TimeLeftColumn:
    case RunTableModel::NewScoreColumn:
    case RunTableModel::OldScoreColumn:
    case RunTableModel::QueueColumn:
        return true;
    default:
        return column >= RunTableModel::ColumnCount;
    }
}

QVariant optionalKey(const std::optional<double>& value)
{
    return value ? QVariant(*value) : QVariant();
}

} // namespace

std::optional<double> RunTableModel::domainScore(const RunRecord& record, int column) const
{
    const ScoreColumn& wanted = m_scores[static_cast<std::size_t>(column - ColumnCount)];
    for (const ScoreRow& score : record.scores)
        if (score.domain == wanted.domain && score.metric == wanted.metric)
            return score.value;
    return std::nullopt;
}

QVariant RunTableModel::text(const RunRecord& record, int column) const
{
    if (column >= ColumnCount)
        return scoreText(domainScore(record, column));
    switch (column) {
    case StateColumn:
        return stateText(record.state, record.latestRun());
    case LabelColumn:
        return record.label;
    case KindColumn:
        return kindText(record.kind);
    case StrategyColumn:
        return strategyName(QString::fromStdString(record.series));
    case LambdaColumn:
        return record.lambda ? numberText(*record.lambda) : QString();
    case RatioColumn:
        return record.ratio ? tr("%1:1", "old : new").arg(numberText(*record.ratio)) : QString();
    case SeedColumn:
        return record.seed ? QLocale().toString(*record.seed) : QString();
    case ProgressColumn:
        if (record.queued())
            return queueReason(*record.run);
        return record.working() ? QString::fromStdString(record.run->stage) : QString();
    case SpeedColumn:
        return record.working()
                   ? rateText(record.run->rate, QString::fromStdString(record.run->unit))
                   : QString();
    case TimeLeftColumn:
        return record.working() && record.run->secondsLeft > 0
                   ? durationText(record.run->secondsLeft)
                   : QString();
    case NewScoreColumn:
        return scoreText(record.newScore);
    case OldScoreColumn:
        return scoreText(record.oldScore);
    case DeviceColumn:
        return record.run ? QString::fromStdString(record.run->device) : QString();
    case StartedColumn:
        return record.run ? timeText(record.run->started) : QString();
    case EndedColumn:
        return record.run ? timeText(record.run->ended) : QString();
    case QueueColumn:
        return QLocale().toString(record.position);
    case SweepColumn:
        return record.sweepNames.join(tr(", "));
    case TagsColumn:
        return record.tags.join(tr(", "));
    case NoteColumn:
        return record.note.simplified(); // one line; the tip has them all
    default:
        return {};
    }
}

QVariant RunTableModel::sortKey(const RunRecord& record, int column) const
{
    if (column >= ColumnCount)
        return optionalKey(domainScore(record, column));
    switch (column) {
    case StateColumn: {
        // What needs attention first, then what moves, then what waits, then what is over.
        static constexpr int kOrder[] = {4, 0, 5, 2, 1, 6, 7};
        return record.queued() ? 3 : kOrder[static_cast<int>(record.state)];
    }
    case LambdaColumn:
        return optionalKey(record.lambda);
    case RatioColumn:
        return optionalKey(record.ratio);
    case SeedColumn:
        return record.seed ? QVariant(*record.seed) : QVariant();
    case ProgressColumn:
        return optionalKey(record.fraction());
    case SpeedColumn:
        return record.run ? QVariant(record.run->rate) : QVariant();
    case TimeLeftColumn:
        return record.run ? QVariant(record.run->secondsLeft) : QVariant();
    case NewScoreColumn:
        return optionalKey(record.newScore);
    case OldScoreColumn:
        return optionalKey(record.oldScore);
    case StartedColumn:
        return record.run ? QString::fromStdString(record.run->started) : QString();
    case EndedColumn:
        return record.run ? QString::fromStdString(record.run->ended) : QString();
    case QueueColumn:
        return record.position;
    default:
        return text(record, column);
    }
}

QString RunTableModel::tip(const RunRecord& record, int column) const
{
    if (column == NoteColumn)
        return record.note;
    if (column >= ColumnCount && !record.scoredOn.isEmpty())
        return tr("On %1, update %2")
            .arg(record.scoredOn, QLocale().toString(qint64{record.scoredStep}));
    if (column == NewScoreColumn || column == OldScoreColumn)
        return record.scoredOn.isEmpty() ? tr("Not scored yet")
                                         : tr("Mean BLEU on %1").arg(record.scoredOn);
    if (record.state == JobState::Failed && record.run && !record.run->sentence.empty())
        return engineSentence(record.run->sentence);
    if (record.queued() && (column == StateColumn || column == ProgressColumn))
        return queueSentence(*record.run);
    if (column == ProgressColumn && record.run && record.run->total > 0)
        return tr("%1 of %2 %3")
            .arg(QLocale().toString(static_cast<qint64>(record.run->done)),
                 QLocale().toString(static_cast<qint64>(record.run->total)),
                 QString::fromStdString(record.run->unit));
    return {};
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunRecord& record = this->record(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(record, index.column());
    case Qt::DecorationRole:
        return index.column() == StateColumn ? QVariant(stateIcon(record.state, record.latestRun()))
                                             : QVariant();
    case Qt::ToolTipRole:
        return tip(record, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    case Qt::EditRole:
        return index.column() == NoteColumn ? QVariant(record.note) : text(record, index.column());
    case Qt::ForegroundRole:
        return record.binned ? QVariant(themeColors().mutedText) : QVariant();
    case SortRole:
        return sortKey(record, index.column());
    case JobRole:
        return QVariant::fromValue<qint64>(record.job);
    case StateRole:
        return static_cast<int>(record.state);
    case RecordRole:
        return QVariant::fromValue(&record);
    case FractionRole:
        return optionalKey(record.fraction());
    default:
        return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) // as the cells below
        return QVariant((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool tip = role == Qt::ToolTipRole;
    if (section >= ColumnCount && section < columnCount()) {
        const ScoreColumn& score = m_scores[static_cast<std::size_t>(section - ColumnCount)];
        return tr("%1, %2", "domain, metric")
            .arg(QString::fromStdString(score.domain), metricText(score.metric));
    }
    switch (section) {
    case StateColumn:
        return tr("State");
    case LabelColumn:
        return tr("Label");
    case KindColumn:
        return tr("Kind");
    case StrategyColumn:
        return tr("Strategy");
    case LambdaColumn:
        return tip ? tr("Strength of the EWC penalty") : tr("λ");
    case RatioColumn:
        return tip ? tr("Old to new examples in training") : tr("Old:new");
    case SeedColumn:
        return tr("Seed");
    case ProgressColumn:
        return tr("Progress");
    case SpeedColumn:
        return tr("Speed");
    case TimeLeftColumn:
        return tr("Time left");
    case NewScoreColumn:
        return tip ? tr("Mean BLEU on the new domains") : tr("New");
    case OldScoreColumn:
        return tip ? tr("Mean BLEU on the old domains") : tr("Old");
    case DeviceColumn:
        return tr("Device");
    case StartedColumn:
        return tr("Started");
    case EndedColumn:
        return tr("Ended");
    case QueueColumn:
        return tip ? tr("Place in the queue") : tr("Queue");
    case SweepColumn:
        return tr("Sweep");
    case TagsColumn:
        return tr("Tags");
    case NoteColumn:
        return tr("Note");
    default:
        return {};
    }
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const
{
    const bool editable =
        m_writable && (index.column() == TagsColumn || index.column() == NoteColumn);
    return QAbstractTableModel::flags(index) | (editable ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    const RunRecord& record = this->record(index.row());
    if (index.column() == NoteColumn && value.toString() != record.note)
        Q_EMIT noteEdited(record.job, value.toString());
    else if (index.column() == TagsColumn && tagList(value.toString()) != record.tags)
        Q_EMIT tagsEdited(record.job, tagList(value.toString()));
    return true;
}

} // namespace palimpsest
