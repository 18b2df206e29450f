// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include <QObject>
#include <QString>
#include <QThreadPool>

#include "engine/reporting/results_table.h"
#include "engine/reporting/table_cells.h"
#include "engine/reporting/table_changes.h"

namespace palimpsest
{

/// A recipe's table as it is being made.
struct MadeTable {
    TableRecipe recipe;
    std::optional<ResultsTable> table; ///< none where `sentence` says why
    bool complete = false;             ///< with intervals, tests and claims
    /// Since the table was remembered; complete tables only, and none where it never was.
    std::optional<TableChanges> changes;
    TableChoices choices;
    QString sentence;
};

/// Makes tables in a thread of its own, over read-only connections of its own. Each question is
/// answered twice, at once without tests and then complete; answers to any but the newest question
/// are dropped.
class TableMaker : public QObject
{
    Q_OBJECT
public:
    explicit TableMaker(QObject* parent = nullptr);
    ~TableMaker() override;

    /// Answered by made(). `folder` is the study's, or the bundle.
    void make(const QString& folder, const TableRecipe& recipe);
    /// Forgets what was asked; no answer comes any more.
    void forget();
    /// Blocks until everything asked is answered, and delivers the answers. For pictures and tests.
    void wait();

Q_SIGNALS:
    void made(const std::shared_ptr<const palimpsest::MadeTable>& answer);

private:
    void answer(quint64 token, const QString& folder, const TableRecipe& recipe);
    void deliver(quint64 token, MadeTable answer);

    QThreadPool m_pool;
    std::atomic<quint64> m_newest = 0;
};

} // namespace palimpsest
