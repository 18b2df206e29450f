// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/printed_table.h"

#include <algorithm>

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/pages/tables/printed_cell_delegate.h"

namespace palimpsest
{

namespace
{

QLabel* sentences(const char* name, const QString& accessible, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setAccessibleName(accessible);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

/// Lets a long signature break at its bars.
QString breakable(QString text)
{
    return text.replace(QLatin1Char('|'), QStringLiteral("|\u200b"));
}

} // namespace

PrintedTable::PrintedTable(QWidget* parent)
    : QScrollArea(parent), m_model(new PrintedTableModel(this)), m_table(new QTableView)
{
    setObjectName(QStringLiteral("tableSheet"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    viewport()->setAutoFillBackground(false);
    auto* sheet = new QWidget;
    setWidget(sheet);
    sheet->setAutoFillBackground(false);
    m_caption = sentences("tableCaption", tr("Caption"), sheet);
    m_note = sentences("tableNote", tr("Note below the table"), sheet);
    m_table->setObjectName(QStringLiteral("printedTable"));
    m_table->setAccessibleName(tr("Table as it will be in print"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new PrintedCellDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setStyleSheet(QStringLiteral("QTableView { border: none; }"));
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->horizontalHeader()->hide();
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setMinimumSectionSize(1);
    m_table->verticalHeader()->setMinimumSectionSize(1);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const auto jobs = m_model->jobs(index.row()); !jobs.empty())
            Q_EMIT lineActivated(jobs);
    });
    auto* layout = new QVBoxLayout(sheet);
    const int margin = fontMetrics().height() * 5 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(fontMetrics().height() * 3 / 4);
    layout->addWidget(m_caption, 0, Qt::AlignLeft);
    layout->addWidget(m_table, 0, Qt::AlignHCenter);
    layout->addWidget(m_note, 0, Qt::AlignLeft);
    layout->addStretch(1);
    clear();
}

void PrintedTable::show(const ResultsTable& table, const std::optional<TableChanges>& changes)
{
    m_table->clearSpans();
    m_model->setTable(table, changes);
    for (const PrintedTableModel::Group& group : m_model->groups())
        if (group.columns > 1)
            m_table->setSpan(0, group.first, 1, group.columns);
    m_caption->setText(tr("Table: %1").arg(QString::fromStdString(plainText(captionOf(table)))));
    m_note->setText(breakable(QString::fromStdString(plainText(noteOf(table)))));
    m_caption->show();
    m_table->show();
    m_note->setVisible(!m_note->text().isEmpty());
    fit();
}

void PrintedTable::clear()
{
    m_model->clear();
    for (QWidget* each : {static_cast<QWidget*>(m_caption), static_cast<QWidget*>(m_table),
                          static_cast<QWidget*>(m_note)})
        each->hide();
}

void PrintedTable::fit()
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.88);
    m_note->setFont(small);
    wrap();
    // Not by resizeColumnsToContents(), which leaves room for the hidden headers as well.
    const QAbstractItemView* cells = m_table;
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnWidth(column, cells->sizeHintForColumn(column));
    for (int row = 0; row < m_model->rowCount(); ++row)
        m_table->setRowHeight(row, cells->sizeHintForRow(row));
    // A head over narrow columns makes them wider.
    for (const PrintedTableModel::Group& group : m_model->groups()) {
        const int text =
            fontMetrics().horizontalAdvance(m_model->index(0, group.first).data().toString()) +
            fontMetrics().averageCharWidth() * 3;
        int width = 0;
        for (int i = 0; i < group.columns; ++i)
            width += m_table->columnWidth(group.first + i);
        for (int i = 0; i < group.columns && width < text; ++i)
            m_table->setColumnWidth(group.first + i, m_table->columnWidth(group.first + i) +
                                                         (text - width) / group.columns + 1);
    }
    m_table->setFixedSize(m_table->horizontalHeader()->length(),
                          m_table->verticalHeader()->length());
}

void PrintedTable::wrap()
{
    const QMargins margins = widget()->layout()->contentsMargins();
    const int width = viewport()->width() - margins.left() - margins.right();
    for (QLabel* label : {m_caption, m_note}) {
        label->setFixedWidth(std::max(width, fontMetrics().averageCharWidth() * 24));
        label->setMinimumHeight(0); // heightForWidth() gives no less than that
        label->setMinimumHeight(std::max(0, label->heightForWidth(label->width())));
    }
}

void PrintedTable::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    wrap();
}

void PrintedTable::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

} // namespace palimpsest
