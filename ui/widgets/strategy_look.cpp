// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/strategy_look.h"

#include <array>
#include <cstdint>

#include <QMap>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace palimpsest
{

namespace
{

struct NamedColor {
    QRgb light;
    QRgb dark;
};
// Okabe and Ito's palette; the blue and the black are lifted on a dark ground, the rest keeps its
// value.
constexpr NamedColor kBlack{0xff3a3a3a, 0xffd8d8d8};
constexpr NamedColor kOrange{0xffe69f00, 0xfff0b030};
constexpr NamedColor kSky{0xff56b4e9, 0xff8fd0f5};
constexpr NamedColor kGreen{0xff009e73, 0xff2cc39a};
constexpr NamedColor kBlue{0xff0072b2, 0xff4ba3e3};
constexpr NamedColor kVermillion{0xffd55e00, 0xfff0803c};
constexpr NamedColor kPurple{0xffcc79a7, 0xffe29ac3};

SeriesLook look(NamedColor color, Marker marker, Qt::PenStyle line)
{
    return {QColor::fromRgb(color.light), QColor::fromRgb(color.dark), marker, line};
}

const std::array kCycle = {
    look(kBlue, Marker::Circle, Qt::SolidLine),
    look(kVermillion, Marker::Square, Qt::DashLine),
    look(kGreen, Marker::Diamond, Qt::DashDotLine),
    look(kPurple, Marker::TriangleUp, Qt::SolidLine),
    look(kOrange, Marker::TriangleDown, Qt::DashLine),
    look(kSky, Marker::Star, Qt::DashDotLine),
    look(kBlack, Marker::Cross, Qt::DotLine),
};

const QMap<QString, SeriesLook>& knownLooks()
{
    static const QMap<QString, SeriesLook> kKnown = {
        {QStringLiteral("baseline"), look(kBlack, Marker::Star, Qt::DotLine)},
        {QStringLiteral("fine-tuning"), look(kVermillion, Marker::Square, Qt::SolidLine)},
        {QStringLiteral("ewc"), look(kBlue, Marker::Circle, Qt::SolidLine)},
        {QStringLiteral("mixing"), look(kGreen, Marker::TriangleUp, Qt::DashLine)},
        {QStringLiteral("ewc+mixing"), look(kPurple, Marker::Diamond, Qt::SolidLine)},
        {QStringLiteral("l2"), look(kSky, Marker::TriangleDown, Qt::DashDotLine)},
        {QStringLiteral("l2+mixing"), look(kSky, Marker::Square, Qt::DashLine)},
        {QStringLiteral("freezing"), look(kOrange, Marker::Square, Qt::DotLine)},
        {QStringLiteral("distillation"), look(kOrange, Marker::TriangleDown, Qt::SolidLine)},
        {QStringLiteral("interpolation"), look(kBlack, Marker::Circle, Qt::DashDotLine)},
        {QStringLiteral("lora"), look(kVermillion, Marker::TriangleDown, Qt::DashDotLine)},
        {QStringLiteral("mas"), look(kBlue, Marker::Diamond, Qt::DashLine)},
        {QStringLiteral("oversampling"), look(kGreen, Marker::Square, Qt::DotLine)},
        {QStringLiteral("gradient-projection"), look(kPurple, Marker::Plus, Qt::DashLine)},
        {QStringLiteral("fisher-merging"), look(kBlack, Marker::TriangleUp, Qt::DashLine)},
    };
    return kKnown;
}

/// FNV-1a: the same on every machine and in every version of Qt, unlike qHash.
std::uint32_t stableHash(const QString& text)
{
    std::uint32_t hash = 2166136261U;
    for (const char byte : text.toUtf8()) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
    }
    return hash;
}

QPainterPath markerPath(Marker marker, const QPointF& centre, double radius)
{
    QPainterPath path;
    const double x = centre.x();
    const double y = centre.y();
    switch (marker) {
    case Marker::Square:
        path.addRect(x - radius * 0.85, y - radius * 0.85, radius * 1.7, radius * 1.7);
        break;
    case Marker::Diamond:
        path.addPolygon(QPolygonF{{{x, y - radius * 1.15},
                                   {x + radius * 1.15, y},
                                   {x, y + radius * 1.15},
                                   {x - radius * 1.15, y}}});
        path.closeSubpath();
        break;
    case Marker::TriangleUp:
    case Marker::TriangleDown: {
        const double up = marker == Marker::TriangleUp ? 1 : -1;
        path.addPolygon(QPolygonF{{{x, y - up * radius * 1.1},
                                   {x + radius * 1.1, y + up * radius * 0.85},
                                   {x - radius * 1.1, y + up * radius * 0.85}}});
        path.closeSubpath();
        break;
    }
    default:
        path.addEllipse(centre, radius, radius);
        break;
    }
    return path;
}

void drawStrokes(QPainter& painter, Marker marker, const QPointF& c, double r)
{
    if (marker != Marker::Cross) {
        painter.drawLine(QPointF(c.x() - r, c.y()), QPointF(c.x() + r, c.y()));
        painter.drawLine(QPointF(c.x(), c.y() - r), QPointF(c.x(), c.y() + r));
    }
    if (marker != Marker::Plus) {
        const double d = r * 0.75;
        painter.drawLine(QPointF(c.x() - d, c.y() - d), QPointF(c.x() + d, c.y() + d));
        painter.drawLine(QPointF(c.x() - d, c.y() + d), QPointF(c.x() + d, c.y() - d));
    }
}

} // namespace

SeriesLook strategyLook(const QString& series)
{
    if (const auto it = knownLooks().constFind(series); it != knownLooks().constEnd()) {
        return *it;
    }
    return kCycle[stableHash(series) % kCycle.size()];
}

SeriesLook indexedLook(int index)
{
    const auto count = static_cast<int>(kCycle.size());
    SeriesLook chosen = kCycle[static_cast<std::size_t>(((index % count) + count) % count)];
    // A second round of the same colours takes other line styles.
    static constexpr std::array kStyles = {Qt::SolidLine, Qt::DashLine, Qt::DotLine,
                                           Qt::DashDotLine};
    chosen.line = kStyles[static_cast<std::size_t>((index / count) % 4)];
    return chosen;
}

QString strategyName(const QString& series)
{
    static const QMap<QString, QString> kNames = {
        {QStringLiteral("ewc"), QStringLiteral("EWC")},
        {QStringLiteral("l2"), QStringLiteral("L2")},
        {QStringLiteral("lora"), QStringLiteral("LoRA")},
        {QStringLiteral("mas"), QStringLiteral("MAS")},
        {QStringLiteral("oversampling"), QStringLiteral("over-sampling")},
        {QStringLiteral("gradient-projection"), QStringLiteral("gradient projection")},
        {QStringLiteral("fisher-merging"), QStringLiteral("Fisher merging")},
    };
    QStringList parts = series.split(QLatin1Char('+'));
    for (QString& part : parts) {
        part = kNames.value(part, part);
    }
    return parts.join(QStringLiteral(" + "));
}

QIcon strategyIcon(const QString& series, bool dark)
{
    const SeriesLook style = strategyLook(series);
    QIcon icon;
    for (const int size : {16, 24, 32, 48}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor color = style.colorOn(dark);
        const QPointF centre(size / 2.0, size / 2.0);
        const bool strokes = style.marker == Marker::Star || style.marker == Marker::Cross ||
                             style.marker == Marker::Plus;
        if (strokes) {
            painter.setPen(QPen(color, size / 9.0, Qt::SolidLine, Qt::RoundCap));
            drawStrokes(painter, style.marker, centre, size * 0.34);
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            painter.drawPath(markerPath(style.marker, centre, size * 0.3));
        }
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace palimpsest
