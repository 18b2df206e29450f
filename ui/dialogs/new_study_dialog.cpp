// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/new_study_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "ui/dialogs/path_edit.h"
#include "ui/models/engine_link.h"
#include "ui/widgets/sentence_label.h"

namespace palimpsest
{

namespace
{

const QString kParentKey = QStringLiteral("studies/parentFolder");

QComboBox* languageBox(const QString& name, const QString& chosen, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    for (const char* language : {"cs", "de", "en", "es", "fi", "fr", "it", "ja", "nl", "pl", "pt",
                                 "ru", "sv", "tr", "uk", "zh"})
        box->addItem(QString::fromLatin1(language));
    box->setCurrentText(chosen);
    return box;
}

} // namespace

NewStudyDialog::NewStudyDialog(EngineLink* engine, QWidget* parent)
    : QDialog(parent), m_engine(engine), m_name(new QLineEdit(this)),
      m_parentFolder(new PathEdit(PathEdit::What::Folder, this)),
      m_source(languageBox(QStringLiteral("studySource"), QStringLiteral("de"), this)),
      m_target(languageBox(QStringLiteral("studyTarget"), QStringLiteral("en"), this)),
      m_place(new QLabel(this)), m_sentence(new QLabel(this)),
      m_make(new QPushButton(tr("Make study"), this))
{
    setObjectName(QStringLiteral("newStudyDialog"));
    setWindowTitle(tr("New study"));
    m_name->setObjectName(QStringLiteral("studyName"));
    m_name->setPlaceholderText(tr("for example: de-en, medical"));
    m_parentFolder->edit()->setObjectName(QStringLiteral("studyParent"));
    m_parentFolder->setPath(
        QSettings()
            .value(kParentKey, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
            .toString());
    m_place->setForegroundRole(QPalette::PlaceholderText);
    m_place->setWordWrap(true);
    m_sentence->setObjectName(QStringLiteral("newStudySentence"));
    m_sentence->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&In folder"), m_parentFolder);
    form->addRow(QString(), m_place);
    form->addRow(tr("&Translate from"), m_source);
    form->addRow(tr("&to"), m_target);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_make->setObjectName(QStringLiteral("newStudyAccept"));
    m_make->setDefault(true);
    buttons->addButton(m_make, QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &NewStudyDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &NewStudyDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_sentence);
    layout->addStretch(1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 72, sizeHint().height());
    connect(m_name, &QLineEdit::textChanged, this, &NewStudyDialog::check);
    connect(m_parentFolder->edit(), &QLineEdit::textChanged, this, &NewStudyDialog::check);
    connect(m_source, &QComboBox::currentTextChanged, this, &NewStudyDialog::check);
    connect(m_target, &QComboBox::currentTextChanged, this, &NewStudyDialog::check);
    check();
}

QString NewStudyDialog::folder() const
{
    static const QRegularExpression kUnsafe(QStringLiteral("[^\\w.-]+"),
                                            QRegularExpression::UseUnicodePropertiesOption);
    QString name = m_name->text().trimmed();
    name.replace(kUnsafe, QStringLiteral("-"));
    return QDir::cleanPath(QFileInfo(m_parentFolder->path()).absoluteFilePath() + QLatin1Char('/') +
                           name);
}

void NewStudyDialog::setParentFolder(const QString& folder)
{
    m_parentFolder->setPath(folder);
}

QString NewStudyDialog::problem() const
{
    if (m_name->text().trimmed().isEmpty())
        return tr("Give the study a name.");
    if (m_parentFolder->path().isEmpty())
        return tr("Choose the folder in which the study is to lie.");
    if (QFileInfo::exists(folder() + QStringLiteral("/study.db")))
        return tr("A study lies there already: choose another name or open it.");
    if (m_source->currentText().trimmed().isEmpty() || m_target->currentText().trimmed().isEmpty())
        return tr("Choose both languages.");
    if (m_source->currentText().trimmed() == m_target->currentText().trimmed())
        return tr("Source and target language must differ.");
    return {};
}

void NewStudyDialog::check()
{
    const QString missing = problem();
    sayPlainly(*m_sentence, missing);
    m_place->setText(m_name->text().trimmed().isEmpty() ? QString() : folder());
    m_make->setEnabled(missing.isEmpty() && !m_command);
}

void NewStudyDialog::accept()
{
    if (m_command || !problem().isEmpty())
        return;
    m_command = m_engine->command({QStringLiteral("study"), QStringLiteral("create"),
                                   QStringLiteral("--study"), folder(), QStringLiteral("--name"),
                                   m_name->text().trimmed(), QStringLiteral("--source"),
                                   m_source->currentText().trimmed(), QStringLiteral("--target"),
                                   m_target->currentText().trimmed()},
                                  this);
    connect(m_command, &EngineCommand::finished, this,
            [this](int exitCode, const QString& sentence) {
                m_command = nullptr;
                if (exitCode == 0) {
                    QSettings().setValue(kParentKey, m_parentFolder->path());
                    Q_EMIT created(folder());
                    QDialog::accept();
                    return;
                }
                check();
                sayWrong(*m_sentence, sentence);
            });
    m_make->setEnabled(false);
    m_command->start();
}

} // namespace palimpsest
