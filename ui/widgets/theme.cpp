// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QStyleFactory>

namespace palimpsest
{

namespace
{

const ThemeColors kLight{
    .window = QColor(0xf4, 0xf5, 0xf7),
    .surface = QColor(0xff, 0xff, 0xff),
    .border = QColor(0xd9, 0xdc, 0xe1),
    .text = QColor(0x1d, 0x21, 0x27),
    .mutedText = QColor(0x5c, 0x64, 0x70),
    .accent = QColor(0x00, 0x6a, 0xa8),
    .good = QColor(0x00, 0x7d, 0x5a),
    .warning = QColor(0x9a, 0x64, 0x00),
    .bad = QColor(0xb8, 0x3a, 0x1c),
};
const ThemeColors kDark{
    .window = QColor(0x1b, 0x1d, 0x21),
    .surface = QColor(0x24, 0x27, 0x2c),
    .border = QColor(0x3a, 0x3f, 0x47),
    .text = QColor(0xe6, 0xe8, 0xeb),
    .mutedText = QColor(0xa3, 0xab, 0xb6),
    .accent = QColor(0x4b, 0xa3, 0xe3),
    .good = QColor(0x3c, 0xc8, 0x9f),
    .warning = QColor(0xf0, 0xb0, 0x30),
    .bad = QColor(0xf5, 0x86, 0x66),
};

QPalette paletteOf(const ThemeColors& colors)
{
    QPalette palette;
    palette.setColor(QPalette::Window, colors.window);
    palette.setColor(QPalette::WindowText, colors.text);
    palette.setColor(QPalette::Base, colors.surface);
    palette.setColor(QPalette::AlternateBase, colors.window);
    palette.setColor(QPalette::Text, colors.text);
    palette.setColor(QPalette::PlaceholderText, colors.mutedText);
    palette.setColor(QPalette::Button, colors.surface);
    palette.setColor(QPalette::ButtonText, colors.text);
    palette.setColor(QPalette::BrightText, colors.bad);
    palette.setColor(QPalette::Highlight, colors.accent);
    palette.setColor(QPalette::HighlightedText, colors.surface);
    palette.setColor(QPalette::Link, colors.accent);
    palette.setColor(QPalette::LinkVisited, colors.accent);
    palette.setColor(QPalette::ToolTipBase, colors.surface);
    palette.setColor(QPalette::ToolTipText, colors.text);
    palette.setColor(QPalette::Light, colors.surface);
    palette.setColor(QPalette::Midlight, colors.border);
    palette.setColor(QPalette::Mid, colors.border);
    palette.setColor(QPalette::Dark, colors.border.darker(120));
    palette.setColor(QPalette::Shadow, QColor(0, 0, 0, 90));
    QColor disabled = colors.mutedText;
    disabled.setAlpha(150);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, disabled);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colors.border);
    return palette;
}

QString styleSheetOf(const ThemeColors& colors)
{
    QFile file(QStringLiteral(":/styles/palimpsest.qss"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QString sheet = QString::fromUtf8(file.readAll());
    QColor hover = colors.accent;
    hover.setAlpha(28);
    QColor chosen = colors.accent;
    chosen.setAlpha(46);
    const auto rgba = [](const QColor& color) {
        return QStringLiteral("rgba(%1,%2,%3,%4)")
            .arg(color.red())
            .arg(color.green())
            .arg(color.blue())
            .arg(color.alpha());
    };
    sheet.replace(QStringLiteral("@window"), colors.window.name());
    sheet.replace(QStringLiteral("@surface"), colors.surface.name());
    sheet.replace(QStringLiteral("@border"), colors.border.name());
    sheet.replace(QStringLiteral("@muted"), colors.mutedText.name());
    sheet.replace(QStringLiteral("@text"), colors.text.name());
    sheet.replace(QStringLiteral("@accentHover"), rgba(hover));
    sheet.replace(QStringLiteral("@accentChosen"), rgba(chosen));
    sheet.replace(QStringLiteral("@accent"), colors.accent.name());
    sheet.replace(QStringLiteral("@bad"), colors.bad.name());
    return sheet;
}

QPalette& systemPalette()
{
    static QPalette palette;
    return palette;
}

} // namespace

void applyTheme(QApplication& application, ColorScheme scheme)
{
    static const bool kFirst = [] {
        systemPalette() = QApplication::palette(); // before it is replaced by ours
        return true;
    }();
    Q_UNUSED(kFirst)
    bool dark = scheme == ColorScheme::Dark;
    if (scheme == ColorScheme::System) {
        dark = systemPalette().color(QPalette::Window).lightness() < 128;
    }
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const ThemeColors& colors = dark ? kDark : kLight;
    QApplication::setPalette(paletteOf(colors));
    application.setStyleSheet(styleSheetOf(colors));
}

bool isDark()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

const ThemeColors& themeColors()
{
    return isDark() ? kDark : kLight;
}

} // namespace palimpsest
