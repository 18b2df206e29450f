// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/fact_rows.h"

namespace palimpsest
{

QString escaped(const std::string& text)
{
    return QString::fromStdString(text).toHtmlEscaped();
}

QString factRow(const QString& name, const QString& value, const QColor& muted)
{
    if (value.isEmpty())
        return {};
    return QStringLiteral("<tr><td style='color:%1; padding-right:14px'>%2</td><td>%3</td></tr>")
        .arg(muted.name(), name, value);
}

} // namespace palimpsest
