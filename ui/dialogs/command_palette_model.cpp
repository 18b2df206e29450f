// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/command_palette_model.h"

#include <algorithm>
#include <limits>

namespace palimpsest
{

namespace
{

constexpr std::size_t kMostHits = 100; ///< nobody reads on; typing another letter is quicker

} // namespace

CommandPaletteModel::CommandPaletteModel(QObject* parent) : QAbstractListModel(parent) {}

void CommandPaletteModel::setCommands(std::vector<Command> commands, const QStringList& recent)
{
    m_commands = std::move(commands);
    m_recency.clear();
    for (const Command& command : m_commands)
        m_recency.push_back(static_cast<int>(recent.indexOf(command.id)) + 1);
    setPattern({});
}

void CommandPaletteModel::setPattern(const QString& pattern)
{
    beginResetModel();
    m_hits.clear();
    for (std::size_t i = 0; i < m_commands.size(); ++i)
        if (auto match = fuzzyMatch(pattern, m_commands[i].text))
            m_hits.push_back({i, std::move(*match)});
    std::ranges::stable_sort(m_hits, [this](const Hit& a, const Hit& b) {
        if (a.match.score != b.match.score)
            return a.match.score > b.match.score;
        const auto age = [this](const Hit& hit) {
            const int recency = m_recency[hit.command];
            return recency > 0 ? recency : std::numeric_limits<int>::max();
        };
        return age(a) < age(b);
    });
    if (m_hits.size() > kMostHits)
        m_hits.resize(kMostHits);
    endResetModel();
}

const Command& CommandPaletteModel::command(int row) const
{
    return m_commands[m_hits[static_cast<std::size_t>(row)].command];
}

int CommandPaletteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_hits.size());
}

QVariant CommandPaletteModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Command& command = this->command(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return command.text;
    case Qt::DecorationRole:
        return command.icon;
    case Qt::AccessibleTextRole:
        return QStringList{command.text, command.detail, command.keys}.join(QStringLiteral(", "));
    case PositionsRole:
        return QVariant::fromValue(m_hits[static_cast<std::size_t>(index.row())].match.positions);
    case DetailRole:
        return command.detail;
    case KeysRole:
        return command.keys;
    default:
        return {};
    }
}

} // namespace palimpsest
