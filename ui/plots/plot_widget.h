// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QElapsedTimer>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include "ui/plots/plot_content.h"
#include "ui/plots/plot_cursor.h"
#include "ui/plots/plot_export.h"

class QCPAxis;
class QCPRange;
class QCustomPlot;

namespace palimpsest
{

class PlotScene;

/// A live plot. A page gives it a PlotContent whenever data changes; drawing happens through one
/// single-shot timer, at most kRedrawsPerSecond times a second, however often content is set. Wheel
/// zooms (with Shift only x, with Ctrl only y), dragging pans, with Shift it selects what is
/// inside, right drag zooms into a box, double click or Home fits, a legend entry under
/// the mouse brings its series to the front, clicking it hides the series, + and - zoom. Arrow keys
/// walk from point to point with the hover card, Space selects (with Ctrl also), Return opens;
/// Shift and arrow keys pan. Colours follow the palette; exports do not.
///
///     auto* plot = new PlotWidget(this);
///     plot->setObjectName("curves");
///     plot->setEmptyText(tr("No runs yet"), tr("Start a sweep to see its curves."));
///     plot->setContent(content);
class PlotWidget : public QWidget
{
    Q_OBJECT
public:
    static constexpr int kRedrawsPerSecond = 30;

    explicit PlotWidget(QWidget* parent = nullptr);
    ~PlotWidget() override;

    /// Replaces what is shown; hidden series stay hidden by id. While the user has not zoomed or
    /// panned, the axes follow the data with a margin.
    void setContent(const PlotContent& content);
    const PlotContent& content() const { return m_content; }

    /// Rich text for the card of a point, asked for when the card shows; empty = the series' own
    /// tip, or its name and values.
    using TipMaker = std::function<QString(const QString& series, int index)>;
    void setTips(TipMaker tips) { m_tips = std::move(tips); }
    QString tip(const QString& series, int index) const; ///< empty where there is no such point

    /// What to say while no series has a point: a short statement and what to do next.
    void setEmptyText(const QString& statement, const QString& advice);

    void fit();               ///< axes back to all visible data, and following it again
    void zoom(double factor); ///< > 1 = closer, around the middle
    bool followsData() const { return m_follows; }
    /// What the user has zoomed or panned to (x, y, width, height in data units); empty while the
    /// axes follow the data.
    std::optional<QRectF> ranges() const;
    void setRanges(const QRectF& ranges);

    void setSeriesVisible(const QString& id, bool visible);
    bool seriesVisible(const QString& id) const { return !m_hidden.contains(id); }
    const QSet<QString>& hiddenSeries() const { return m_hidden; }

    /// The plot as a file in the light paper palette: .pdf, .svg or .png by the file name's ending.
    /// Hidden series are left out; the ranges are those on screen when the user has zoomed, else
    /// all data. Throws Error with a sentence when it cannot be written.
    void exportTo(const QString& path, const PlotExportOptions& options = {}) const;
    QImage image(const PlotExportOptions& options = {}) const; ///< for the clipboard

    /// Number of times that it was really drawn; for tests of the coalescing.
    int redraws() const { return m_redraws; }
    /// Pixel of a point in this widget's coordinates; for tests and hover cards.
    QPointF pixelOf(double x, double y) const;

    QSize sizeHint() const override { return {640, 420}; }
    QSize minimumSizeHint() const override { return {240, 180}; }

Q_SIGNALS:
    void pointClicked(const QString& series, int index, Qt::KeyboardModifiers modifiers);
    void pointActivated(const QString& series, int index); ///< double click or Enter on it
    void pointHovered(const QString& series, int index);   ///< empty, -1 when it leaves
    void areaSelected(const QList<palimpsest::PlotPosition>& inside); ///< Shift and drag
    void backgroundClicked();
    void seriesVisibilityChanged(const QString& series, bool visible);
    void viewChanged(); ///< zoomed, panned or fitted by the user

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    using Hit = PlotPosition;
    void connectPlot();
    void scheduleRedraw();
    void scheduleReplot(); ///< of what the scene holds
    void redraw();
    void restyle();
    void userMoved();
    void keepInBounds(QCPAxis* axis, const QCPRange& before);
    bool panBy(const QKeyEvent& event);
    void walk(Qt::Key arrow);
    const PlotSeries* walkedSeries() const; ///< null while no point is walked to
    void showCursor(const PlotSeries& series);
    Hit hitAt(const QPointF& position) const;
    void hover(const QPoint& position);
    void updateEmphasis();
    void showCard(const Hit& hit, const QPoint& position);
    void selectInside(const QRect& area);
    void handleClick(QMouseEvent* event);
    bool handleLegendClick(const QPointF& position);
    bool showsNothing() const; ///< and there is something to say of that
    void paintEmpty();
    PlotContent visibleContent() const;

    PlotContent m_content;
    TipMaker m_tips;
    QSet<QString> m_hidden;
    QString m_emptyStatement;
    QString m_emptyAdvice;
    QCustomPlot* m_plot = nullptr;
    std::unique_ptr<PlotScene> m_scene;
    QTimer m_timer;
    QTimer m_rest; ///< runs while people zoom and pan
    QElapsedTimer m_sinceRedraw;
    Hit m_hovered;
    Hit m_walked; ///< where the keyboard is
    PlotCursor* m_cursor = nullptr;
    QPoint m_pressed;
    QPoint m_mouse{-10000, -10000}; ///< over the plot, or far away
    bool m_follows = true;
    bool m_dirty = false;
    bool m_bounding = false; ///< an axis is put back
    int m_redraws = 0;
};

} // namespace palimpsest
