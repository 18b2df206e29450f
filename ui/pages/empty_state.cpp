// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/empty_state.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace palimpsest
{

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent), m_statement(new QLabel(this)), m_advice(new QLabel(this)),
      m_button(new QPushButton(this))
{
    QFont font = m_statement->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    font.setWeight(QFont::DemiBold);
    m_statement->setFont(font);
    m_statement->setObjectName(QStringLiteral("emptyStatement"));
    m_statement->setAlignment(Qt::AlignCenter);
    m_statement->setWordWrap(true);
    m_advice->setObjectName(QStringLiteral("emptyAdvice"));
    m_advice->setAlignment(Qt::AlignCenter);
    m_advice->setWordWrap(true);
    m_advice->setMaximumWidth(fontMetrics().averageCharWidth() * 72);
    m_button->setObjectName(QStringLiteral("emptyAction"));
    m_button->setDefault(true);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::activated);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(10);
    layout->addStretch(2);
    layout->addWidget(m_statement);
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_advice, 4);
    middle->addStretch(1);
    layout->addLayout(middle);
    layout->addSpacing(6);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    setTexts({}, {});
}

void EmptyState::setTexts(const QString& statement, const QString& advice, const QString& action)
{
    m_statement->setText(statement);
    m_advice->setText(advice);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    setAccessibleName(statement);
    setAccessibleDescription(advice);
}

} // namespace palimpsest
