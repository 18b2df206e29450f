// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/selection_table_model.h"

#include <QIcon>
#include <QLocale>
#include <QPixmap>

#include "engine/reporting/results_table.h"
#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

constexpr int kRules = static_cast<int>(EnumText<SelectionRule>::kValues.size());

QString nameOf(const std::string& series)
{
    return series == "baseline" ? SelectionTableModel::tr("base model")
                                : strategyName(QString::fromStdString(series));
}

} // namespace

QString ruleText(const Selection& selection, SelectionRule rule)
{
    switch (rule) {
    case SelectionRule::MeanScore:
        return SelectionTableModel::tr("mean score");
    case SelectionRule::LossBudget:
        return SelectionTableModel::tr("loss budget %1")
            .arg(numberText(selection.options.lossBudget));
    case SelectionRule::Hypervolume:
        return SelectionTableModel::tr("hypervolume");
    }
    return {};
}

void SelectionTableModel::setSelection(std::shared_ptr<const Selection> selection)
{
    beginResetModel();
    m_selection = std::move(selection);
    endResetModel();
}

const SelectedTrial* SelectionTableModel::selected(int row) const
{
    const int at = hasBase() ? row - 1 : row;
    return at < 0 ? nullptr : &m_selection->chosen[static_cast<std::size_t>(at)];
}

bool SelectionTableModel::choseNone(int row) const
{
    const SelectedTrial* trial = selected(row);
    return trial != nullptr && !trial->sentence.empty();
}

int SelectionTableModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !m_selection)
        return 0;
    return static_cast<int>(m_selection->chosen.size()) + (hasBase() ? 1 : 0);
}

int SelectionTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SelectionTableModel::amongText(int row) const
{
    const SelectedTrial* trial = selected(row);
    if (trial == nullptr)
        return nameOf("baseline");
    return trial->among.empty() ? tr("all strategies") : nameOf(trial->among);
}

QString SelectionTableModel::chosenText(const SelectedTrial& trial) const
{
    if (!trial.sentence.empty())
        return tr("None. %1").arg(engineSentence(trial.sentence));
    const QString parameters = QString::fromStdString(trial.parameters);
    const QString name = nameOf(trial.series);
    if (parameters.isEmpty())
        return name;
    return trial.among.empty() ? name + QLatin1Char(' ') + parameters : parameters;
}

QString SelectionTableModel::scoreText(int row, int column) const
{
    const SelectedTrial* trial = selected(row);
    if (choseNone(row))
        return {};
    const bool onTest = column == TestNew || column == TestOld;
    const std::optional<SelectionScores> scores =
        onTest ? (trial != nullptr ? trial->test : m_selection->baseTest)
               : (trial != nullptr ? std::optional(trial->dev) : m_selection->baseDev);
    if (!scores)
        return tr("not tested");
    const bool ofNew = column == DevNew || column == TestNew;
    const auto& halfWidth = ofNew ? scores->newHalfWidth : scores->oldHalfWidth;
    const int decimals = metricDecimals(m_selection->options.metric);
    const QLocale locale;
    const QString score =
        locale.toString(ofNew ? scores->newDomains : scores->oldDomains, 'f', decimals);
    return halfWidth ? score + QStringLiteral(" ± ") + locale.toString(*halfWidth, 'f', decimals)
                     : score;
}

QString SelectionTableModel::text(int row, int column) const
{
    const SelectedTrial* trial = selected(row);
    switch (column) {
    case Among: {
        const SelectedTrial* before = row > 0 ? selected(row - 1) : nullptr;
        const bool named = before != nullptr && before->among == trial->among;
        return named ? QString() : amongText(row);
    }
    case Rule:
        return trial != nullptr ? ruleText(*m_selection, trial->rule) : QString();
    case Chosen:
        return trial != nullptr ? chosenText(*trial) : QString();
    case Candidates:
        return trial != nullptr ? QLocale().toString(qulonglong{trial->candidates}) : QString();
    case Certainty:
        return trial != nullptr && trial->certainty
                   ? QLocale().toString(100 * *trial->certainty, 'f', 0) + QStringLiteral("\u00a0%")
                   : QString();
    default:
        return scoreText(row, column);
    }
}

QString SelectionTableModel::tipText(int row, int column) const
{
    const SelectedTrial* trial = selected(row);
    if (trial == nullptr)
        return {};
    if (column == Chosen && trial->sentence.empty())
        return tr("%n seed(s)", nullptr, static_cast<int>(trial->trials.size()));
    if (column != Rule)
        return {};
    switch (trial->rule) {
    case SelectionRule::MeanScore:
        return tr("The best mean of new-domain and old-domain score, both with the same weight");
    case SelectionRule::LossBudget:
        return tr("The best new-domain score of those that lose at most %1 against the base model "
                  "on old domains")
            .arg(numberText(m_selection->options.lossBudget));
    case SelectionRule::Hypervolume:
        return tr("The one that the front's hypervolume would lose most without");
    }
    return {};
}

/// The look of a strategy beside its name.
QVariant SelectionTableModel::icon(int row, int column) const
{
    const SelectedTrial* trial = selected(row);
    const bool ofAll = trial != nullptr && trial->among.empty();
    std::string series;
    if (column == Among && !text(row, Among).isEmpty())
        series = trial != nullptr ? trial->among : "baseline";
    else if (column == Chosen && ofAll)
        series = trial->series;
    if (!series.empty())
        return strategyIcon(QString::fromStdString(series), isDark());
    if (column != Among || !ofAll)
        return {};
    QPixmap blank(16, 16); // so that all names begin in one line
    blank.fill(Qt::transparent);
    return QIcon(blank);
}

QVariant SelectionTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const int row = index.row();
    const int column = index.column();
    const SelectedTrial* trial = selected(row);
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::AccessibleTextRole:
        return column == Among ? amongText(row) : text(row, column);
    case Qt::ToolTipRole:
        return tipText(row, column);
    case Qt::DecorationRole:
        return icon(row, column);
    case Qt::ForegroundRole: {
        const bool onTest = column == TestNew || column == TestOld;
        const bool untested =
            onTest && !(trial != nullptr ? trial->test : m_selection->baseTest).has_value();
        return (column == Chosen && choseNone(row)) || untested ? QVariant(themeColors().mutedText)
                                                                : QVariant();
    }
    case Qt::BackgroundRole: { // the rules of every other strategy
        const int group = trial == nullptr ? 0 : (row - (hasBase() ? 1 : 0)) / kRules;
        return group % 2 == 1 ? QVariant(themeColors().window) : QVariant();
    }
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    default:
        return {};
    }
}

QVariant SelectionTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section >= DevNew ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Certainty:
            return tr("Share of dev's resamples in which the rule chooses the same");
        case Candidates:
            return tr("How many configurations the rule chose from");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Among:
        return tr("Chosen among");
    case Rule:
        return tr("Rule");
    case Chosen:
        return tr("Chosen");
    case DevNew:
        return tr("Dev,\nnew domains");
    case DevOld:
        return tr("Dev,\nold domains");
    case TestNew:
        return tr("Test,\nnew domains");
    case TestOld:
        return tr("Test,\nold domains");
    case Certainty:
        return tr("Certainty");
    case Candidates:
        return tr("Candidates");
    default:
        return {};
    }
}

} // namespace palimpsest
