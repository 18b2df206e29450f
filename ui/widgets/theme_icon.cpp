// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

/// Draws a line icon whose strokes are `currentColor` in a colour chosen when it is painted, so
/// that icons follow a change from light to dark without being made anew.
class LineIconEngine : public QIconEngine
{
public:
    LineIconEngine(QString name, QColor color, bool onAccent = false)
        : m_name(std::move(name)), m_color(std::move(color)), m_onAccent(onAccent)
    {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        if (file.open(QIODevice::ReadOnly)) {
            m_svg = file.readAll();
        }
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const ThemeColors& colors = themeColors();
        QColor color = m_color.isValid() ? m_color : m_onAccent ? colors.surface : colors.text;
        if (mode == QIcon::Disabled) {
            color = colors.mutedText;
            color.setAlphaF(0.5F);
        } else if (mode == QIcon::Selected && !m_color.isValid()) {
            color = colors.accent;
        }
        QByteArray svg = m_svg;
        svg.replace("currentColor", color.name().toLatin1());
        QSvgRenderer renderer(svg);
        painter->save();
        painter->setOpacity(painter->opacity() * color.alphaF());
        renderer.render(painter, QRectF(rect));
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    bool isNull() override { return m_svg.isEmpty(); }
    QIconEngine* clone() const override { return new LineIconEngine(*this); }

private:
    QString m_name;
    QColor m_color;
    bool m_onAccent; ///< on the button of a page's main action
    QByteArray m_svg;
};

} // namespace

QIcon themeIcon(const QString& name)
{
    return QIcon(new LineIconEngine(name, QColor()));
}

QIcon accentButtonIcon(const QString& name)
{
    return QIcon(new LineIconEngine(name, QColor(), true));
}

QIcon themeIcon(const QString& name, const QColor& color)
{
    return QIcon(new LineIconEngine(name, color));
}

} // namespace palimpsest
