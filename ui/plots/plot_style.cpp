// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_style.h"

#include <QFontDatabase>

#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

QString paperFamily()
{
    const QStringList families = QFontDatabase::families();
    for (const char* name : {"Helvetica", "Nimbus Sans", "Liberation Sans", "Arimo", "Noto Sans"}) {
        if (families.contains(QLatin1String(name))) {
            return QLatin1String(name);
        }
    }
    return QStringLiteral("DejaVu Sans");
}

} // namespace

PlotStyle PlotStyle::screen(const QFont& base, int dpi)
{
    const ThemeColors& colors = themeColors();
    PlotStyle style;
    style.onScreen = true;
    style.dark = isDark();
    style.ground = colors.surface;
    style.text = colors.text;
    style.muted = colors.mutedText;
    style.axis = colors.border.lighter(style.dark ? 150 : 90);
    style.grid = style.dark ? QColor(255, 255, 255, 20) : QColor(0, 0, 0, 18);
    style.forbidden = colors.bad;
    style.forbidden.setAlpha(style.dark ? 34 : 22);
    style.ring = colors.text;
    const double points = base.pointSizeF() > 0 ? base.pointSizeF() : base.pixelSize() * 72.0 / dpi;
    style.font = base;
    style.font.setPixelSize(qRound(points * 0.92 * dpi / 72));
    style.titleFont = base;
    style.titleFont.setPixelSize(qRound(points * dpi / 72));
    style.scale = dpi / 96.0;
    style.padding = 10 * style.scale;
    return style;
}

PlotStyle PlotStyle::paper(double points)
{
    PlotStyle style;
    style.ground = Qt::white;
    style.text = QColor(0x1a, 0x1a, 0x1a);
    style.muted = QColor(0x55, 0x55, 0x55);
    style.axis = QColor(0x80, 0x80, 0x80);
    style.grid = QColor(0xe9, 0xe9, 0xe9);
    style.forbidden = QColor(0xfb, 0xee, 0xea);
    style.ring = Qt::black;
    style.font = QFont(paperFamily());
    style.font.setPixelSize(qMax(1, qRound(points * 96 / 72)));
    style.titleFont = style.font;
    style.scale = points / 10.0;
    style.padding = 3;
    style.room = 4;
    return style;
}

} // namespace palimpsest
