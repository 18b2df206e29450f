// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/domains/domains_page.h"

#include <algorithm>

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "engine/study/error.h"
#include "engine/study/planner.h"
#include "ui/dialogs/add_domain_dialog.h"
#include "ui/models/domain_table_model.h"
#include "ui/models/engine_link.h"
#include "ui/models/row_lookup.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/domains/artifact_card.h"
#include "ui/pages/domains/fisher_dialog.h"
#include "ui/pages/domains/lengths_content.h"
#include "ui/pages/empty_state.h"
#include "ui/pages/notice_bar.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

/// Of MarianMT, or of Marian's own.
bool isModel(const QString& folder)
{
    return QFileInfo::exists(folder + QStringLiteral("/config.json")) ||
           !QDir(folder).entryList({QStringLiteral("*.npz")}, QDir::Files).isEmpty();
}

} // namespace

DomainsPage::DomainsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_model(new DomainTableModel(this)), m_table(new QTableView(this)),
      m_detail(new QTextBrowser(this)), m_lengths(new PlotWidget), m_empty(new EmptyState(this)),
      m_stack(new QStackedWidget(this)), m_notice(new NoticeBar(this))
{
    setAcceptDrops(true);
    m_empty->setObjectName(QStringLiteral("domainsEmpty"));
    m_empty->setTexts(
        tr("No text yet"),
        tr("A study needs one old domain, which the model must not lose, and one or more "
           "new ones to adapt it to. Drop the files here or choose them."),
        tr("Add domain"));
    connect(m_empty, &EmptyState::activated, this, &DomainsPage::addDomain);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeDomains());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(10);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    layout->addWidget(makeArtifacts());

    StudySession* source = session();
    connect(source, &StudySession::studyOpened, this, &DomainsPage::fill);
    connect(source, &StudySession::studyClosed, this, &DomainsPage::fill);
    connect(source, &StudySession::domainsChanged, this, &DomainsPage::fill);
    connect(source, &StudySession::jobsChanged, this, [this](const QList<RowId>& ids) {
        const auto changed = rowsOf(session()->jobs(), ids);
        if (std::ranges::any_of(changed,
                                [](const JobRow* job) { return job->kind != RunKind::Trial; }))
            showArtifacts();
    });
    connect(source, &StudySession::runsChanged, this, [this](const QList<RowId>& ids) {
        for (const RunRow* run : rowsOf(session()->runs(), ids)) {
            const JobRow* job = session()->job(run->job);
            if (job && job->kind != RunKind::Trial) {
                showArtifacts();
                return;
            }
        }
    });
    fill();
}

QWidget* DomainsPage::makeDomains()
{
    m_table->setObjectName(QStringLiteral("domainsTable"));
    m_table->setAccessibleName(tr("Domains"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    dressTable(*m_table);
    QHeaderView* header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    for (int column = 0; column + 1 < m_model->columnCount(); ++column)
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &DomainsPage::showDomain);

    m_detail->setObjectName(QStringLiteral("domainDetail"));
    m_detail->setAccessibleName(tr("Warnings and samples of the selected domain"));
    m_detail->setPlaceholderText(tr("Select a domain to see its warnings and samples."));
    m_detail->document()->setDocumentMargin(10);
    m_lengths->setObjectName(QStringLiteral("domainLengths"));
    m_lengths->setMinimumHeight(fontMetrics().height() * 12);
    m_lengths->hide();
    m_lengths->setAccessibleName(tr("Lengths of the selected domain's training text"));
    auto* right = new QSplitter(Qt::Vertical, this);
    right->setObjectName(QStringLiteral("domainDetailSplitter"));
    right->addWidget(m_detail);
    right->addWidget(m_lengths);
    right->setChildrenCollapsible(false);
    right->setStretchFactor(0, 1);
    right->setSizes({fontMetrics().height() * 20, fontMetrics().height() * 14});
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("domainsSplitter"));
    splitter->addWidget(m_table);
    splitter->addWidget(right);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    const int character = fontMetrics().averageCharWidth();
    splitter->setSizes({character * 100, character * 70});

    auto* panel = new QWidget(this);
    auto* top = new QHBoxLayout;
    m_add = new QPushButton(themeIcon(QStringLiteral("add")), tr("Add domain…"), panel);
    m_add->setObjectName(QStringLiteral("addDomain"));
    connect(m_add, &QPushButton::clicked, this, &DomainsPage::addDomain);
    m_summary = new QLabel(panel);
    top->addWidget(m_add);
    top->addStretch(1);
    top->addWidget(m_summary);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);
    return panel;
}

QWidget* DomainsPage::makeArtifacts()
{
    auto* panel = new QWidget(this);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* cards = new QHBoxLayout;
    cards->setSpacing(10);
    const RunKind kinds[] = {RunKind::Tokenizer, RunKind::Base, RunKind::Fisher};
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        m_cards[i] = new ArtifactCard(kinds[i], panel);
        cards->addWidget(m_cards[i], 1);
    }
    connect(m_cards.back(), &ArtifactCard::detailsRequested, this, &DomainsPage::showFisher);
    m_train = new QPushButton(themeIcon(QStringLiteral("start")), tr("Train base model"), panel);
    m_train->setObjectName(QStringLiteral("trainBase"));
    m_train->setToolTip(tr("Train tokenizer and base model now; a sweep does it when it starts"));
    connect(m_train, &QPushButton::clicked, this, &DomainsPage::trainBase);
    m_import = new QPushButton(themeIcon(QStringLiteral("import")), tr("Import model…"), panel);
    m_import->setObjectName(QStringLiteral("importModel"));
    m_import->setToolTip(tr("Bring in the folder of a MarianMT model (OPUS-MT) of Hugging Face's "
                            "transformers, or of a Marian model; a sweep can then start from it"));
    connect(m_import, &QPushButton::clicked, this, &DomainsPage::chooseModel);
    auto* bottom = new QHBoxLayout;
    bottom->addStretch(1);
    bottom->addWidget(m_import);
    bottom->addWidget(m_train);
    layout->addLayout(cards, 1);
    layout->addLayout(bottom);
    return panel;
}

void DomainsPage::fill()
{
    static const std::vector<DomainRow> kNone;
    const auto& domains = session()->isOpen() ? session()->domains() : kNone;
    m_model->setDomains(domains);
    m_stack->setCurrentIndex(domains.empty() ? 0 : 1);
    if (!domains.empty() && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    int old = 0;
    for (const DomainRow& row : domains)
        old += row.domain.role == DomainRole::Old;
    m_summary->setText(
        tr("%1, %2").arg(tr("%n old domain(s)", nullptr, old),
                         tr("%n new domain(s)", nullptr, static_cast<int>(domains.size()) - old)));
    showDomain();
    showArtifacts();
}

void DomainsPage::showDomain()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid() || current.row() >= m_model->rowCount()) {
        m_detail->clear();
        m_lengths->hide();
        return;
    }
    const DomainRow& row = m_model->domain(current.row());
    QString html = QStringLiteral("<h3 style='margin-bottom:2px'>%1</h3>")
                       .arg(QString::fromStdString(row.domain.name).toHtmlEscaped());
    if (!row.domain.note.empty())
        html += QStringLiteral("<p style='margin-top:0; color:%1'>%2</p>")
                    .arg(themeColors().mutedText.name(),
                         QString::fromStdString(row.domain.note).toHtmlEscaped());
    for (const QString& warning : DomainTableModel::warnings(row))
        html += QStringLiteral("<p><span style='color:%1'>⚠</span> %2</p>")
                    .arg(themeColors().warning.name(), warning.toHtmlEscaped());
    if (row.facts.is_object() && row.facts.contains("samples")) {
        html += QStringLiteral("<h4 style='margin-bottom:4px'>%1</h4>").arg(tr("Samples"));
        for (const auto& sample : row.facts.at("samples"))
            html += QStringLiteral("<p>%1<br><span style='color:%2'>%3</span></p>")
                        .arg(QString::fromStdString(sample.value("source", "")).toHtmlEscaped(),
                             themeColors().mutedText.name(),
                             QString::fromStdString(sample.value("target", "")).toHtmlEscaped());
    }
    m_detail->setHtml(html);
    showLengths(row);
}

void DomainsPage::showLengths(const DomainRow& row)
{
    const bool known = row.facts.is_object() && row.facts.contains("lengths");
    m_lengths->setVisible(known); // text of older studies was not counted
    if (known)
        m_lengths->setContent(lengthsContent(row.facts.at("lengths"),
                                             session()->study().sourceLanguage,
                                             session()->study().targetLanguage));
}

const JobRow* DomainsPage::newestJob(RunKind kind) const
{
    const JobRow* newest = nullptr;
    if (session()->isOpen())
        for (const JobRow& job : session()->jobs())
            if (job.kind == kind &&
                (!newest || job.state == JobState::Running || newest->state != JobState::Running))
                newest = &job;
    return newest;
}

void DomainsPage::showArtifacts()
{
    for (ArtifactCard* card : m_cards) {
        const JobRow* job = newestJob(card->kind());
        card->showJob(job, job ? session()->latestRun(job->id) : nullptr);
    }
    m_cards.back()->offerDetails(session()->isOpen() && FisherDialog::hasAny(*session()));
    updateControls();
}

void DomainsPage::updateControls()
{
    const bool writable = session()->isOpen() && !session()->readOnly();
    m_add->setEnabled(writable);
    m_empty->setEnabled(writable);
    bool old = false;
    if (session()->isOpen())
        for (const DomainRow& row : session()->domains())
            old = old || row.domain.role == DomainRole::Old;
    const JobRow* base = newestJob(RunKind::Base);
    const bool busy = base && (base->state == JobState::Running || base->state == JobState::Done);
    m_train->setEnabled(writable && old && !busy);
    m_import->setEnabled(writable && !m_importing);
}

void DomainsPage::addDomain()
{
    openDialog({});
}

void DomainsPage::openDialog(const QStringList& files)
{
    if (!session()->isOpen() || session()->readOnly())
        return;
    auto* dialog = new AddDomainDialog(
        engine(), session()->folder(), QString::fromStdString(session()->study().sourceLanguage),
        QString::fromStdString(session()->study().targetLanguage), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AddDomainDialog::added, this, [this](const QString& name) {
        session()->refresh();
        for (int row = 0; row < m_model->rowCount(); ++row)
            if (QString::fromStdString(m_model->domain(row).domain.name) == name)
                m_table->selectRow(row);
        Q_EMIT message(tr("Added the domain “%1”.").arg(name));
    });
    if (!files.isEmpty())
        dialog->takeFiles(files);
    dialog->open();
}

void DomainsPage::trainBase()
{
    if (!session()->isOpen() || session()->readOnly())
        return;
    BaseSpec spec =
        session()->sweeps().empty() ? SweepSpec().base : session()->sweeps().back().spec.base;
    StudyFacts facts{session()->study().sourceLanguage, session()->study().targetLanguage, {}};
    for (const DomainRow& row : session()->domains())
        facts.domains.push_back(row.domain);
    try {
        const std::vector<Job> jobs = planBase(spec, facts);
        session()->store().addJobs(jobs, 0);
        for (const Job& job : jobs)
            if (const auto row = session()->store().jobByIdentity(job.identity);
                row && row->state != JobState::Done &&
                !engine()->requestJob(QStringLiteral("job.start"), row->id))
                return;
        session()->refresh();
        Q_EMIT message(tr("Asked the engine to train tokenizer and base model."));
    } catch (const Error& error) {
        m_notice->say(NoticeBar::Tone::Error, QString::fromStdString(error.what()));
    }
}

void DomainsPage::showFisher()
{
    auto* dialog = new FisherDialog(session(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void DomainsPage::chooseModel()
{
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder of a MarianMT model"));
    if (!folder.isEmpty())
        importModel(folder);
}

void DomainsPage::importModel(const QString& folder)
{
    EngineCommand* command =
        engine()->command({"base", "import", "--study", session()->folder(), folder}, this);
    m_importing = true;
    updateControls();
    Q_EMIT message(tr("Bringing in the model of %1 …").arg(folder));
    connect(command, &EngineCommand::finished, this,
            [this](int exitCode, const QString& sentence, const QString& output) {
                m_importing = false;
                updateControls();
                if (exitCode != 0)
                    m_notice->say(NoticeBar::Tone::Error, sentence);
                else
                    m_notice->say(
                        NoticeBar::Tone::Info,
                        tr("%1 Choose it as base model on the Sweep page.")
                            .arg(output.section(QLatin1Char('.'), 0, 0) + QLatin1Char('.')));
            });
    command->start();
}

void DomainsPage::dragEnterEvent(QDragEnterEvent* event)
{
    // A folder is a pretrained model, or a study, which the window opens.
    for (const QUrl& url : event->mimeData()->urls())
        if (!url.isLocalFile() ||
            (QFileInfo(url.toLocalFile()).isDir() && !isModel(url.toLocalFile())))
            return;
    if (event->mimeData()->hasUrls() && m_add->isEnabled())
        event->acceptProposedAction();
}

void DomainsPage::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls())
        files += url.toLocalFile();
    event->acceptProposedAction();
    if (files.size() == 1 && isModel(files.first()))
        importModel(files.first());
    else
        openDialog(files);
}

void DomainsPage::prepareForScreenshot()
{
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (!DomainTableModel::warnings(m_model->domain(row)).isEmpty()) {
            m_table->selectRow(row);
            return;
        }
}

} // namespace palimpsest
