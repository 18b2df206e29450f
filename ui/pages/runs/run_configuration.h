// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

#include "engine/store/rows.h"

namespace palimpsest
{

/// A job's configuration as a tree; beside another job's, whose differing values have a column of
/// their own and are marked.
class RunConfiguration : public QTreeWidget
{
    Q_OBJECT

public:
    explicit RunConfiguration(QWidget* parent = nullptr);
    void show(const JobRow* job, const JobRow* other); ///< null = none
    int differences() const { return m_differences; }

private:
    void add(QTreeWidgetItem* parent, const nlohmann::json& mine, const nlohmann::json& theirs,
             bool compares);

    int m_differences = 0;
};

} // namespace palimpsest
