// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_filter_bar.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/pages/runs/name_completion.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

RunFilterBar::RunFilterBar(QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_completion(new NameCompletion(m_edit)),
      m_sweeps(new QComboBox(this)), m_grouping(new QComboBox(this)), m_bin(new QToolButton(this)),
      m_mistake(new QLabel(this))
{
    makeField();
    makeChoices();
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_edit, 1);
    row->addWidget(m_sweeps);
    row->addWidget(m_grouping);
    row->addWidget(m_bin);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_mistake);
}

void RunFilterBar::makeField()
{
    m_edit->setObjectName(QStringLiteral("runsFilter"));
    m_edit->setPlaceholderText(tr("Filter: words, or strategy = ewc and old.bleu > 20"));
    m_edit->setToolTip(
        tr("Words are looked for in all texts. Conditions compare a name with a value by "
           "= != < <= > >= or ~ (contains), joined by and, or, not and parentheses: "
           "lambda >= 1e-3, tag = \"camera ready\", new.bleu > 20, started >= 2026-11-24."));
    m_edit->setAccessibleName(tr("Filter runs"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    m_mistake->setObjectName(QStringLiteral("runsFilterMistake"));
    m_mistake->setAccessibleName(tr("What is wrong with the filter"));
    m_mistake->setWordWrap(true);
    m_mistake->hide();
    connect(m_edit, &QLineEdit::textChanged, this, &RunFilterBar::textEdited);
    connect(m_edit, &QLineEdit::editingFinished, this, [this] { ++m_visit; });
}

void RunFilterBar::makeChoices()
{
    m_sweeps->setObjectName(QStringLiteral("runsSweep"));
    m_sweeps->setAccessibleName(tr("Sweep"));
    m_sweeps->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_sweeps, &QComboBox::currentIndexChanged, this,
            [this] { Q_EMIT sweepChosen(sweep()); });
    m_grouping->setObjectName(QStringLiteral("runsGrouping"));
    m_grouping->setAccessibleName(tr("Group by"));
    m_grouping->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    const std::pair<QString, RunGroupModel::By> choices[] = {
        {tr("No groups"), RunGroupModel::By::Nothing},
        {tr("By sweep"), RunGroupModel::By::Sweep},
        {tr("By strategy"), RunGroupModel::By::Strategy},
        {tr("By seed"), RunGroupModel::By::Seed},
        {tr("By state"), RunGroupModel::By::State}};
    for (const auto& [text, by] : choices)
        m_grouping->addItem(text, static_cast<int>(by));
    connect(m_grouping, &QComboBox::currentIndexChanged, this, [this] {
        Q_EMIT groupingChosen(static_cast<RunGroupModel::By>(m_grouping->currentData().toInt()));
    });
    m_bin->setObjectName(QStringLiteral("runsBinShown"));
    m_bin->setIcon(themeIcon(QStringLiteral("trash")));
    m_bin->setCheckable(true);
    m_bin->setAutoRaise(true);
    m_bin->setFocusPolicy(Qt::TabFocus);
    m_bin->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_bin->setToolTip(tr("Show what lies in the bin; it is left out of every plot and table"));
    m_bin->hide();
    connect(m_bin, &QToolButton::toggled, this, &RunFilterBar::binToggled);
}

QString RunFilterBar::text() const
{
    return m_edit->text();
}

void RunFilterBar::setText(const QString& text)
{
    if (text == m_edit->text())
        return;
    const QSignalBlocker blocker(this); // the field itself has to know
    m_edit->setText(text);
}

void RunFilterBar::setMistake(const QString& sentence)
{
    m_mistake->setStyleSheet(QStringLiteral("color: %1").arg(themeColors().bad.name()));
    m_mistake->setText(sentence);
    m_mistake->setVisible(!sentence.isEmpty());
}

void RunFilterBar::setVocabulary(const RunVocabulary& vocabulary)
{
    QStringList names;
    for (const std::string& name : runExpressionNames(vocabulary))
        names += QString::fromStdString(name);
    m_completion->setNames(names);
}

void RunFilterBar::setSweeps(const std::vector<SweepRow>& sweeps)
{
    const RowId chosen = sweep();
    {
        const QSignalBlocker blocker(m_sweeps);
        m_sweeps->clear();
        m_sweeps->addItem(tr("All sweeps"), QVariant::fromValue<qint64>(0));
        for (const SweepRow& row : sweeps)
            if (row.state != SweepState::Draft)
                m_sweeps->addItem(QString::fromStdString(row.spec.name),
                                  QVariant::fromValue<qint64>(row.id));
        const int index = m_sweeps->findData(QVariant::fromValue<qint64>(chosen));
        m_sweeps->setCurrentIndex(std::max(0, index));
    }
    m_sweeps->setVisible(m_sweeps->count() > 2);
    if (sweep() != chosen)
        Q_EMIT sweepChosen(sweep());
}

RowId RunFilterBar::sweep() const
{
    return m_sweeps->currentData().toLongLong();
}

bool RunFilterBar::showsBin() const
{
    return m_bin->isChecked();
}

void RunFilterBar::setBinCount(int binned)
{
    m_bin->setVisible(binned > 0);
    // Later: this may be called while the filter is still taking the last row out of the bin.
    if (binned == 0)
        QMetaObject::invokeMethod(
            m_bin, [this] { m_bin->setChecked(m_bin->isChecked() && !m_bin->isHidden()); },
            Qt::QueuedConnection);
    m_bin->setText(tr("Bin (%1)").arg(QLocale().toString(binned)));
    m_bin->setAccessibleName(tr("Show the bin"));
}

void RunFilterBar::takeFocus()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

} // namespace palimpsest
