// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_configuration.h"

#include <QHeaderView>

#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

QString valueText(const nlohmann::json& value)
{
    if (value.is_null() || (value.is_structured() && value.empty()))
        return QStringLiteral("–");
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    if (value.is_number_float())
        return numberText(value.get<double>());
    return QString::fromStdString(value.dump());
}

/// The entries of an object or an array by name; arrays count from 1.
std::vector<std::pair<QString, nlohmann::json>> entries(const nlohmann::json& value)
{
    std::vector<std::pair<QString, nlohmann::json>> all;
    if (!value.is_structured())
        return all;
    for (const auto& [key, child] : value.items())
        all.emplace_back(value.is_array() ? QString::number(all.size() + 1)
                                          : QString::fromStdString(key),
                         child);
    return all;
}

nlohmann::json entry(const nlohmann::json& value, const QString& name)
{
    for (const auto& [key, child] : entries(value))
        if (key == name)
            return child;
    return nullptr;
}

} // namespace

RunConfiguration::RunConfiguration(QWidget* parent) : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("runConfiguration"));
    setAccessibleName(tr("Configuration of the selected run"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    header()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

void RunConfiguration::show(const JobRow* job, const JobRow* other)
{
    clear();
    m_differences = 0;
    const bool compares = job && other && job != other;
    setColumnCount(compares ? 3 : 2);
    setHeaderLabels(
        compares ? QStringList{tr("Setting"), jobLabelText(job->label), jobLabelText(other->label)}
                 : QStringList{tr("Setting"), tr("Value")});
    if (!job)
        return;
    const nlohmann::json mine = job->config;
    add(invisibleRootItem(), mine, compares ? nlohmann::json(other->config) : nlohmann::json(),
        compares);
    for (int i = 0; i < topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = topLevelItem(i);
        if (!compares && (item->text(0) == QLatin1String("strategy") ||
                          item->text(0) == QLatin1String("training")))
            item->setExpanded(true);
    }
}

void RunConfiguration::add(QTreeWidgetItem* parent, const nlohmann::json& mine,
                           const nlohmann::json& theirs, bool compares)
{
    QStringList names;
    for (const auto& [name, child] : entries(mine))
        names += name;
    for (const auto& [name, child] : entries(theirs))
        if (!names.contains(name))
            names += name;
    for (const QString& name : names) {
        const nlohmann::json left = entry(mine, name);
        const nlohmann::json right = entry(theirs, name);
        auto* item = new QTreeWidgetItem(parent, {name});
        const int before = m_differences;
        if ((left.is_structured() && !left.empty()) || (right.is_structured() && !right.empty())) {
            add(item, left, right, compares);
        } else {
            item->setText(1, valueText(left));
            item->setToolTip(1, item->text(1));
            if (compares) {
                item->setText(2, valueText(right));
                item->setToolTip(2, item->text(2));
                m_differences += left != right;
            }
        }
        if (m_differences == before)
            continue;
        QFont bold = font();
        bold.setBold(true);
        for (int column = 0; column < 3; ++column) {
            item->setFont(column, bold);
            item->setForeground(column, themeColors().accent);
        }
        item->setExpanded(true);
    }
}

} // namespace palimpsest
