// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log/log_page.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/job_selection.h"
#include "ui/models/message_table_model.h"
#include "ui/models/row_lookup.h"
#include "ui/models/study_session.h"
#include "ui/pages/empty_state.h"
#include "ui/widgets/table_look.h"

namespace palimpsest
{

LogPage::LogPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_model(new MessageTableModel(this)),
      m_filter(new MessageFilterModel(this)), m_table(new QTableView(this)),
      m_filterEdit(new QLineEdit(this)), m_least(new QComboBox(this)), m_summary(new QLabel(this)),
      m_text(new QLabel(this)), m_stack(new QStackedWidget(this))
{
    m_filter->setSourceModel(m_model);
    makeTable();
    auto* empty = new EmptyState(this);
    empty->setTexts(tr("No messages"),
                    tr("Warnings and errors of the engine appear here, each text once with the "
                       "number of times it was said."));
    m_empty = empty;

    m_text->setObjectName(QStringLiteral("logText"));
    m_text->setAccessibleName(tr("Selected message"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_text->setContentsMargins(4, 4, 4, 4);

    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(makeToolBar());
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_text);

    connect(session(), &StudySession::studyOpened, this, &LogPage::fill);
    connect(session(), &StudySession::studyClosed, this, [this] {
        m_model->clear();
        showSummary();
    });
    connect(session(), &StudySession::messagesChanged, this, [this](const QList<RowId>& ids) {
        m_model->update(rowsOf(session()->messages(), ids));
        showSummary();
    });
    fill();
}

QWidget* LogPage::makeToolBar()
{
    auto* bar = new QWidget(this);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_filterEdit->setObjectName(QStringLiteral("logFilter"));
    m_filterEdit->setPlaceholderText(tr("Filter messages"));
    m_filterEdit->setAccessibleName(tr("Filter messages"));
    m_filterEdit->setClearButtonEnabled(true);
    m_filterEdit->setMaximumWidth(fontMetrics().averageCharWidth() * 48);
    m_least->setObjectName(QStringLiteral("logSeverity"));
    m_least->setAccessibleName(tr("Least severity"));
    m_least->addItem(tr("All messages"), static_cast<int>(Severity::Info));
    m_least->addItem(tr("Warnings and errors"), static_cast<int>(Severity::Warning));
    m_least->addItem(tr("Errors only"), static_cast<int>(Severity::Error));
    m_summary->setObjectName(QStringLiteral("logSummary"));
    layout->addWidget(m_filterEdit, 1);
    layout->addWidget(m_least);
    layout->addStretch(1);
    layout->addWidget(m_summary);
    connect(m_filterEdit, &QLineEdit::textChanged, m_filter,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_least, &QComboBox::currentIndexChanged, this, [this] {
        m_filter->setLeastSeverity(static_cast<Severity>(m_least->currentData().toInt()));
    });
    return bar;
}

void LogPage::makeTable()
{
    m_table->setObjectName(QStringLiteral("logTable"));
    m_table->setAccessibleName(tr("Messages"));
    m_table->setModel(m_filter);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(MessageTableModel::LastColumn, Qt::DescendingOrder);
    dressTable(*m_table);
    QHeaderView* header = m_table->horizontalHeader();
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(MessageTableModel::SeverityColumn, character * 16);
    m_table->setColumnWidth(MessageTableModel::CountColumn, character * 9);
    m_table->setColumnWidth(MessageTableModel::FirstColumn, character * 19);
    m_table->setColumnWidth(MessageTableModel::LastColumn, character * 19);
    header->setSectionResizeMode(MessageTableModel::TextColumn, QHeaderView::Stretch);

    auto* copy = new QAction(tr("Copy"), this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(copy, &QAction::triggered, this, &LogPage::copySelected);
    auto* show = new QAction(tr("Show its run"), this);
    show->setShortcut(Qt::Key_Return);
    show->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(show, &QAction::triggered, this, &LogPage::openRun);
    m_table->addActions({copy, show});
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_table, &QTableView::doubleClicked, this, &LogPage::openRun);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LogPage::showMessage);
}

void LogPage::fill()
{
    if (session()->isOpen())
        m_model->update(allRows(session()->messages()));
    showSummary();
}

void LogPage::showSummary()
{
    const int errors = m_model->count(Severity::Error);
    const int warnings = m_model->count(Severity::Warning);
    m_stack->setCurrentWidget(m_model->rowCount() ? static_cast<QWidget*>(m_table) : m_empty);
    m_summary->setText(m_model->rowCount() == 0
                           ? QString()
                           : tr("%1, %2").arg(tr("%n error(s)", nullptr, errors),
                                              tr("%n warning(s)", nullptr, warnings)));
    m_text->setVisible(m_model->rowCount() > 0 && !m_text->text().isEmpty());
}

void LogPage::showMessage(const QModelIndex& current)
{
    m_text->setText(current.siblingAtColumn(MessageTableModel::TextColumn).data().toString());
    m_text->setVisible(!m_text->text().isEmpty());
}

void LogPage::copySelected()
{
    QStringList lines;
    for (const QModelIndex& row : m_table->selectionModel()->selectedRows())
        lines += row.siblingAtColumn(MessageTableModel::TextColumn).data().toString();
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void LogPage::openRun()
{
    const RowId job = m_table->currentIndex().data(MessageTableModel::JobRole).toLongLong();
    if (!job) {
        Q_EMIT message(tr("This message belongs to no run."));
        return;
    }
    selection()->setJobs({job});
    Q_EMIT pageRequested(QStringLiteral("runs"));
}

bool LogPage::focusFilter()
{
    m_filterEdit->setFocus(Qt::ShortcutFocusReason);
    m_filterEdit->selectAll();
    return true;
}

void LogPage::prepareForScreenshot()
{
    if (m_filter->rowCount() > 0)
        m_table->setCurrentIndex(m_filter->index(0, MessageTableModel::TextColumn));
}

} // namespace palimpsest
