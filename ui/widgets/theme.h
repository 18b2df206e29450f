// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QString>

class QApplication;

namespace palimpsest
{

enum class ColorScheme { System, Light, Dark };

/// The program's palette and style sheet. Fusion with own colours, the same on every desktop.
void applyTheme(QApplication& application, ColorScheme scheme);

/// Whether text is drawn light on dark at present (from the application's palette).
bool isDark();

/// Named colours that the palette has no role for; they follow isDark().
struct ThemeColors {
    QColor window;  ///< behind pages
    QColor surface; ///< cards, plots, tables
    QColor border;  ///< hairlines
    QColor text;
    QColor mutedText; ///< at least 4.5:1 on surface
    QColor accent;
    QColor good; ///< done
    QColor warning;
    QColor bad; ///< failed
};
const ThemeColors& themeColors();

/// Line icon of resources/icons/<name>.svg in the text colour of the palette (and muted when
/// disabled); drawn anew at every size, so it is sharp at 125 % and 200 %.
QIcon themeIcon(const QString& name);
/// The same in a given colour, e.g. a state icon.
QIcon themeIcon(const QString& name, const QColor& color);
/// For a button that is painted in the accent colour.
QIcon accentButtonIcon(const QString& name);

} // namespace palimpsest
