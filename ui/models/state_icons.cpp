// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/state_icons.h"

#include <functional>
#include <map>

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

// Okabe-Ito colours, darkened or lightened to 3:1 against both grounds.
const QColor kGrey(0x80, 0x80, 0x80);
const QColor kBlue(0x1f, 0x86, 0xc8);
const QColor kGreen(0x00, 0x95, 0x6b);
const QColor kAmber(0xc4, 0x83, 0x00);
const QColor kRed(0xd8, 0x4f, 0x00);

/// Draws in a square of 16 × 16 at several sizes, so that high-resolution screens stay sharp.
QIcon drawn(const std::function<void(QPainter&)>& draw)
{
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(size / 16.0, size / 16.0);
        draw(painter);
        icon.addPixmap(pixmap);
    }
    return icon;
}

void strokes(QPainter& painter, const QColor& color, const QList<QPointF>& points, qreal width = 2)
{
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

void disc(QPainter& painter, const QColor& color)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(1.5, 1.5, 13, 13));
}

void ring(QPainter& painter, const QColor& color)
{
    painter.setPen(QPen(color, 1.8));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QRectF(2.4, 2.4, 11.2, 11.2));
}

void triangle(QPainter& painter, const QColor& color)
{
    QPainterPath path(QPointF(8, 1.6));
    path.lineTo(15, 14.2);
    path.lineTo(1, 14.2);
    path.closeSubpath();
    painter.setPen(Qt::NoPen);
    painter.fillPath(path, color);
}

void waiting(QPainter& painter)
{
    ring(painter, kGrey);
    strokes(painter, kGrey, {{8, 5}, {8, 8.2}, {10.4, 9.6}}, 1.6);
}

void running(QPainter& painter)
{
    disc(painter, kBlue);
    QPainterPath path(QPointF(6.3, 4.8));
    path.lineTo(11.6, 8);
    path.lineTo(6.3, 11.2);
    path.closeSubpath();
    painter.fillPath(path, Qt::white);
}

void paused(QPainter& painter)
{
    ring(painter, kAmber);
    strokes(painter, kAmber, {{6.4, 5.8}, {6.4, 10.2}}, 1.9);
    strokes(painter, kAmber, {{9.6, 5.8}, {9.6, 10.2}}, 1.9);
}

void interrupted(QPainter& painter)
{
    triangle(painter, kAmber);
    strokes(painter, Qt::white, {{8, 6}, {8, 9.6}}, 1.7);
    strokes(painter, Qt::white, {{8, 12}, {8, 12.1}}, 1.9);
}

void failed(QPainter& painter)
{
    disc(painter, kRed);
    strokes(painter, Qt::white, {{5.6, 5.6}, {10.4, 10.4}});
    strokes(painter, Qt::white, {{10.4, 5.6}, {5.6, 10.4}});
}

void done(QPainter& painter)
{
    disc(painter, kGreen);
    strokes(painter, Qt::white, {{4.9, 8.3}, {7.2, 10.5}, {11.2, 5.8}});
}

void cancelled(QPainter& painter)
{
    ring(painter, kGrey);
    strokes(painter, kGrey, {{4.4, 11.6}, {11.6, 4.4}}, 1.8);
}

void draft(QPainter& painter)
{
    painter.setPen(QPen(kGrey, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolygon(QPolygonF({{3, 13}, {3.7, 10}, {10.8, 2.9}, {13.1, 5.2}, {6, 12.3}}));
}

void info(QPainter& painter)
{
    disc(painter, kBlue);
    strokes(painter, Qt::white, {{8, 7.6}, {8, 11.2}}, 1.8);
    strokes(painter, Qt::white, {{8, 4.7}, {8, 4.8}}, 1.9);
}

} // namespace

QIcon stateIcon(JobState state)
{
    static const std::map<JobState, QIcon> kIcons = {
        {JobState::Waiting, drawn(waiting)},     {JobState::Running, drawn(running)},
        {JobState::Paused, drawn(paused)},       {JobState::Interrupted, drawn(interrupted)},
        {JobState::Failed, drawn(failed)},       {JobState::Done, drawn(done)},
        {JobState::Cancelled, drawn(cancelled)},
    };
    return kIcons.at(state);
}

QIcon stateIcon(JobState state, const RunRow* run)
{
    return stateIcon(isQueued(state, run) ? JobState::Waiting : state);
}

QIcon stateIcon(SweepState state)
{
    static const QIcon kDraft = drawn(draft);
    switch (state) {
    case SweepState::Draft:
        return kDraft;
    case SweepState::Queued:
        return stateIcon(JobState::Waiting);
    case SweepState::Running:
        return stateIcon(JobState::Running);
    case SweepState::Paused:
        return stateIcon(JobState::Paused);
    case SweepState::Done:
        return stateIcon(JobState::Done);
    case SweepState::PartlyDone:
        return stateIcon(JobState::Interrupted);
    case SweepState::Cancelled:
        return stateIcon(JobState::Cancelled);
    }
    return {};
}

QIcon severityIcon(Severity severity)
{
    static const QIcon kInfo = drawn(info);
    switch (severity) {
    case Severity::Info:
        return kInfo;
    case Severity::Warning:
        return stateIcon(JobState::Interrupted);
    case Severity::Error:
        return stateIcon(JobState::Failed);
    }
    return {};
}

} // namespace palimpsest
