// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the sweep form about which trials there are: search, stopping, sequence.
#include <QStringList>

#include "ui/pages/sweep/field_grid.h"
#include "ui/pages/sweep/sweep_form.h"

namespace palimpsest
{

namespace
{

using Spec = SweepSpec;

/// Names of domains, parted by commas, arrows or line ends.
SpecField sequenceField(const QString& label, const QString& help)
{
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(SweepForm::tr("all new domains at once"));
    return {QStringLiteral("sequence.domains"),
            label,
            help,
            edit,
            [edit](const Spec& spec) {
                QStringList names;
                for (const std::string& name : spec.sequence.domains)
                    names += QString::fromStdString(name);
                edit->setText(names.join(QStringLiteral(", ")));
            },
            [edit](Spec& spec) {
                spec.sequence.domains.clear();
                QString text = edit->text();
                text.replace(QChar(0x2192), QLatin1Char(','));
                for (const QString& name : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
                    if (!name.trimmed().isEmpty())
                        spec.sequence.domains.push_back(name.trimmed().toStdString());
                }
                return QString();
            }};
}

} // namespace

void SweepForm::addSearch()
{
    m_search = addSection(tr("Search and stopping"), QStringLiteral("sectionSearch"), false);
    m_search->addField(choiceField<SearchMethod>(
        QStringLiteral("search.method"), tr("Trials"), tr("A search decides while the trials run."),
        {{SearchMethod::Grid, tr("every combination of the values")},
         {SearchMethod::Random, tr("by chance")},
         {SearchMethod::Hypervolume, tr("where the front is expected to grow most")}},
        [](Spec& s) -> SearchMethod& { return s.search.method; }));
    m_search->addField(choiceField<SearchValues>(
        QStringLiteral("search.values"), tr("Values"),
        tr("What a search takes where several numbers are listed."),
        {{SearchValues::Range, tr("any between the least and the greatest")},
         {SearchValues::Listed, tr("those that are listed")}},
        [](Spec& s) -> SearchValues& { return s.search.values; }));
    m_search->addField(numberField(QStringLiteral("search.configurations"), tr("Configurations"),
                                   tr("That the search tries in all, each with every seed."),
                                   [](Spec& s) -> auto& { return s.search.configurations; }));
    m_search->addField(numberField(QStringLiteral("search.seed"), tr("Seed of the search"),
                                   tr("Another seed tries other configurations."),
                                   [](Spec& s) -> auto& { return s.search.seed; }));
    m_search->addField(choiceField<StoppingMode>(
        QStringLiteral("stopping.mode"), tr("Beaten trials"),
        tr("A trial is beaten when another one scores better on the old and on the new domains "
           "after as many updates, on dev."),
        {{StoppingMode::Off, tr("are trained to their end")},
         {StoppingMode::Mark, tr("are trained to their end, and marked in the log")},
         {StoppingMode::Stop, tr("are stopped early")}},
        [](Spec& s) -> StoppingMode& { return s.stopping.mode; }));
    m_search->addField(numberField(QStringLiteral("stopping.margin"), tr("Beaten by"),
                                   tr("Points of the first metric, in both means at once."),
                                   [](Spec& s) -> auto& { return s.stopping.margin; }));
    m_search->addField(numberField(QStringLiteral("stopping.after"), tr("Not before"),
                                   tr("Share of the updates before which no trial is judged."),
                                   [](Spec& s) -> auto& { return s.stopping.after; }));
}

void SweepForm::showSearchFields()
{
    Spec spec = m_spec;
    m_search->read(spec);
    const bool searches = spec.search.method != SearchMethod::Grid;
    m_search->setFieldVisible(QStringLiteral("search.values"), searches);
    m_search->setFieldVisible(QStringLiteral("search.configurations"), searches);
    m_search->setFieldVisible(QStringLiteral("search.seed"), searches);
    const bool judges = spec.stopping.mode != StoppingMode::Off;
    m_search->setFieldVisible(QStringLiteral("stopping.margin"), judges);
    m_search->setFieldVisible(QStringLiteral("stopping.after"), judges);
}

/// What the folded section says.
QString SweepForm::searchNote() const
{
    QStringList parts;
    if (m_spec.search.method == SearchMethod::Grid)
        parts += tr("grid");
    else
        parts += tr("%n configuration(s)", nullptr, m_spec.search.configurations);
    if (m_spec.stopping.mode == StoppingMode::Mark)
        parts += tr("beaten ones are marked");
    else if (m_spec.stopping.mode == StoppingMode::Stop)
        parts += tr("beaten ones are stopped");
    return parts.join(QStringLiteral(" · "));
}

QString SweepForm::sequenceNote() const
{
    QStringList names;
    for (const std::string& name : m_spec.sequence.domains)
        names += QString::fromStdString(name);
    return names.isEmpty() ? tr("all at once") : names.join(QStringLiteral(" → "));
}

void SweepForm::addSequence()
{
    FieldGrid* section =
        addSection(tr("Domain after domain"), QStringLiteral("sectionSequence"), false);
    section->addField(sequenceField(tr("Sequence"),
                                    tr("New domains in the order in which they are learned, each "
                                       "step going on from the one before. Empty: all at once.")));
    section->addField(numberField(
        QStringLiteral("sequence.decay"), tr("Decay γ"),
        tr("What was important for earlier domains counts γ times as much after each step (online "
           "EWC); 1 = all alike."),
        [](Spec& s) -> auto& { return s.sequence.decay; }));
}

} // namespace palimpsest
