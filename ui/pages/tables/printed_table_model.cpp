// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/printed_table_model.h"

#include <algorithm>

#include <QFont>

#include "engine/reporting/number_text.h"

namespace palimpsest
{

namespace
{

QString shown(const std::string& text)
{
    return QString::fromStdString(plainText(text));
}

/// As TeX sets it: a dash for what is missing, a real minus.
QString printed(const TableFigure& figure, const TableHead& head)
{
    if (figure.spread.n == 0)
        return QStringLiteral("–");
    return QString::fromStdString(figureText(figure, head))
        .replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

void PrintedTableModel::clear()
{
    beginResetModel();
    m_cells.clear();
    m_groups.clear();
    m_jobs.clear();
    m_before = 0;
    endResetModel();
}

void PrintedTableModel::setTable(const ResultsTable& table,
                                 const std::optional<TableChanges>& changes)
{
    beginResetModel();
    m_cells.clear();
    m_groups.clear();
    m_jobs.clear();
    const std::vector<std::size_t> columns = shownHeads(table);
    m_before = static_cast<int>(rowHeads(table).size());
    addHeads(table, columns);
    addLines(table, columns);
    if (changes)
        markChanges(table, columns, *changes);
    endResetModel();
}

void PrintedTableModel::addHeads(const ResultsTable& table, const std::vector<std::size_t>& columns)
{
    const auto width = static_cast<std::size_t>(m_before) + columns.size();
    int at = m_before;
    for (const HeadGroup& group : headGroups(table, columns)) {
        if (m_cells.empty()) {
            m_cells.emplace_back(width);
            m_groups.push_back({0, m_before, false});
        }
        m_cells[0][static_cast<std::size_t>(at)].text = shown(group.title);
        m_groups.push_back({at, static_cast<int>(group.columns), !group.title.empty()});
        at += static_cast<int>(group.columns);
    }
    std::vector<Cell> heads;
    for (const std::string& head : rowHeads(table))
        heads.push_back({shown(head), {}, {}, {}, false, false});
    for (const std::size_t column : columns) {
        const TableHead& head = table.heads[column];
        heads.push_back({shown(head.title),
                         head.group.empty()
                             ? QString()
                             : shown(head.group) + QStringLiteral(", ") + shown(head.title),
                         {},
                         {},
                         false,
                         false});
    }
    m_cells.push_back(std::move(heads));
}

void PrintedTableModel::addLines(const ResultsTable& table, const std::vector<std::size_t>& columns)
{
    const TableLine* above = nullptr;
    for (const TableLine& line : table.lines) {
        std::vector<Cell> cells;
        for (const std::string& text : rowTexts(table, line))
            cells.push_back({shown(text == "--" ? "–" : text), {}, {}, {}, false, false});
        if (above && m_before > 2 && above->series == line.series) {
            cells.front().spoken = cells.front().text; // printed once for all of its lines
            cells.front().text.clear();
        }
        above = &line;
        for (const std::size_t column : columns) {
            const TableFigure& figure = line.figures[column];
            const TableHead& head = table.heads[column];
            Cell cell{printed(figure, head), {}, {}, {}, figure.bold, false};
            QStringList known;
            if (figure.low && figure.high)
                known +=
                    tr("95 % interval %1 to %2")
                        .arg(QString::fromStdString(fixedText(*figure.low, head.decimals + 1)),
                             QString::fromStdString(fixedText(*figure.high, head.decimals + 1)));
            if (figure.pCorrected)
                known += tr("against the baseline p = %1, corrected %2")
                             .arg(QString::fromStdString(fixedText(*figure.p, 4)),
                                  QString::fromStdString(fixedText(*figure.pCorrected, 4)));
            if (figure.pBest)
                known += tr("against the best of the column, corrected p = %1")
                             .arg(QString::fromStdString(fixedText(*figure.pBest, 4)));
            cell.tip = known.join(QLatin1Char('\n'));
            if (figure.bold)
                cell.spoken = tr("%1, bold").arg(cell.text);
            cells.push_back(std::move(cell));
        }
        m_cells.push_back(std::move(cells));
        m_jobs.push_back(line.jobs);
    }
}

void PrintedTableModel::markChanges(const ResultsTable& table,
                                    const std::vector<std::size_t>& columns,
                                    const TableChanges& changes)
{
    const std::vector<std::string> rows = changeRows(table);
    const std::size_t first = m_cells.size() - rows.size();
    const auto has = [](const std::vector<std::string>& names, const std::string& name) {
        return std::ranges::find(names, name) != names.end();
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool newRow = has(changes.addedRows, rows[i]);
        for (Cell& cell : m_cells[first + i])
            cell.isNew = newRow;
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const std::string& key = table.heads[columns[k]].key;
            Cell& cell = m_cells[first + i][static_cast<std::size_t>(m_before) + k];
            cell.isNew = newRow || has(changes.addedColumns, key);
            const auto change = std::ranges::find_if(changes.figures, [&](const auto& figure) {
                return figure.row == rows[i] && figure.column == key;
            });
            if (change == changes.figures.end())
                continue;
            cell.before = QString::fromStdString(change->before);
            const QString was = tr("was %1").arg(cell.before);
            cell.tip = cell.tip.isEmpty() ? was : was + QLatin1Char('\n') + cell.tip;
            cell.spoken = tr("%1, %2").arg(cell.spoken.isEmpty() ? cell.text : cell.spoken, was);
        }
    }
}

PrintedTableModel::Part PrintedTableModel::partOf(int row) const
{
    const int heads = static_cast<int>(m_cells.size() - m_jobs.size()) - 1;
    return row > heads ? Part::Line : row == heads ? Part::Heads : Part::Groups;
}

std::vector<RowId> PrintedTableModel::jobs(int row) const
{
    const auto heads = m_cells.size() - m_jobs.size();
    const auto at = static_cast<std::size_t>(row);
    return row >= 0 && at >= heads && at < m_cells.size() ? m_jobs[at - heads]
                                                          : std::vector<RowId>();
}

bool PrintedTableModel::lineStartsSeries(int row) const
{
    return partOf(row) == Part::Line && m_before > 2 &&
           !m_cells[static_cast<std::size_t>(row)].front().text.isEmpty();
}

int PrintedTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_cells.size());
}

int PrintedTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_cells.empty() ? 0 : static_cast<int>(m_cells.front().size());
}

QVariant PrintedTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Cell& cell =
        m_cells[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
    const Part part = partOf(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::AccessibleTextRole:
        return cell.spoken.isEmpty() ? cell.text : cell.spoken;
    case Qt::ToolTipRole:
        return cell.tip.isEmpty() ? QVariant() : cell.tip;
    case Qt::FontRole: {
        QFont font;
        font.setBold(cell.bold);
        font.setItalic(part == Part::Heads && index.column() == m_before - 1 &&
                       cell.text == QLatin1String("n"));
        return font;
    }
    case Qt::TextAlignmentRole:
        return static_cast<int>((part == Part::Groups             ? Qt::AlignHCenter
                                 : index.column() >= m_before - 1 ? Qt::AlignRight
                                                                  : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    case PartRole:
        return static_cast<int>(part);
    case BoldRole:
        return cell.bold;
    case FigureRole:
        return index.column() >= m_before;
    case BeforeRole:
        return cell.before;
    case NewRole:
        return cell.isNew;
    default:
        return {};
    }
}

} // namespace palimpsest
