// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_table_dialog.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSaveFile>
#include <QVBoxLayout>

#include "ui/dialogs/path_edit.h"
#include "ui/widgets/sentence_label.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

constexpr TableFormat kFormats[] = {TableFormat::Latex,    TableFormat::Csv,  TableFormat::Tsv,
                                    TableFormat::Markdown, TableFormat::Html, TableFormat::Json};

QString ending(TableFormat format)
{
    switch (format) {
    case TableFormat::Latex:
        return QStringLiteral(".tex");
    case TableFormat::Markdown:
        return QStringLiteral(".md");
    case TableFormat::Text:
        return QStringLiteral(".txt");
    default:
        return QLatin1Char('.') + QString::fromLatin1(enumText(format));
    }
}

/// A file name of a recipe's name: what shells and TeX take without quotes.
QString fileName(QString name)
{
    static const QRegularExpression kOther(QStringLiteral("[^A-Za-z0-9._-]+"));
    name = name.replace(kOther, QStringLiteral("-")).toLower();
    return name.isEmpty() || name.startsWith(QLatin1Char('.')) ? QStringLiteral("table") + name
                                                               : name;
}

} // namespace

QString formatText(TableFormat format)
{
    switch (format) {
    case TableFormat::Latex:
        return QStringLiteral("LaTeX");
    case TableFormat::Csv:
        return QStringLiteral("CSV");
    case TableFormat::Tsv:
        return QStringLiteral("TSV");
    case TableFormat::Markdown:
        return QStringLiteral("Markdown");
    case TableFormat::Html:
        return QStringLiteral("HTML");
    case TableFormat::Json:
        return QStringLiteral("JSON");
    case TableFormat::Text:
        break;
    }
    return ExportTableDialog::tr("plain text");
}

QMimeData* tableMimeData(const ResultsTable& table, TableFormat format)
{
    const QString text = QString::fromStdString(tableText(table, format));
    auto* data = new QMimeData;
    if (format == TableFormat::Html) {
        data->setHtml(text);
        data->setText(QString::fromStdString(textTable(table)));
    } else {
        data->setText(text);
    }
    return data;
}

ExportTableDialog::ExportTableDialog(std::shared_ptr<const ResultsTable> table,
                                     const QString& folder, QWidget* parent)
    : QDialog(parent), m_table(std::move(table)), m_format(new QComboBox(this)),
      m_file(new PathEdit(PathEdit::What::NewFile, this)), m_text(new QPlainTextEdit(this)),
      m_sentence(new QLabel(this)), m_write(new QPushButton(tr("&Save"), this)),
      m_stem(QDir(folder).filePath(fileName(QString::fromStdString(m_table->recipe.name))))
{
    setObjectName(QStringLiteral("exportTableDialog"));
    setWindowTitle(tr("Export table “%1”").arg(QString::fromStdString(m_table->recipe.name)));
    m_format->setObjectName(QStringLiteral("tableFormat"));
    for (const TableFormat each : kFormats)
        m_format->addItem(formatText(each), static_cast<int>(each));
    m_file->edit()->setObjectName(QStringLiteral("tableFile"));
    m_file->edit()->setAccessibleName(tr("File of the table"));
    m_text->setObjectName(QStringLiteral("tableText"));
    m_text->setAccessibleName(tr("What is written"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setMinimumSize(fontMetrics().averageCharWidth() * 96, fontMetrics().lineSpacing() * 16);
    m_sentence->setObjectName(QStringLiteral("tableSentence"));
    m_sentence->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("F&ile"), m_file);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_write->setObjectName(QStringLiteral("tableWrite"));
    m_write->setDefault(true);
    auto* copyButton = new QPushButton(themeIcon(QStringLiteral("copy")), tr("&Copy"), this);
    copyButton->setObjectName(QStringLiteral("tableCopy"));
    copyButton->setAutoDefault(false);
    buttons->addButton(m_write, QDialogButtonBox::ActionRole);
    buttons->addButton(copyButton, QDialogButtonBox::ActionRole);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(form);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_sentence);
    layout->addWidget(buttons);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportTableDialog::chooseFormat);
    connect(m_write, &QPushButton::clicked, this, &ExportTableDialog::write);
    connect(copyButton, &QPushButton::clicked, this, &ExportTableDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_file->edit(), &QLineEdit::textChanged, this, [this](const QString& path) {
        m_write->setEnabled(!path.trimmed().isEmpty());
        m_sentence->clear();
    });
    chooseFormat();
}

TableFormat ExportTableDialog::format() const
{
    return static_cast<TableFormat>(m_format->currentData().toInt());
}

void ExportTableDialog::chooseFormat()
{
    const QFileInfo chosen(m_file->path());
    if (!m_file->path().isEmpty()) // a place of the user's own stays; the ending follows
        m_stem = QDir(chosen.path()).filePath(chosen.completeBaseName());
    m_file->setPath(m_stem + ending(format()));
    m_text->setPlainText(QString::fromStdString(tableText(*m_table, format())));
    m_sentence->clear();
}

void ExportTableDialog::write()
{
    const QString path = m_file->path();
    const std::string text = tableText(*m_table, format());
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) &&
                         file.write(text.data(), static_cast<qint64>(text.size())) ==
                             static_cast<qint64>(text.size()) &&
                         file.commit();
    if (!written) {
        sayWrong(*m_sentence, tr("%1 cannot be written (%2): choose another file.")
                                  .arg(QDir::toNativeSeparators(path), file.errorString()));
        return;
    }
    const QString sentence = tr("Written: %1").arg(QDir::toNativeSeparators(path));
    sayPlainly(*m_sentence, sentence);
    Q_EMIT exported(sentence);
}

void ExportTableDialog::copy()
{
    QGuiApplication::clipboard()->setMimeData(tableMimeData(*m_table, format()));
    const QString sentence = tr("Copied as %1").arg(formatText(format()));
    sayPlainly(*m_sentence, sentence);
    Q_EMIT exported(sentence);
}

} // namespace palimpsest
