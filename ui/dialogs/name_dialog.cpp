// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/name_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/widgets/sentence_label.h"

namespace palimpsest
{

NameDialog::NameDialog(const QString& title, const QString& suggestion,
                       std::function<Verdict(const QString&)> judge, QWidget* parent)
    : QDialog(parent), m_judge(std::move(judge)), m_name(new QLineEdit(suggestion, this)),
      m_sentence(new QLabel(this))
{
    setObjectName(QStringLiteral("nameDialog"));
    setWindowTitle(title);
    m_name->setObjectName(QStringLiteral("nameEdit"));
    m_name->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    m_name->selectAll();
    m_sentence->setObjectName(QStringLiteral("nameSentence"));
    m_sentence->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_accept = buttons->button(QDialogButtonBox::Save);
    m_accept->setObjectName(QStringLiteral("nameAccept"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &NameDialog::check);
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(form);
    layout->addWidget(m_sentence);
    layout->addWidget(buttons);
    check();
}

QString NameDialog::name() const
{
    return m_name->text().trimmed();
}

void NameDialog::check()
{
    const Verdict verdict = m_judge(name());
    m_accept->setEnabled(verdict.accepted);
    if (verdict.accepted)
        sayPlainly(*m_sentence, verdict.sentence);
    else
        sayWrong(*m_sentence, verdict.sentence);
}

} // namespace palimpsest
