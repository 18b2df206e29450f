// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_bundle_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/dialogs/path_edit.h"
#include "ui/models/engine_link.h"
#include "ui/models/study_session.h"
#include "ui/widgets/sentence_label.h"

namespace palimpsest
{

namespace
{

const QString kEnding = QStringLiteral(".palimpsest");

/// Beside the study, not in it: the file is to be given away.
QString suggestedFile(const QString& study)
{
    const QFileInfo place(study);
    return QStringLiteral("%1/%2-bundle%3").arg(place.path(), place.completeBaseName(), kEnding);
}

} // namespace

ExportBundleDialog::ExportBundleDialog(StudySession* session, EngineLink* engine, QWidget* parent)
    : QDialog(parent), m_study(session->folder()), m_engine(engine),
      m_file(new PathEdit(PathEdit::What::NewFile, this)),
      m_text(new QCheckBox(tr("&Sentences: sources, references and translations"), this)),
      m_names(new QCheckBox(tr("&Names of machines, people and folders"), this)),
      m_sentence(new QLabel(this)), m_contents(new QPlainTextEdit(this)),
      m_make(new QPushButton(tr("Make bundle"), this))
{
    setObjectName(QStringLiteral("exportBundleDialog"));
    setWindowTitle(tr("Export bundle"));
    auto* about = new QLabel(
        tr("A bundle is one read-only file with every score, test, curve and configuration of this "
           "study. Whoever gets it opens it in this program, without the engine or a GPU, or with "
           "any SQLite tool. Its checksum shows whether it was changed."),
        this);
    about->setWordWrap(true);
    about->setMinimumWidth(fontMetrics().averageCharWidth() * 68);
    m_file->edit()->setObjectName(QStringLiteral("bundleFile"));
    m_file->edit()->setAccessibleName(tr("File of the bundle"));
    m_file->setPath(suggestedFile(m_study));
    m_text->setObjectName(QStringLiteral("bundleText"));
    m_text->setToolTip(
        tr("Mind the licences of the texts. Tests and intervals need none of them."));
    m_text->setChecked(true);
    m_names->setObjectName(QStringLiteral("bundleNames"));
    m_names->setToolTip(tr("Leave this off for a blind review."));
    m_sentence->setObjectName(QStringLiteral("bundleSentence"));
    m_sentence->setWordWrap(true);
    m_contents->setObjectName(QStringLiteral("bundleContents"));
    m_contents->setAccessibleName(tr("What is in the bundle, and what was left out"));
    m_contents->setReadOnly(true);
    m_contents->setMinimumHeight(fontMetrics().lineSpacing() * 14);
    m_contents->hide();
    auto* form = new QFormLayout;
    form->addRow(tr("&File"), m_file);
    form->addRow(tr("With"), m_text);
    form->addRow(QString(), m_names);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_make->setObjectName(QStringLiteral("bundleAccept"));
    m_make->setDefault(true);
    buttons->addButton(m_make, QDialogButtonBox::ActionRole);
    connect(m_make, &QPushButton::clicked, this, &ExportBundleDialog::makeBundle);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_file->edit(), &QLineEdit::textChanged, this, [this](const QString& path) {
        m_make->setEnabled(!path.trimmed().isEmpty() && m_command == nullptr);
    });
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(about);
    layout->addLayout(form);
    layout->addWidget(m_sentence);
    layout->addWidget(m_contents, 1);
    layout->addWidget(buttons);
}

void ExportBundleDialog::makeBundle()
{
    QString file = m_file->path();
    if (!file.endsWith(kEnding)) {
        file += kEnding; // by which window and desktop know it
        m_file->setPath(file);
    }
    QStringList arguments = {QStringLiteral("export"),  QStringLiteral("bundle"),
                             QStringLiteral("--study"), m_study,
                             QStringLiteral("-o"),      file};
    if (!m_text->isChecked()) {
        arguments += QStringLiteral("--without-text");
    }
    if (m_names->isChecked()) {
        arguments += QStringLiteral("--keep-names");
    }
    m_command = m_engine->command(arguments, this);
    connect(m_command, &EngineCommand::finished, this, &ExportBundleDialog::ended);
    m_make->setEnabled(false);
    m_contents->hide();
    sayPlainly(*m_sentence, tr("Making the bundle …"));
    m_command->start();
}

void ExportBundleDialog::ended(int exitCode, const QString& sentence, const QString& output)
{
    m_command = nullptr;
    m_make->setEnabled(true);
    if (exitCode != 0) {
        sayWrong(*m_sentence, sentence);
        return;
    }
    sayPlainly(*m_sentence, tr("The bundle is made. Look through the list before you pass it on."));
    m_contents->setPlainText(output);
    m_contents->show();
    adjustSize();
}

} // namespace palimpsest
