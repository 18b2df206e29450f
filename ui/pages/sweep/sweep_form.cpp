// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sweep/sweep_form.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include "engine/study/json_fields.h"
#include "ui/models/texts.h"
#include "ui/pages/sweep/field_grid.h"
#include "ui/pages/sweep/strategy_card.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

SweepForm::SweepForm(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("sweepForm"));
    m_layout->setContentsMargins(4, 4, 12, 4);
    m_layout->setSpacing(4);
    addGeneral();
    addStrategyArea();
    addBudget();
    addSearch();
    addSequence();
    addTraining();
    addBase();
    addFisher();
    addEvaluation();
    m_layout->addStretch(1);
    for (FieldGrid* section : m_sections)
        connect(section, &FieldGrid::edited, this, [this] {
            showBudgetFields();
            showSearchFields();
            showBaseFields();
            Q_EMIT edited();
        });
    setSpec(SweepSpec());
}

FieldGrid* SweepForm::addSection(const QString& title, const QString& name, bool open)
{
    auto* section = new FieldGrid(title, name, open, this);
    m_layout->addWidget(section);
    m_sections.push_back(section);
    return section;
}

void SweepForm::addStrategyArea()
{
    auto* head = new QHBoxLayout;
    auto* title = new QLabel(tr("Strategies"), this);
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    title->setContentsMargins(22, 0, 0, 0);
    auto* add = new QToolButton(this);
    add->setObjectName(QStringLiteral("addStrategy"));
    add->setText(tr("Add strategy"));
    add->setIcon(themeIcon(QStringLiteral("add")));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add->setFocusPolicy(Qt::StrongFocus);
    add->setPopupMode(QToolButton::InstantPopup);
    m_strategyMenu = new QMenu(add);
    add->setMenu(m_strategyMenu);
    connect(m_strategyMenu, &QMenu::aboutToShow, this, &SweepForm::fillStrategyMenu);
    head->addWidget(title);
    head->addStretch(1);
    head->addWidget(add);
    m_layout->addLayout(head);
    m_cards = new QVBoxLayout;
    m_cards->setContentsMargins(22, 0, 0, 8);
    m_cards->setSpacing(6);
    m_layout->addLayout(m_cards);
    m_noCards = new QLabel(tr("A sweep needs at least one strategy: add one."), this);
    m_noCards->setObjectName(QStringLiteral("strategies_problem"));
    m_cards->addWidget(m_noCards);
}

/// A strategy made of these parts, the first one with the axes that its kind suggests; nothing
/// where the parts cannot be combined.
std::optional<StrategyGrid> SweepForm::suggestedGrid(const std::vector<std::string>& kinds)
{
    StrategyGrid grid;
    for (const std::string& kind : kinds)
        grid.base.parts.push_back({kind, nlohmann::json::object()});
    try {
        grid.base = completed(grid.base);
    } catch (const BadInput&) {
        return {};
    }
    if (kinds.empty())
        return grid;
    for (const StrategyParameter& parameter : findPartKind(kinds.front())->parameters) {
        if (parameter.sweepable && !parameter.grid.empty())
            grid.axes[kinds.front() + "." + parameter.name] = parameter.grid;
    }
    return grid;
}

void SweepForm::offerStrategy(QMenu* menu, const StrategyGrid& grid)
{
    const QString series = QString::fromStdString(completed(grid.base).name);
    QAction* entry = menu->addAction(strategyIcon(series, isDark()), strategyName(series));
    connect(entry, &QAction::triggered, this, [this, grid] {
        addCard(grid);
        Q_EMIT edited();
    });
}

void SweepForm::fillStrategyMenu()
{
    m_strategyMenu->clear();
    offerStrategy(m_strategyMenu, {{"baseline", false, {}}, {}});
    offerStrategy(m_strategyMenu, {{"fine-tuning", true, {}}, {}});
    const auto& kinds = strategyPartCatalogue();
    for (const StrategyPartKind& kind : kinds)
        offerStrategy(m_strategyMenu, *suggestedGrid({kind.kind}));
    m_strategyMenu->addSeparator();
    for (std::size_t a = 0; a + 1 < kinds.size(); ++a) {
        QMenu* with = m_strategyMenu->addMenu(
            tr("%1 combined with").arg(strategyName(QString::fromStdString(kinds[a].kind))));
        for (std::size_t b = a + 1; b < kinds.size(); ++b) {
            if (const auto grid = suggestedGrid({kinds[a].kind, kinds[b].kind}))
                offerStrategy(with, *grid);
        }
        with->menuAction()->setVisible(!with->isEmpty());
    }
}

void SweepForm::addCard(const StrategyGrid& grid)
{
    auto* card = new StrategyCard(grid, this);
    m_strategies.push_back(card);
    m_cards->addWidget(card);
    m_noCards->hide();
    connect(card, &StrategyCard::edited, this, &SweepForm::edited);
    connect(card, &StrategyCard::probeWanted, this, [this, card](const QString& part, int count) {
        m_probedStrategy =
            static_cast<std::size_t>(std::ranges::find(m_strategies, card) - m_strategies.begin());
        m_probedPart = part;
        Q_EMIT probeWanted(part, count);
    });
    connect(card, &StrategyCard::removeRequested, this, [this, card] {
        std::erase(m_strategies, card);
        card->hide();
        card->deleteLater();
        m_noCards->setVisible(m_strategies.empty());
        Q_EMIT edited();
    });
}

void SweepForm::focusValues()
{
    for (StrategyCard* card : m_strategies)
        if (QLineEdit* values = card->firstValues()) {
            values->setFocus(Qt::OtherFocusReason);
            values->end(false);
            return;
        }
}

void SweepForm::takeLambdas(const std::vector<double>& values)
{
    if (m_probedStrategy < m_strategies.size())
        m_strategies[m_probedStrategy]->takeLambdas(m_probedPart, values);
}

void SweepForm::showStrategies(const std::vector<StrategyGrid>& grids)
{
    for (StrategyCard* card : m_strategies) {
        card->hide();
        card->deleteLater();
    }
    m_strategies.clear();
    for (const StrategyGrid& grid : grids)
        addCard(grid);
    m_noCards->setVisible(m_strategies.empty());
}

void SweepForm::setPretrained(const std::vector<PretrainedEntry>& models)
{
    m_known = models;
    fillPretrained();
}

void SweepForm::setSpec(const SweepSpec& spec)
{
    m_spec = spec;
    m_sentence.clear();
    fillPretrained();
    for (FieldGrid* section : m_sections)
        section->show(spec);
    showStrategies(spec.strategies);
    showBudgetFields();
    showSearchFields();
    showBaseFields();
    showNotes();
}

/// What folded sections say.
void SweepForm::showNotes()
{
    const QString dot = QStringLiteral(" · ");
    for (FieldGrid* section : m_sections) {
        const QString name = section->objectName();
        if (name == QLatin1String("sectionTraining"))
            section->setNote(tr("learning rate %1").arg(numberText(m_spec.training.learningRate)) +
                             dot + tr("%1 tokens a batch").arg(m_spec.training.batchTokens));
        else if (name == QLatin1String("sectionBase"))
            section->setNote(!m_spec.base.pretrained.id.empty()
                                 ? QString::fromStdString(m_spec.base.pretrained.name)
                                 : QString::fromStdString(m_spec.base.model.preset) + dot +
                                       tr("%1 pieces").arg(m_spec.base.tokenizer.vocabulary) + dot +
                                       tr("%1 updates").arg(m_spec.base.training.budget.updates));
        else if (name == QLatin1String("sectionSearch"))
            section->setNote(searchNote());
        else if (name == QLatin1String("sectionSequence"))
            section->setNote(sequenceNote());
        else if (name == QLatin1String("sectionFisher"))
            section->setNote(tr("%1 sentences").arg(m_spec.fisher.sentences));
        else if (name == QLatin1String("sectionEvaluation")) {
            QStringList metrics;
            for (const std::string& metric : m_spec.evaluation.metrics)
                metrics += metricText(metric);
            section->setNote(metrics.join(tr(", ")) + dot +
                             tr("beam %1").arg(m_spec.evaluation.beam));
        }
    }
}

bool SweepForm::read(SweepSpec& spec)
{
    spec = m_spec;
    m_sentence.clear();
    bool good = true;
    for (FieldGrid* section : m_sections)
        good = section->read(spec) && good;
    spec.strategies.clear();
    for (StrategyCard* card : m_strategies) {
        StrategyGrid grid;
        good = card->read(grid) && good;
        spec.strategies.push_back(std::move(grid));
    }
    if (!good) {
        m_sentence = tr("Some fields cannot be read; they say why.");
        return false;
    }
    try {
        validate(spec);
    } catch (const FieldError& error) {
        m_sentence = QString::fromStdString(error.what());
        place(QString::fromStdString(error.path()), QString::fromStdString(error.problem()));
        return false;
    } catch (const BadInput& error) {
        m_sentence = QString::fromStdString(error.what());
        return false;
    }
    m_spec = spec;
    showNotes();
    return true;
}

void SweepForm::place(const QString& path, const QString& problem)
{
    // "is 0: it must be above 0." reads on after the field's name; alone it needs a subject.
    const QString sentence = tr("This %1").arg(problem);
    const QStringList steps = path.split(QLatin1Char('.'));
    if (steps.value(0) == QLatin1String("strategies") && steps.size() > 1) {
        const auto index = static_cast<std::size_t>(steps[1].toInt());
        if (index < m_strategies.size())
            m_strategies[index]->showProblem(steps.mid(2).join(QLatin1Char('.')), sentence);
        return;
    }
    for (FieldGrid* section : m_sections)
        if (section->showProblem(path, sentence))
            return;
}

} // namespace palimpsest
