// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_controls.h"

#include <set>

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/study_session.h"
#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

constexpr int kBudgetSteps = 100; ///< of 0.1
constexpr double kBudgetStep = 0.1;

/// Refills a list without losing the choice.
void refill(QComboBox& box, const QList<QPair<QString, QString>>& entries)
{
    QStringList now;
    for (int i = 0; i < box.count(); ++i) {
        now.append(box.itemData(i).toString());
    }
    QStringList next;
    for (const auto& entry : entries) {
        next.append(entry.second);
    }
    if (now == next) {
        return;
    }
    const QString chosen = box.currentData().toString();
    box.clear();
    for (const auto& [text, data] : entries) {
        box.addItem(text, data);
    }
    box.setCurrentIndex(std::max(0, box.findData(chosen)));
}

} // namespace

TradeoffControls::TradeoffControls(QWidget* parent) : QWidget(parent)
{
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    auto* first = new QHBoxLayout;
    auto* second = new QHBoxLayout;
    rows->addLayout(first);
    rows->addLayout(second);
    const auto add = [this](QHBoxLayout* row, const QString& text, QWidget* control) {
        auto* label = new QLabel(text, this);
        label->setProperty("muted", true);
        label->setBuddy(control);
        row->addWidget(label);
        row->addWidget(control);
        row->addSpacing(10);
    };
    m_split = combo("tradeoffSplit", tr("Split"));
    m_split->addItem(splitText(Split::Test), QStringLiteral("test"));
    m_split->addItem(splitText(Split::Dev), QStringLiteral("dev"));
    m_metric = combo("tradeoffMetric", tr("Metric"));
    m_metric->addItem(metricText("bleu"), QStringLiteral("bleu"));
    m_x = combo("tradeoffX", tr("Horizontal axis"));
    m_y = combo("tradeoffY", tr("Vertical axis"));
    m_seeds = combo("tradeoffSeeds", tr("Seeds"));
    m_seeds->addItem(tr("mean ± s.d."), true);
    m_seeds->addItem(tr("each alone"), false);
    add(first, tr("&Split"), m_split);
    add(first, tr("&Metric"), m_metric);
    add(first, tr("&x"), m_x);
    add(first, tr("&y"), m_y);
    add(first, tr("See&ds"), m_seeds);
    first->addStretch();

    m_fronts =
        check("tradeoffFronts", tr("F&ronts"),
              tr("Staircase of the non-dominated points, of each strategy and of all. Where "
                 "strategies are many, one's own shows with the mouse on it in the legend."));
    m_fronts->setChecked(true);
    m_testSets = check("tradeoffIntervals", tr("&Intervals"),
                       tr("Ellipses: how far another test set of the same kind may move a point "
                          "(95 %). Bars are something else: the spread from seed to seed."));
    m_testSets->setChecked(true);
    m_paths = check("tradeoffPaths", tr("&Paths"),
                    tr("How the selected runs moved while they trained: a point for each "
                       "evaluation on dev. Choose the split dev to see them."));
    m_budgetOn = check("tradeoffBudgetOn", tr("&Loss budget"),
                       tr("Shade what loses more on the vertical axis than is allowed."));
    m_budget = new QSlider(Qt::Horizontal, this);
    m_budget->setObjectName(QStringLiteral("tradeoffBudget"));
    m_budget->setAccessibleName(tr("Allowed loss against the base model, in tenths of a point"));
    m_budget->setRange(0, kBudgetSteps);
    m_budget->setValue(5);
    m_budget->setPageStep(5);
    m_budget->setFixedWidth(fontMetrics().averageCharWidth() * 24);
    m_budget->setEnabled(false);
    m_budgetText = new QLabel(this);
    m_budgetText->setObjectName(QStringLiteral("tradeoffBudgetText"));
    m_budgetText->setMinimumWidth(1);
    m_budgetText->setWordWrap(true);
    for (QCheckBox* box : {m_fronts, m_testSets, m_paths}) {
        second->addWidget(box);
        second->addSpacing(14);
    }
    second->addWidget(m_budgetOn);
    second->addWidget(m_budget);
    second->addWidget(m_budgetText, 1);
    m_budgetRow = second;
    connect(m_budgetOn, &QCheckBox::toggled, m_budget, &QWidget::setEnabled);
    connect(m_budget, &QSlider::sliderReleased, this, [this] { ++m_slides; });
    m_paths->setEnabled(false);
    connect(m_split, &QComboBox::currentIndexChanged, this, &TradeoffControls::offerPaths);
    connect(m_budget, &QSlider::valueChanged, this, &TradeoffControls::changed);
}

QCheckBox* TradeoffControls::check(const char* name, const QString& text, const QString& tip)
{
    auto* box = new QCheckBox(text, this);
    box->setObjectName(QLatin1String(name));
    box->setToolTip(tip);
    connect(box, &QCheckBox::toggled, this, &TradeoffControls::changed);
    return box;
}

/// Checkpoints of a run are scored on dev only.
void TradeoffControls::offerPaths()
{
    m_paths->setEnabled(options().split == Split::Dev);
}

QComboBox* TradeoffControls::combo(const char* name, const QString& accessible)
{
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(box, &QComboBox::currentIndexChanged, this, &TradeoffControls::changed);
    return box;
}

void TradeoffControls::offerAxis(QComboBox& box, const StudySession& session, bool newFirst)
{
    QList<QPair<QString, QString>> fresh = {
        {tr("new domains, mean"), QStringLiteral("mean:new")},
        {tr("new domains, worst"), QStringLiteral("worst:new")}};
    QList<QPair<QString, QString>> old = {{tr("old domains, mean"), QStringLiteral("mean:old")},
                                          {tr("old domains, worst"), QStringLiteral("worst:old")}};
    QList<QPair<QString, QString>> entries = newFirst ? fresh + old : old + fresh;
    for (const DomainRow& row : session.domains()) {
        const QString name = QString::fromStdString(row.domain.name);
        entries.append({name, QStringLiteral("domain:") + name});
    }
    refill(box, entries);
}

void TradeoffControls::offer(const StudySession& session)
{
    const QSignalBlocker quiet(this);
    offerAxis(*m_x, session, true);
    offerAxis(*m_y, session, false);
    std::set<std::string> metrics;
    const std::string* last = nullptr; // neighbours are mostly the same
    for (const EvaluationRow& row : session.evaluations()) {
        for (const ScoreRow& score : row.scores) {
            if (last != nullptr && *last == score.metric) {
                continue;
            }
            last = &score.metric;
            // Both axes are to be maximised; losses and error rates have their own views.
            if (score.metric != "loss" && score.metric != "ter") {
                metrics.insert(score.metric);
            }
        }
    }
    QList<QPair<QString, QString>> entries;
    for (const std::string& metric : metrics) {
        entries.append({metricText(metric), QString::fromStdString(metric)});
    }
    if (!entries.isEmpty()) {
        refill(*m_metric, entries);
    }
}

AxisChoice TradeoffControls::axis(const QComboBox& box) const
{
    return axisFromKey(box.currentData().toString().toStdString(),
                       m_metric->currentData().toString().toStdString());
}

TradeoffOptions TradeoffControls::options() const
{
    TradeoffOptions options;
    options.x = axis(*m_x);
    options.y = axis(*m_y);
    options.split =
        m_split->currentData().toString() == QLatin1String("dev") ? Split::Dev : Split::Test;
    options.poolSeeds = m_seeds->currentData().toBool();
    return options;
}

TradeoffView TradeoffControls::view() const
{
    TradeoffView view;
    view.fronts = m_fronts->isChecked();
    view.testSets = m_testSets->isChecked();
    view.paths = m_paths->isChecked() && options().split == Split::Dev;
    if (m_budgetOn->isChecked()) {
        view.lossBudget = m_budget->value() * kBudgetStep;
    }
    return view;
}

void TradeoffControls::show(const FigureRecipe& recipe)
{
    const auto choose = [](QComboBox* box, const QVariant& value) {
        if (const int index = box->findData(value); index >= 0) {
            box->setCurrentIndex(index);
        }
    };
    choose(m_split, QString::fromLatin1(enumText(recipe.split)));
    choose(m_metric, QString::fromStdString(recipe.metric));
    choose(m_x, QString::fromStdString(recipe.x));
    choose(m_y, QString::fromStdString(recipe.y));
    choose(m_seeds, recipe.poolSeeds);
    m_fronts->setChecked(recipe.fronts);
    m_testSets->setChecked(recipe.intervals);
    m_budgetOn->setChecked(recipe.lossBudget >= 0);
    if (recipe.lossBudget >= 0) {
        m_budget->setValue(qRound(recipe.lossBudget / kBudgetStep));
    }
}

FigureRecipe TradeoffControls::recipe() const
{
    return tradeoffRecipe(options(), view());
}

void TradeoffControls::showPaths(bool wanted)
{
    m_paths->setChecked(wanted);
}

void TradeoffControls::setBudgetText(const QString& text)
{
    m_budgetText->setText(text);
}

void TradeoffControls::addBesideBudget(QAction* action)
{
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setObjectName(action->objectName());
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    m_budgetRow->addWidget(button);
}

} // namespace palimpsest
