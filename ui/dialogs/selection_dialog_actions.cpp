// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with a choice on dev: it is kept, copied and written.
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "ui/dialogs/name_dialog.h"
#include "ui/dialogs/selection_dialog.h"
#include "ui/models/study_session.h"
#include "ui/widgets/sentence_label.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

QWidget* SelectionDialog::makeButtons()
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    const auto add = [&](const char* name, const QString& icon, const QString& text,
                         void (SelectionDialog::*work)()) {
        auto* button = new QPushButton(themeIcon(icon), text, this);
        button->setObjectName(QLatin1String(name));
        buttons->addButton(button, QDialogButtonBox::ActionRole);
        connect(button, &QPushButton::clicked, this, work);
        return button;
    };
    m_keep = add("selectionKeep", QStringLiteral("save"), tr("&Keep…"), &SelectionDialog::keep);
    m_copy = add("selectionCopy", QStringLiteral("copy"), tr("&Copy"), &SelectionDialog::copy);
    m_export = add("selectionExport", QStringLiteral("export"), tr("&Export…"),
                   &SelectionDialog::openExport);
    for (QPushButton* each : buttons->findChildren<QPushButton*>())
        each->setAutoDefault(false); // Enter in a field is for the field
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

QString SelectionDialog::readOnlySentence() const
{
    if (!m_session->isOpen() || !m_session->readOnly())
        return {};
    return m_session->ofBundle()
               ? tr("A bundle is only read: no choice can be kept in it.")
               : tr("The study is open for reading only, and no choice can be kept in it: %1")
                     .arg(m_session->readOnlyReason());
}

void SelectionDialog::updateActions()
{
    const QString refusal = readOnlySentence();
    const bool isKept = !keptName().isEmpty();
    m_keep->setEnabled(m_selection && !isKept && refusal.isEmpty());
    m_keep->setToolTip(!refusal.isEmpty() ? refusal
                       : isKept           ? tr("It is kept already.")
                                          : tr("Keep the choice with its rules in the study"));
    m_copy->setEnabled(m_selection != nullptr);
    m_copy->setToolTip(tr("Put the choice on the clipboard as text"));
    m_export->setEnabled(m_selection != nullptr);
    m_export->setToolTip(tr("Write the choice to a file: text, CSV, LaTeX or JSON"));
}

void SelectionDialog::keep()
{
    const auto isKept = [this](const QString& name) { return m_kept->findData(name) >= 0; };
    QString suggestion = tr("Choice");
    for (int number = 2; isKept(suggestion); ++number)
        suggestion = tr("Choice %1").arg(number);
    const auto judge = [isKept](const QString& name) -> NameDialog::Verdict {
        if (name.isEmpty())
            return {tr("Give the choice a name."), false};
        if (isKept(name))
            return {tr("The study keeps a choice “%1” already: it would be replaced by this one.")
                        .arg(name),
                    true};
        return {tr("The study keeps it with its rules, and the command line's export selection "
                   "--kept knows it by this name."),
                true};
    };
    auto* dialog = new NameDialog(tr("Keep the choice as"), suggestion, judge, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { keepAs(dialog->name()); });
    dialog->open();
}

void SelectionDialog::keepAs(const QString& name)
{
    if (!m_selection || !m_session->isOpen())
        return;
    try {
        keepSelection(m_session->store(), name.toStdString(), *m_selection);
    } catch (const std::exception& error) {
        sayWrong(*m_sentence, QString::fromUtf8(error.what()));
        return;
    }
    offerKept();
    const QString sentence = tr("The choice is kept as “%1”.").arg(name);
    sayPlainly(*m_sentence, sentence);
    Q_EMIT message(sentence);
}

void SelectionDialog::copy()
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(selectionText(*m_selection)));
    sayPlainly(*m_sentence, tr("The choice is copied as text."));
}

void SelectionDialog::writeFile(const QString& file) const
{
    const QString ending = QFileInfo(file).suffix().toLower();
    std::string text;
    if (ending == QLatin1String("txt"))
        text = selectionText(*m_selection);
    else if (ending == QLatin1String("csv"))
        text = selectionCsv(*m_selection);
    else if (ending == QLatin1String("tex"))
        text = selectionLatex(*m_selection);
    else if (ending == QLatin1String("json"))
        text = selectionJson(*m_selection).dump(2) + "\n";
    else
        throw BadInput("The ending of " + file.toStdString() +
                       " is unknown: use .txt, .csv, .tex or .json.");
    writeFileAtomically(file.toStdString(), text);
}

void SelectionDialog::openExport()
{
    const QString folder = m_session->ofBundle() ? QFileInfo(m_session->folder()).path()
                                                 : m_session->folder() + QStringLiteral("/exports");
    auto* dialog =
        new QFileDialog(this, tr("Export the choice"), folder + QStringLiteral("/selection.txt"),
                        tr("Text (*.txt);;CSV (*.csv);;LaTeX (*.tex);;JSON (*.json)"));
    dialog->setObjectName(QStringLiteral("exportSelectionDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const auto endAsFilter = [dialog](const QString& filter) { // a name without an ending
        dialog->setDefaultSuffix(filter.section(QLatin1String("*."), 1).chopped(1));
    };
    endAsFilter(dialog->selectedNameFilter());
    connect(dialog, &QFileDialog::filterSelected, this, endAsFilter);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        try {
            writeFile(file);
            const QString sentence = tr("Exported: %1").arg(QDir::toNativeSeparators(file));
            sayPlainly(*m_sentence, sentence);
            Q_EMIT message(sentence);
        } catch (const Error& error) {
            sayWrong(*m_sentence, QString::fromUtf8(error.what()));
        }
    });
    dialog->open();
}

} // namespace palimpsest
