// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QAbstractListModel>
#include <QIcon>

#include "ui/dialogs/fuzzy_match.h"

namespace palimpsest
{

/// Something the palette offers.
struct Command {
    QString id;     ///< remembers what was used lately
    QString text;   ///< what is searched
    QString detail; ///< its menu, or "Run"
    QString keys;
    QIcon icon;
    std::function<void()> run;
};

/// The commands that fit a pattern, best first; without a pattern those used lately, then the
/// others in their order.
class CommandPaletteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { PositionsRole = Qt::UserRole + 1, DetailRole, KeysRole };

    explicit CommandPaletteModel(QObject* parent = nullptr);
    void setCommands(std::vector<Command> commands, const QStringList& recent);
    void setPattern(const QString& pattern);
    const Command& command(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Hit {
        std::size_t command;
        FuzzyMatch match;
    };
    std::vector<Command> m_commands;
    std::vector<int> m_recency; ///< of each command: 1 = the latest, 0 = not lately
    std::vector<Hit> m_hits;
};

} // namespace palimpsest
