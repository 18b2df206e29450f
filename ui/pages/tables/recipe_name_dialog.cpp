// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/recipe_name_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/widgets/sentence_label.h"

namespace palimpsest
{

RecipeNameDialog::RecipeNameDialog(const QString& suggestion,
                                   std::function<QString(const QString&)> problem, QWidget* parent)
    : QDialog(parent), m_problem(std::move(problem)), m_name(new QLineEdit(suggestion, this)),
      m_sentence(new QLabel(this))
{
    setObjectName(QStringLiteral("recipeNameDialog"));
    setWindowTitle(tr("Save recipe as"));
    m_name->setObjectName(QStringLiteral("recipeName"));
    m_name->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    m_name->selectAll();
    m_sentence->setObjectName(QStringLiteral("recipeNameSentence"));
    m_sentence->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_accept = buttons->button(QDialogButtonBox::Save);
    m_accept->setObjectName(QStringLiteral("recipeNameAccept"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &RecipeNameDialog::check);
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(form);
    layout->addWidget(m_sentence);
    layout->addWidget(buttons);
    check();
}

QString RecipeNameDialog::name() const
{
    return m_name->text().trimmed();
}

void RecipeNameDialog::check()
{
    const QString problem = m_problem(name());
    m_accept->setEnabled(problem.isEmpty());
    if (problem.isEmpty())
        sayPlainly(*m_sentence, tr("The study keeps it, and the command line's export table "
                                   "--recipe knows it by this name."));
    else
        sayWrong(*m_sentence, problem);
}

} // namespace palimpsest
