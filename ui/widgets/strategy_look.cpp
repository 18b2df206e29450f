// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/strategy_look.h"

#include <cstdint>

#include <QMap>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <QPixmapCache>

#include "ui/widgets/engine_words.h"

namespace palimpsest
{

namespace
{

/// The blue and the black are lifted on a dark ground, the rest is a little brighter.
QColor onDark(std::uint32_t rgb)
{
    static const QMap<std::uint32_t, QRgb> kDark = {{0x3a3a3a, 0xffd8d8d8}, {0xe69f00, 0xfff0b030},
                                                    {0x56b4e9, 0xff8fd0f5}, {0x009e73, 0xff2cc39a},
                                                    {0x0072b2, 0xff4ba3e3}, {0xd55e00, 0xfff0803c},
                                                    {0xcc79a7, 0xffe29ac3}};
    return QColor::fromRgb(kDark.value(rgb, 0xff000000U | rgb));
}

Qt::PenStyle penStyle(Dash dash)
{
    switch (dash) {
    case Dash::Dashed:
        return Qt::DashLine;
    case Dash::Dotted:
        return Qt::DotLine;
    case Dash::DashDotted:
        return Qt::DashDotLine;
    case Dash::Solid:
        break;
    }
    return Qt::SolidLine;
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

QPixmap markerPixmap(Marker marker, const QColor& color, int size)
{
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF centre(size / 2.0, size / 2.0);
    if (marker == Marker::Star || marker == Marker::Cross || marker == Marker::Plus) {
        painter.setPen(QPen(color, size / 9.0, Qt::SolidLine, Qt::RoundCap));
        drawStrokes(painter, marker, centre, size * 0.34);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPath(markerPath(marker, centre, size * 0.3));
    }
    return pixmap;
}

} // namespace

SeriesLook seriesLook(const PaperLook& paper)
{
    return {QColor::fromRgb(0xff000000U | paper.rgb), onDark(paper.rgb), paper.marker,
            penStyle(paper.dash)};
}

SeriesLook strategyLook(const QString& series)
{
    return seriesLook(strategyPaperLook(series.toStdString()));
}

SeriesLook indexedLook(int index)
{
    return seriesLook(indexedPaperLook(index));
}

QString strategyName(const QString& series)
{
    static const QMap<QString, QString> kNames = {
        {QStringLiteral("ewc"), QStringLiteral("EWC")},
        {QStringLiteral("l2"), QStringLiteral("L2")},
        {QStringLiteral("lora"), QStringLiteral("LoRA")},
        {QStringLiteral("mas"), QStringLiteral("MAS")},
        {QStringLiteral("domain-tags"), QStringLiteral("domain tags")},
        {QStringLiteral("oversampling"), QStringLiteral("over-sampling")},
        {QStringLiteral("gradient-projection"), QStringLiteral("gradient projection")},
        {QStringLiteral("fisher-merging"), QStringLiteral("Fisher merging")},
    };
    QStringList parts = series.split(QLatin1Char('+'));
    for (QString& part : parts) {
        part = engineWord(kNames.value(part, part));
    }
    return parts.join(QStringLiteral(" + "));
}

QIcon strategyIcon(const QString& series, bool dark)
{
    const SeriesLook style = strategyLook(series);
    const QColor color = style.colorOn(dark);
    QIcon icon;
    for (const int size : {16, 24, 32, 48}) {
        // Tables ask for the icon of each row again and again.
        const QString key = QStringLiteral("strategy %1 %2 %3")
                                .arg(static_cast<int>(style.marker))
                                .arg(color.name())
                                .arg(size);
        QPixmap pixmap;
        if (!QPixmapCache::find(key, &pixmap)) {
            pixmap = markerPixmap(style.marker, color, size);
            QPixmapCache::insert(key, pixmap);
        }
        icon.addPixmap(pixmap);
        icon.addPixmap(pixmap, QIcon::Selected); // the same look there, too, not tinted
    }
    return icon;
}

} // namespace palimpsest
