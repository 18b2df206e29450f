// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/reference_point_dialog.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace palimpsest
{

namespace
{

constexpr double kMostScore = 1000;

QDoubleSpinBox* scoreBox(const char* name, const QString& accessible, double value, QWidget* parent)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setDecimals(2);
    box->setRange(-kMostScore, kMostScore);
    box->setSingleStep(0.5);
    box->setValue(value);
    return box;
}

} // namespace

ReferencePointDialog::ReferencePointDialog(const PlanePoint& now, const QString& xTitle,
                                           const QString& yTitle, QWidget* parent)
    : QDialog(parent), m_x(scoreBox("referenceX", xTitle, now.x, this)),
      m_y(scoreBox("referenceY", yTitle, now.y, this))
{
    setObjectName(QStringLiteral("referencePointDialog"));
    setWindowTitle(tr("Reference point"));
    auto* text = new QLabel(
        tr("The hypervolume is the area between this point and the front of non-dominated points. "
           "Two hypervolumes can be compared only if they have the same reference point, so the "
           "study keeps it. By default it is the base model's score on the horizontal axis and "
           "fine-tuning's on the vertical one."),
        this);
    text->setWordWrap(true);
    text->setMinimumWidth(fontMetrics().averageCharWidth() * 62);
    auto* form = new QFormLayout;
    form->addRow(xTitle, m_x);
    form->addRow(yTitle, m_y);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    auto* standard = buttons->addButton(tr("Use the default"), QDialogButtonBox::ResetRole);
    standard->setObjectName(QStringLiteral("referenceDefault"));
    buttons->button(QDialogButtonBox::Ok)->setObjectName(QStringLiteral("referenceAccept"));
    connect(standard, &QPushButton::clicked, this, [this] {
        m_default = true;
        accept();
    });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(text);
    layout->addLayout(form);
    layout->addWidget(buttons);
}

std::optional<PlanePoint> ReferencePointDialog::chosen() const
{
    return m_default ? std::nullopt : std::optional(PlanePoint{m_x->value(), m_y->value()});
}

} // namespace palimpsest
