// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_events.h"

#include <QHeaderView>

#include <nlohmann/json.hpp>

#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

QString valueText(const nlohmann::json& value)
{
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    if (value.is_number_float())
        return QLocale().toString(value.get<double>(), 'g', 4);
    return QString::fromStdString(value.dump());
}

/// "stage dev, done 110 …": all fields but those that have a column.
QString restOf(const nlohmann::json& event)
{
    QStringList parts;
    for (const auto& [name, value] : event.items()) {
        if (name == "time" || name == "type" || name == "seq" || name == "crc" ||
            value.is_null())
            continue;
        if (value.is_object())
            parts += restOf(value);
        else
            parts += QString::fromStdString(name) + QLatin1Char(' ') + valueText(value);
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

RunEventList::RunEventList(QWidget* parent) : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("runEvents"));
    setAccessibleName(tr("Events of the selected run"));
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setHeaderLabels({tr("Time"), tr("Event"), tr("What")});
    header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
}

void RunEventList::setText(const QString& lines)
{
    QList<QTreeWidgetItem*> items;
    for (const QString& line : lines.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const auto event = nlohmann::json::parse(line.toStdString(), nullptr, false);
        if (!event.is_object() || !event.value("type", nlohmann::json()).is_string())
            continue; // cut by the end of the file, or not ours
        const QString rest = restOf(event);
        auto* item = new QTreeWidgetItem(
            {timeText(event.value("time", std::string())),
             QString::fromStdString(event.at("type").get<std::string>()), rest});
        item->setToolTip(2, rest);
        items.prepend(item);
    }
    clear();
    addTopLevelItems(items);
}

} // namespace palimpsest
