// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/add_domain_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/dialogs/path_edit.h"
#include "ui/models/domain_files.h"
#include "ui/models/engine_link.h"
#include "ui/models/texts.h"
#include "ui/widgets/sentence_label.h"

namespace palimpsest
{

AddDomainDialog::AddDomainDialog(EngineLink* engine, const QString& studyFolder,
                                 const QString& sourceLanguage, const QString& targetLanguage,
                                 QWidget* parent)
    : QDialog(parent), m_engine(engine), m_folder(studyFolder), m_sourceLanguage(sourceLanguage),
      m_targetLanguage(targetLanguage), m_name(new QLineEdit(this)), m_role(new QComboBox(this)),
      m_note(new QLineEdit(this)), m_form(new QWidget(this)), m_hint(new QLabel(this)),
      m_sentence(new QLabel(this)), m_busy(new QProgressBar(this)),
      m_add(new QPushButton(tr("Add domain"), this))
{
    setObjectName(QStringLiteral("addDomainDialog"));
    setWindowTitle(tr("Add domain"));
    setAcceptDrops(true);
    makeForm();
    m_hint->setText(
        tr("Drop files here: names such as train.%1 and test.%2.gz tell split and "
           "language. Plain text, one segment a line, TSV or TMX; gzipped files are read as "
           "they are.")
            .arg(sourceLanguage, targetLanguage));
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_sentence->setObjectName(QStringLiteral("addDomainSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setAccessibleName(tr("The engine is reading the text"));
    m_add->setObjectName(QStringLiteral("addDomainAccept"));
    m_add->setDefault(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(m_add, QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &AddDomainDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &AddDomainDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_hint);
    layout->addWidget(m_form);
    layout->addWidget(m_sentence);
    layout->addWidget(m_busy);
    layout->addStretch(1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 100, sizeHint().height());
    setBusy(false);
    check();
}

void AddDomainDialog::makeForm()
{
    m_name->setObjectName(QStringLiteral("domainName"));
    m_name->setPlaceholderText(tr("for example: law"));
    m_role->setObjectName(QStringLiteral("domainRole"));
    m_role->addItem(tr("New: the model is to be adapted to it"), QStringLiteral("new"));
    m_role->addItem(tr("Old: the model must not lose it"), QStringLiteral("old"));
    m_note->setObjectName(QStringLiteral("domainNote"));
    m_note->setPlaceholderText(tr("source and licence of the text"));
    auto* grid = new QGridLayout(m_form);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    const auto label = [&](const QString& text, QWidget* buddy, int row) {
        auto* made = new QLabel(text, m_form);
        made->setBuddy(buddy);
        grid->addWidget(made, row, 0);
    };
    label(tr("&Name"), m_name, 0);
    grid->addWidget(m_name, 0, 1);
    label(tr("&Role"), m_role, 1);
    grid->addWidget(m_role, 1, 1, 1, 2, Qt::AlignLeft);
    grid->addWidget(new QLabel(tr("Source (%1)").arg(m_sourceLanguage), m_form), 2, 1);
    grid->addWidget(new QLabel(tr("Target (%1)").arg(m_targetLanguage), m_form), 2, 2);
    int row = 3;
    for (const Split split : kSplits) {
        SplitRow& files = m_files[split];
        files.source = new PathEdit(PathEdit::What::File, m_form);
        files.target = new PathEdit(PathEdit::What::File, m_form);
        const QString name = QString::fromLatin1(toString(split));
        files.source->edit()->setObjectName(name + QStringLiteral("Source"));
        files.target->edit()->setObjectName(name + QStringLiteral("Target"));
        files.source->edit()->setAccessibleName(tr("%1, source file").arg(splitText(split)));
        files.target->edit()->setAccessibleName(tr("%1, target file").arg(splitText(split)));
        files.target->edit()->setPlaceholderText(tr("empty with TSV or TMX"));
        label(splitText(split), files.source, row);
        grid->addWidget(files.source, row, 1);
        grid->addWidget(files.target, row, 2);
        ++row;
        for (PathEdit* each : {files.source, files.target}) {
            connect(each, &PathEdit::edited, this, &AddDomainDialog::check);
            connect(each, &PathEdit::dropped, this, &AddDomainDialog::takeFiles);
        }
    }
    label(tr("N&ote"), m_note, row);
    grid->addWidget(m_note, row, 1, 1, 2);
    connect(m_name, &QLineEdit::textEdited, this, &AddDomainDialog::check);
}

void AddDomainDialog::takeFiles(const QStringList& paths)
{
    QStringList unknown;
    for (const auto& [split, files] :
         sortedFiles(paths, m_sourceLanguage, m_targetLanguage, &unknown)) {
        if (!files.source.isEmpty())
            m_files[split].source->setPath(files.source);
        if (!files.target.isEmpty())
            m_files[split].target->setPath(files.target);
    }
    if (m_name->text().isEmpty() && !paths.isEmpty())
        m_name->setText(QFileInfo(paths.first()).absolutePath().section(QLatin1Char('/'), -1));
    check();
    if (!unknown.isEmpty())
        m_sentence->setText(
            tr("The name of %1 does not tell its split and language: choose its place "
               "with the folder buttons.")
                .arg(QFileInfo(unknown.first()).fileName()));
}

QString AddDomainDialog::problem() const
{
    if (m_name->text().trimmed().isEmpty())
        return tr("Give the domain a name.");
    for (const auto& [split, files] : m_files) {
        const QString source = files.source->path();
        if (source.isEmpty())
            return tr("Choose the source file of %1.").arg(splitText(split).toLower());
        if (files.target->path().isEmpty() && !holdsBothSides(source))
            return tr("Choose the target file of %1.").arg(splitText(split).toLower());
    }
    return {};
}

void AddDomainDialog::check()
{
    const QString missing = problem();
    m_add->setEnabled(missing.isEmpty() && !m_command);
    sayPlainly(*m_sentence, missing);
}

QStringList AddDomainDialog::arguments() const
{
    QStringList arguments = {QStringLiteral("domain"),  QStringLiteral("add"),
                             QStringLiteral("--study"), m_folder,
                             QStringLiteral("--name"),  m_name->text().trimmed(),
                             QStringLiteral("--role"),  m_role->currentData().toString(),
                             QStringLiteral("--json")};
    for (const auto& [split, files] : m_files) {
        arguments += QStringLiteral("--") + QString::fromLatin1(toString(split));
        arguments += files.source->path();
        if (!files.target->path().isEmpty())
            arguments += files.target->path();
    }
    if (!m_note->text().trimmed().isEmpty())
        arguments += {QStringLiteral("--note"), m_note->text().trimmed()};
    return arguments;
}

void AddDomainDialog::accept()
{
    if (m_command || !problem().isEmpty())
        return;
    m_command = m_engine->command(arguments(), this);
    connect(m_command, &EngineCommand::progress, m_sentence, &QLabel::setText);
    connect(m_command, &EngineCommand::finished, this, &AddDomainDialog::finished);
    setBusy(true);
    sayPlainly(*m_sentence, tr("The engine reads and checks the text …"));
    m_command->start();
}

void AddDomainDialog::finished(int exitCode, const QString& sentence)
{
    m_command = nullptr;
    setBusy(false);
    if (exitCode == 0) {
        Q_EMIT added(m_name->text().trimmed());
        QDialog::accept();
        return;
    }
    check();
    sayWrong(*m_sentence, sentence);
}

void AddDomainDialog::setBusy(bool busy)
{
    m_form->setEnabled(!busy);
    m_busy->setVisible(busy);
    m_add->setEnabled(!busy);
}

void AddDomainDialog::reject()
{
    if (m_command) {
        m_command->disconnect(this);
        m_command->cancel();
        m_command = nullptr;
    }
    QDialog::reject();
}

void AddDomainDialog::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void AddDomainDialog::dropEvent(QDropEvent* event)
{
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths += url.toLocalFile();
    takeFiles(paths);
    event->acceptProposedAction();
}

} // namespace palimpsest
