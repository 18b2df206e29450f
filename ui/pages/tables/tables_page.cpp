// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/tables_page.h"

#include <algorithm>

#include <QEvent>
#include <QItemSelectionModel>
#include <QLabel>
#include <QListView>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/empty_state.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/tables/change_sentence.h"
#include "ui/pages/tables/printed_table.h"
#include "ui/pages/tables/recipe_book.h"
#include "ui/pages/tables/recipe_form.h"
#include "ui/pages/tables/recipe_list_model.h"

namespace palimpsest
{

namespace
{

constexpr int kJoinMilliseconds = 60;
constexpr int kPatienceMilliseconds = 300;

bool hasScores(const ResultsTable& table)
{
    return std::ranges::any_of(shownHeads(table),
                               [&](std::size_t i) { return !table.heads[i].metric.empty(); });
}

} // namespace

TablesPage::TablesPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_book(new RecipeBook(context.session, this)),
      m_list(new RecipeListModel(m_book, this)), m_form(new RecipeForm),
      m_sheet(new PrintedTable(this)), m_maker(new TableMaker(this)), m_notice(new NoticeBar(this)),
      m_changes(new NoticeBar(this)), m_empty(new EmptyState(this)), m_blank(new EmptyState(this)),
      m_stack(new QStackedWidget(this)), m_paper(new QStackedWidget(this)),
      m_recipes(new QListView(this)), m_readOnly(new QLabel(this)), m_status(new QLabel(this))
{
    makeActions();
    makeLayout();
    m_timer.setSingleShot(true);
    m_timer.setInterval(kJoinMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &TablesPage::make);
    m_quickTimer.setSingleShot(true);
    m_quickTimer.setInterval(kPatienceMilliseconds);
    connect(&m_quickTimer, &QTimer::timeout, this, [this] {
        if (m_quick) {
            m_made = m_quick;
            showTable();
        }
    });
    connect(m_maker, &TableMaker::made, this, &TablesPage::take);
    connect(m_sheet, &PrintedTable::lineActivated, this, [this](const std::vector<RowId>& jobs) {
        selection()->setJobs({jobs.begin(), jobs.end()});
        Q_EMIT pageRequested(QStringLiteral("runs"));
    });
    connectStudy();
    connectBook();
    studyChanged();
}

void TablesPage::makeLayout()
{
    m_empty->setObjectName(QStringLiteral("tablesEmpty"));
    m_empty->setTexts(tr("No scores yet"),
                      tr("A table shows trials that have been scored. Design a sweep and start it: "
                         "its first scores appear here by themselves."),
                      tr("Design a sweep"));
    connect(m_empty, &EmptyState::activated, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("sweep")); });
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("tablesSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeLeft());
    splitter->addWidget(makeRight());
    splitter->setStretchFactor(1, 1);
    const int character = fontMetrics().averageCharWidth();
    splitter->setSizes({character * 48, character * 118});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    m_notice->setObjectName(QStringLiteral("tablesNotice"));
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
}

QWidget* TablesPage::makeLeft()
{
    auto* left = new QWidget;
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(
        toolBar({m_save, m_saveAs, m_revert, m_rename, m_delete}, {m_save, m_saveAs}));
    m_recipes->setObjectName(QStringLiteral("recipes"));
    m_recipes->setAccessibleName(tr("Recipes"));
    m_recipes->setModel(m_list);
    m_recipes->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_recipes->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_recipes->setFixedHeight(fontMetrics().height() * 7);
    layout->addWidget(m_recipes);
    m_readOnly->setObjectName(QStringLiteral("tablesReadOnly"));
    m_readOnly->setProperty("muted", true);
    m_readOnly->setWordWrap(true);
    layout->addWidget(m_readOnly);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("recipeScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_form);
    layout->addWidget(scroll, 1);
    const int scrollBar = style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    QWidget* before = m_recipes; // the list comes first
    for (QToolButton* button : left->findChildren<QToolButton*>()) {
        setTabOrder(before, button);
        before = button;
    }
    left->setMinimumWidth(
        std::max(m_form->minimumSizeHint().width() + scrollBar, layout->minimumSize().width()));
    return left;
}

QWidget* TablesPage::makeRight()
{
    auto* right = new QWidget;
    auto* layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    QWidget* bar = toolBar({m_export, m_copies.first()}, {m_export, m_copies.first()});
    addCopyMenu(*bar);
    m_status->setObjectName(QStringLiteral("tablesStatus"));
    m_status->setProperty("muted", true);
    bar->layout()->addWidget(m_status);
    layout->addWidget(bar);
    m_changes->setObjectName(QStringLiteral("tableChanges"));
    layout->addWidget(m_changes);
    auto* card = new QFrame;
    card->setObjectName(QStringLiteral("card"));
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(2, 2, 2, 2);
    m_blank->setObjectName(QStringLiteral("tableBlank"));
    m_paper->addWidget(m_blank);
    m_paper->addWidget(m_sheet);
    inside->addWidget(m_paper);
    layout->addWidget(card, 1);
    return right;
}

void TablesPage::connectStudy()
{
    StudySession* source = session();
    connect(source, &StudySession::studyOpened, this, &TablesPage::studyChanged);
    connect(source, &StudySession::studyClosed, this, &TablesPage::studyChanged);
    connect(source, &StudySession::studyChanged, this, &TablesPage::later);
    connect(source, &StudySession::domainsChanged, this, &TablesPage::later);
    connect(source, &StudySession::sweepsChanged, this, &TablesPage::later);
    connect(source, &StudySession::evaluationsAdded, this, [this] {
        updateState();
        later();
    });
    connect(source, &StudySession::jobsChanged, this, &TablesPage::later); // into the bin, or out
}

void TablesPage::connectBook()
{
    connect(m_book, &RecipeBook::failed, this,
            [this](const QString& sentence) { m_notice->say(NoticeBar::Tone::Warning, sentence); });
    connect(m_book, &RecipeBook::currentChanged, this, &TablesPage::recipeChanged);
    connect(m_book, &RecipeBook::entriesChanged, this, &TablesPage::updateActions);
    connect(m_list, &RecipeListModel::refused, this,
            [this](const QString& sentence) { m_notice->say(NoticeBar::Tone::Warning, sentence); });
    connect(m_recipes->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) { m_book->select(m_list->name(index)); });
    connect(m_form, &RecipeForm::edited, m_book, &RecipeBook::edit);
}

void TablesPage::studyChanged()
{
    m_maker->forget();
    m_made.reset();
    m_quick.reset();
    m_rememberAs.clear();
    m_notice->hide();
    m_changes->hide();
    m_sheet->clear();
    m_form->offer({});
    m_book->reset();
    updateState();
}

void TablesPage::recipeChanged()
{
    const RecipeBook::Entry* entry = m_book->current();
    if (entry) {
        const QModelIndex index = m_list->index(m_list->rowOf(entry->name));
        if (index != m_recipes->currentIndex())
            m_recipes->setCurrentIndex(index);
        m_form->show(entry->recipe());
    }
    updateActions();
    const bool sameName = m_made && entry && m_made->recipe.name == entry->recipe().name;
    if (sameName && m_made->complete && m_made->table && !m_stale && !m_timer.isActive() &&
        sameFigures(m_made->recipe, entry->recipe())) {
        auto renamed = std::make_shared<MadeTable>(*m_made); // other words about the same figures
        renamed->recipe = renamed->table->recipe = entry->recipe();
        m_maker->forget();
        take(renamed);
        return;
    }
    later();
}

void TablesPage::later()
{
    if (!m_book->current() || session()->evaluations().empty())
        return;
    m_stale = true;
    m_status->setText(tr("Making the table …"));
    updateActions();
    if (isVisible() && !m_timer.isActive())
        m_timer.start();
}

void TablesPage::make()
{
    m_timer.stop();
    const RecipeBook::Entry* entry = m_book->current();
    if (!entry || !session()->isOpen())
        return;
    m_stale = false;
    m_quick.reset();
    m_quickTimer.start();
    m_maker->make(session()->folder(), entry->recipe());
}

void TablesPage::take(const std::shared_ptr<const MadeTable>& made)
{
    m_form->offer(made->choices);
    if (!made->complete) {
        m_quick = made;
        return;
    }
    m_quickTimer.stop();
    m_quick.reset();
    m_made = made;
    if (m_rememberAs == QString::fromStdString(made->recipe.name) && ready()) {
        m_rememberAs.clear();
        remember();
        return;
    }
    showTable();
}

void TablesPage::showTable()
{
    const ResultsTable* table = m_made->table ? &*m_made->table : nullptr;
    const bool shown = table && hasScores(*table);
    const RecipeBook::Entry* entry = m_book->current();
    const bool asSaved = entry && !entry->draft;
    if (shown)
        m_sheet->show(*table, asSaved ? m_made->changes : std::nullopt);
    else if (table)
        m_blank->setTexts(tr("Nothing to show"),
                          tr("No finished trial that the recipe names has %1 on %2: choose other "
                             "rows, metrics or the other split.")
                              .arg(metricText(m_made->recipe.metrics.front()),
                                   QString::fromLatin1(enumText(m_made->recipe.split))));
    else
        m_blank->setTexts(tr("The table cannot be made"), m_made->sentence);
    m_paper->setCurrentWidget(shown ? static_cast<QWidget*>(m_sheet) : m_blank);
    if (!m_stale)
        m_status->setText(m_made->complete ? QString() : tr("Testing …"));
    showChanges();
    updateActions();
}

void TablesPage::showChanges()
{
    const RecipeBook::Entry* entry = m_book->current();
    const bool known = m_made && m_made->complete && m_made->changes && entry && !entry->draft;
    if (!known || m_made->changes->none()) {
        m_changes->hide();
        return;
    }
    const QString sentence = changeSentence(*m_made->changes);
    if (m_book->writable())
        m_changes->ask(NoticeBar::Tone::Info, sentence, tr("Keep as it is now"), tr("Not now"),
                       [this] { remember(); });
    else
        m_changes->say(NoticeBar::Tone::Info, sentence);
}

void TablesPage::updateState()
{
    const bool open = session()->isOpen();
    m_stack->setCurrentIndex(open && !session()->evaluations().empty() ? 1 : 0);
    const bool readOnly = open && session()->readOnly();
    m_readOnly->setVisible(readOnly);
    if (readOnly)
        m_readOnly->setText(
            session()->ofBundle()
                ? tr("A bundle is only read: recipes can be tried out and tables exported, but no "
                     "recipe is kept in it.")
                : tr("The study is open for reading only: recipes can be tried out and tables "
                     "exported, but no recipe is kept in it. %1")
                      .arg(session()->readOnlyReason()));
    updateActions();
}

bool TablesPage::event(QEvent* event)
{
    const bool seen = event->type() == QEvent::Show || event->type() == QEvent::WindowActivate;
    if (seen && isVisible() && session()->isOpen()) {
        m_book->read(); // the command line may have saved a recipe
        if (m_stale)
            later();
    }
    return Page::event(event);
}

void TablesPage::refreshNow()
{
    make();
    m_maker->wait();
}

void TablesPage::prepareForScreenshot()
{
    refreshNow();
}

} // namespace palimpsest
