// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/sentence_filter_bar.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

#include "ui/pages/compare/system_names.h"

namespace palimpsest
{

SentenceFilterBar::SentenceFilterBar(QWidget* parent)
    : QWidget(parent), m_text(new QLineEdit(this)), m_least(new QDoubleSpinBox(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_text->setObjectName(QStringLiteral("compareText"));
    m_text->setPlaceholderText(tr("Find words"));
    m_text->setAccessibleName(tr("Words that the sentences contain"));
    m_text->setClearButtonEnabled(true);
    m_domain = addBox("compareDomain", tr("Domain"));
    m_change = addBox("compareChange", tr("Change against the baseline"));
    m_system = addBox("compareSystem", tr("System whose change counts"));
    m_marks = addBox("compareMarks", tr("What the words are compared with"));
    fill(*m_change, {{tr("all sentences"), int(SentenceChange::Any)},
                     {tr("better"), int(SentenceChange::Better)},
                     {tr("worse"), int(SentenceChange::Worse)},
                     {tr("the same score"), int(SentenceChange::Equal)},
                     {tr("other words"), int(SentenceChange::Different)}});
    fill(*m_marks, {{tr("Mark against the baseline"), int(MarkAgainst::Baseline)},
                    {tr("Mark against the reference"), int(MarkAgainst::Reference)},
                    {tr("No marks"), int(MarkAgainst::Nothing)}});
    m_least->setObjectName(QStringLiteral("compareLeast"));
    m_least->setAccessibleName(tr("Least size of the change in points"));
    m_least->setToolTip(tr("Only changes of so many points or more"));
    m_least->setRange(0, 1000);
    m_least->setDecimals(1);
    m_least->setPrefix(tr("≥ "));
    connect(m_text, &QLineEdit::textChanged, this, &SentenceFilterBar::filterChanged);
    connect(m_least, &QDoubleSpinBox::valueChanged, this, &SentenceFilterBar::filterChanged);
    connect(m_text, &QLineEdit::editingFinished, this, [this] { ++m_visit; });
    connect(m_least, &QDoubleSpinBox::editingFinished, this, [this] { ++m_visit; });
    for (QComboBox* box : {m_domain, m_change, m_system})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            ++m_visit; // no part of what is typed before or after it
            Q_EMIT filterChanged();
            ++m_visit;
        });
    connect(m_marks, &QComboBox::currentIndexChanged, this, &SentenceFilterBar::marksChanged);
    layout->addWidget(m_text, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_domain, m_change, m_least, m_system})
        layout->addWidget(each);
    layout->addSpacing(12);
    layout->addWidget(m_marks);
}

QComboBox* SentenceFilterBar::addBox(const char* name, const QString& accessible)
{
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setToolTip(accessible);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumWidth(fontMetrics().averageCharWidth() * 10); // in a narrow window
    box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return box;
}

void SentenceFilterBar::fill(QComboBox& box, const QList<std::pair<QString, QVariant>>& entries)
{
    const QSignalBlocker quiet(&box);
    const QVariant chosen = box.currentData();
    box.clear();
    for (const auto& [text, value] : entries)
        box.addItem(text, value);
    box.setCurrentIndex(std::max(0, box.findData(chosen)));
}

void SentenceFilterBar::setTable(const SentenceTable& table)
{
    QList<std::pair<QString, QVariant>> domains = {{tr("all domains"), QString()}};
    for (const std::string& domain : table.domains)
        domains.append({QString::fromStdString(domain), QString::fromStdString(domain)});
    fill(*m_domain, domains);
    QList<std::pair<QString, QVariant>> systems;
    for (std::size_t i = 1; i < table.systems.size(); ++i)
        systems.append({systemTitle(table.systems[i]), QVariant::fromValue(table.systems[i].job)});
    fill(*m_system, systems);
    m_system->setVisible(systems.size() > 1);
}

SentenceFilter SentenceFilterBar::filter() const
{
    SentenceFilter filter;
    filter.text = m_text->text().toStdString();
    filter.domain = m_domain->currentData().toString().toStdString();
    filter.change = static_cast<SentenceChange>(m_change->currentData().toInt());
    filter.leastChange = m_least->value();
    filter.system = static_cast<std::size_t>(std::max(0, m_system->currentIndex()) + 1);
    return filter;
}

SentenceFilterBar::State SentenceFilterBar::state() const
{
    return {m_text->text(),
            m_domain->currentData().toString(),
            m_change->currentData().toInt(),
            m_least->value(),
            m_system->currentIndex() > 0 ? m_system->currentData().toLongLong() : 0,
            m_marks->currentData().toInt()};
}

void SentenceFilterBar::setState(const State& state)
{
    const QSignalBlocker quiet(this);
    const auto choose = [](QComboBox* box, const QVariant& value) {
        if (const int index = box->findData(value); index >= 0)
            box->setCurrentIndex(index);
    };
    m_text->setText(state.text);
    m_least->setValue(state.least);
    choose(m_domain, state.domain);
    choose(m_change, state.change);
    choose(m_marks, state.marks);
    if (state.system == 0)
        m_system->setCurrentIndex(m_system->count() ? 0 : -1);
    else
        choose(m_system, QVariant::fromValue(state.system));
}

MarkAgainst SentenceFilterBar::marks() const
{
    return static_cast<MarkAgainst>(m_marks->currentData().toInt());
}

void SentenceFilterBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

} // namespace palimpsest
