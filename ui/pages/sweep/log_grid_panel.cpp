// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sweep/log_grid_panel.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "ui/models/texts.h"

namespace palimpsest
{

LogGridPanel::LogGridPanel(QWidget* parent)
    : QWidget(parent), m_first(new QLineEdit(this)), m_last(new QLineEdit(this)),
      m_count(new QSpinBox(this)), m_preview(new QLabel(this)),
      m_use(new QPushButton(tr("Use these values"), this)),
      m_probe(new QPushButton(tr("Find the range by a probe"), this))
{
    m_first->setObjectName(QStringLiteral("gridFirst"));
    m_last->setObjectName(QStringLiteral("gridLast"));
    m_count->setObjectName(QStringLiteral("gridCount"));
    m_use->setObjectName(QStringLiteral("gridUse"));
    m_probe->setObjectName(QStringLiteral("gridProbe"));
    m_probe->setToolTip(
        tr("Trains a few updates without a penalty, and proposes values that span the "
           "way from the base model to fine-tuned. Needs the base model and its "
           "Fisher information."));
    m_probe->hide();
    m_count->setRange(2, 50);
    m_preview->setWordWrap(true);
    m_preview->setMinimumWidth(fontMetrics().averageCharWidth() * 34);
    auto* layout = new QFormLayout(this);
    layout->addRow(tr("&From"), m_first);
    layout->addRow(tr("&To"), m_last);
    layout->addRow(tr("&Values"), m_count);
    layout->addRow(m_preview);
    layout->addRow(m_use);
    layout->addRow(m_probe);
    connect(m_first, &QLineEdit::textChanged, this, &LogGridPanel::preview);
    connect(m_last, &QLineEdit::textChanged, this, &LogGridPanel::preview);
    connect(m_count, &QSpinBox::valueChanged, this, &LogGridPanel::preview);
    connect(m_use, &QPushButton::clicked, this, [this] { Q_EMIT chosen(values()); });
    connect(m_probe, &QPushButton::clicked, this, [this] { Q_EMIT probeWanted(m_count->value()); });
    start({});
}

void LogGridPanel::offerProbe()
{
    m_probe->show();
}

void LogGridPanel::start(const std::vector<double>& values)
{
    const bool several = values.size() > 1 && values.front() > 0 && values.back() > 0;
    m_first->setText(numberText(several ? values.front() : 0.1));
    m_last->setText(numberText(several ? values.back() : 1e-5));
    m_count->setValue(several ? static_cast<int>(values.size()) : 5);
    preview();
}

std::vector<double> LogGridPanel::values() const
{
    const auto first = numberFromText(m_first->text());
    const auto last = numberFromText(m_last->text());
    return first && last ? logGrid(*first, *last, m_count->value()) : std::vector<double>();
}

void LogGridPanel::preview()
{
    const std::vector<double> grid = values();
    m_use->setEnabled(!grid.empty());
    m_preview->setText(grid.empty() ? tr("Both ends must be numbers above 0.")
                                    : numberListText(grid));
}

} // namespace palimpsest
