// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/sentence_table_model.h"

#include <algorithm>
#include <cmath>

#include <QLocale>

#include "ui/models/texts.h"
#include "ui/pages/compare/system_names.h"

namespace palimpsest
{

SentenceTableModel::SentenceTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void SentenceTableModel::setSentences(SharedSentences sentences, std::vector<std::uint32_t> rows)
{
    beginResetModel();
    m_sentences = std::move(sentences);
    m_rows = std::move(rows);
    endResetModel();
}

void SentenceTableModel::setRows(std::vector<std::uint32_t> rows)
{
    setSentences(m_sentences, std::move(rows));
}

void SentenceTableModel::setMarks(MarkAgainst against)
{
    m_against = against;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, SourceColumn), index(rowCount() - 1, columnCount() - 1));
}

int SentenceTableModel::rowOf(std::uint32_t sentence) const
{
    const auto found = std::ranges::find(m_rows, sentence);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int SentenceTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SentenceTableModel::columnCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !m_sentences)
        return 0;
    return FixedColumns + 3 * static_cast<int>(m_sentences->table.systems.size()) - 1;
}

SentenceTableModel::Kind SentenceTableModel::kindOf(int column) const
{
    if (column < FixedColumns)
        return static_cast<Kind>(column);
    const int ofSystem = column - FixedColumns;
    const int within = ofSystem < 2 ? ofSystem : (ofSystem - 2) % 3; // the baseline has no change
    return within == 0 ? Kind::Translation : within == 1 ? Kind::Score : Kind::Change;
}

std::size_t SentenceTableModel::systemOf(int column) const
{
    const int ofSystem = column - FixedColumns;
    return ofSystem < 2 ? 0 : static_cast<std::size_t>((ofSystem - 2) / 3 + 1);
}

QString SentenceTableModel::textOf(int column, std::uint32_t sentence) const
{
    const SentenceTable& table = m_sentences->table;
    switch (kindOf(column)) {
    case Kind::Domain:
        return QString::fromStdString(table.domains[table.domain[sentence]]);
    case Kind::Line:
        return QString::number(table.line[sentence]);
    case Kind::Source:
        return QString::fromStdString(table.sources[sentence]);
    case Kind::Reference:
        return QString::fromStdString(table.references[sentence]);
    case Kind::Translation:
        return QString::fromStdString(table.translations[systemOf(column)][sentence]);
    case Kind::Score:
    case Kind::Change:
        break;
    }
    const QVariant number = numberOf(column, sentence);
    if (!number.isValid())
        return {};
    return kindOf(column) == Kind::Score ? QLocale().toString(number.toDouble(), 'f', 1)
                                         : differenceText(number.toDouble());
}

QVariant SentenceTableModel::numberOf(int column, std::uint32_t sentence) const
{
    const SentenceTable& table = m_sentences->table;
    const std::size_t system = systemOf(column);
    const double value = kindOf(column) == Kind::Score ? table.scores[system][sentence]
                                                       : table.change(system, sentence);
    return std::isfinite(value) ? QVariant(value) : QVariant();
}

const std::string* SentenceTableModel::comparedWith(int column, std::uint32_t sentence) const
{
    const SentenceTable& table = m_sentences->table;
    if (kindOf(column) != Kind::Translation || !table.hasText)
        return nullptr;
    if (m_against == MarkAgainst::Reference && !table.references[sentence].empty())
        return &table.references[sentence];
    if (m_against == MarkAgainst::Baseline && systemOf(column) > 0)
        return &table.translations.front()[sentence];
    return nullptr;
}

QVariant SentenceTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_sentences)
        return {};
    const std::uint32_t row = sentence(index.row());
    const int column = index.column();
    const Kind kind = kindOf(column);
    const bool isNumber = kind == Kind::Line || kind == Kind::Score || kind == Kind::Change;
    if (role == Qt::DisplayRole)
        return textOf(column, row);
    if (role == Qt::TextAlignmentRole)
        return QVariant(int(Qt::AlignVCenter) | int(isNumber ? Qt::AlignRight : Qt::AlignLeft));
    if (role == MarkedRole || role == Qt::AccessibleDescriptionRole) {
        const std::string* from = comparedWith(column, row);
        if (!from)
            return {};
        const std::string& to = m_sentences->table.translations[systemOf(column)][row];
        return role == MarkedRole ? QVariant::fromValue(markedText(*from, to))
                                  : QVariant(spokenMarks(*from, to));
    }
    return {};
}

QVariant SentenceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || !m_sentences || section >= columnCount())
        return {};
    const Kind kind = kindOf(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant(int(Qt::AlignVCenter) |
                        int(kind == Kind::Line || kind == Kind::Score || kind == Kind::Change
                                ? Qt::AlignRight
                                : Qt::AlignLeft));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const QString system = systemTitle(m_sentences->table.systems[systemOf(section)]);
    const QString metric = metricText(m_sentences->table.metric);
    switch (kind) {
    case Kind::Domain:
        return tr("Domain");
    case Kind::Line:
        return tr("Line");
    case Kind::Source:
        return tr("Source");
    case Kind::Reference:
        return tr("Reference");
    case Kind::Translation:
        return system;
    case Kind::Score:
        return role == Qt::ToolTipRole ? tr("%1 of the sentence: %2").arg(metric, system) : metric;
    case Kind::Change:
        return role == Qt::ToolTipRole
                   ? tr("Change of %1 against the baseline: %2").arg(metric, system)
                   : tr("Δ %1").arg(metric);
    }
    return {};
}

int SentenceTableModel::columnOf(const SentenceOrder& order) const
{
    for (int column = 0; column < columnCount(); ++column) {
        const Kind kind = kindOf(column);
        const bool same = order.by == SentenceSort::Change  ? kind == Kind::Change
                          : order.by == SentenceSort::Score ? kind == Kind::Score
                          : order.by == SentenceSort::Words ? kind == Kind::Source
                          : order.by == SentenceSort::Line  ? kind == Kind::Line
                                                            : false;
        const bool ofSystem = kind == Kind::Change || kind == Kind::Score;
        if (same && (!ofSystem || systemOf(column) == order.system))
            return column;
    }
    return -1;
}

void SentenceTableModel::sort(int column, Qt::SortOrder order)
{
    if (!m_sentences || column < 0 || column >= columnCount())
        return;
    SentenceOrder wanted;
    wanted.system = systemOf(column);
    wanted.descending = order == Qt::DescendingOrder;
    switch (kindOf(column)) {
    case Kind::Source:
    case Kind::Reference:
        wanted.by = SentenceSort::Words;
        break;
    case Kind::Translation:
    case Kind::Score:
        wanted.by = SentenceSort::Score;
        break;
    case Kind::Change:
        wanted.by = SentenceSort::Change;
        break;
    case Kind::Domain:
    case Kind::Line:
        wanted.by = SentenceSort::Line;
        break;
    }
    Q_EMIT sortRequested(wanted);
}

} // namespace palimpsest
