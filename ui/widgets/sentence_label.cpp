// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sentence_label.h"

#include <QLabel>

#include "ui/widgets/theme.h"

namespace palimpsest
{

void sayPlainly(QLabel& label, const QString& sentence)
{
    label.setPalette(label.parentWidget()->palette());
    label.setText(sentence);
}

void sayWrong(QLabel& label, const QString& sentence)
{
    QPalette palette = label.parentWidget()->palette();
    palette.setColor(QPalette::WindowText, themeColors().bad);
    label.setPalette(palette);
    label.setText(sentence);
}

} // namespace palimpsest
