// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sweep/strategy_card.h"

#include <algorithm>

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QWidgetAction>

#include "engine/study/own_training.h"
#include "engine/study/strategy_axis.h"
#include "ui/models/texts.h"
#include "ui/pages/sweep/choices_button.h"
#include "ui/pages/sweep/log_grid_panel.h"
#include "ui/widgets/engine_words.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

/// Numbers as a list, texts as they are.
QString shownValues(const std::vector<nlohmann::json>& values)
{
    std::vector<double> numbers;
    for (const auto& value : values) {
        if (!value.is_number())
            return value.is_string() ? QString::fromStdString(value.get<std::string>())
                                     : QString::fromStdString(value.dump());
        numbers.push_back(value.get<double>());
    }
    return numberListText(numbers);
}

QString cellsText(const StrategyGrid& grid)
{
    std::size_t cells = 1;
    for (const auto& [axis, values] : grid.axes)
        cells *= values.size();
    return StrategyCard::tr("%n cell(s)", nullptr, static_cast<int>(cells));
}

} // namespace

StrategyCard::StrategyCard(const StrategyGrid& grid, QWidget* parent)
    : QFrame(parent), m_grid(grid), m_layout(new QGridLayout(this)), m_problem(new QLabel(this))
{
    const QString series = QString::fromStdString(completed(grid.base).name);
    m_title = strategyName(series);
    setObjectName(QStringLiteral("strategy_") + series);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(m_title);
    m_layout->setContentsMargins(10, 6, 6, 8);
    m_layout->setHorizontalSpacing(10);
    m_layout->setVerticalSpacing(4);
    m_layout->setColumnStretch(1, 1);
    m_layout->setColumnMinimumWidth(0, fontMetrics().averageCharWidth() * 16);
    m_layout->addLayout(makeHead(), 0, 0, 1, 3);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_layout->addWidget(m_problem, 1, 0, 1, 3);
    for (const StrategyPart& part : grid.base.parts)
        if (const StrategyPartKind* kind = findPartKind(part.kind))
            for (const StrategyParameter& parameter : kind->parameters)
                addParameter(part.kind, parameter);
    for (const StrategyParameter& parameter : trainingParameters()) {
        const StrategyAxis axis{kTrainingPart, parameter.name};
        if (!axis.of(grid.base).is_null() || grid.axes.contains(axis.name()))
            addParameter(kTrainingPart, parameter);
    }
}

QHBoxLayout* StrategyCard::makeHead()
{
    const QString series = QString::fromStdString(completed(m_grid.base).name);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    auto* icon = new QLabel(this);
    icon->setPixmap(strategyIcon(series, isDark()).pixmap(16, 16));
    auto* name = new QLabel(QStringLiteral("<b>%1</b>").arg(m_title.toHtmlEscaped()), this);
    auto* cells = new QLabel(cellsText(m_grid), this);
    cells->setForegroundRole(QPalette::PlaceholderText);
    connect(this, &StrategyCard::edited, cells, [this, cells] {
        StrategyGrid now;
        if (read(now))
            cells->setText(cellsText(now));
    });
    auto* remove = new QToolButton(this);
    remove->setObjectName(QStringLiteral("removeStrategy"));
    remove->setIcon(themeIcon(QStringLiteral("cancel")));
    remove->setAutoRaise(true);
    remove->setFocusPolicy(Qt::TabFocus);
    remove->setToolTip(tr("Remove %1 from the sweep").arg(m_title));
    remove->setAccessibleName(remove->toolTip());
    connect(remove, &QToolButton::clicked, this, &StrategyCard::removeRequested);
    head->addWidget(icon);
    head->addWidget(name);
    head->addWidget(cells);
    head->addStretch(1);
    if (m_grid.base.adapts)
        head->addWidget(trainingButton());
    head->addWidget(remove);
    return head;
}

/// Offers the options of training that have no field yet.
QToolButton* StrategyCard::trainingButton()
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("ownTraining"));
    button->setText(tr("Training…"));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolTip(
        tr("Give %1 a learning rate, updates … of its own, or vary them").arg(m_title));
    button->setAccessibleName(tr("Training of %1").arg(m_title));
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    button->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const StrategyParameter& parameter : trainingParameters()) {
            if (m_rows.contains(StrategyAxis{kTrainingPart, parameter.name}.name()))
                continue;
            QAction* entry = menu->addAction(engineWord(parameter.label));
            entry->setToolTip(engineWord(parameter.help));
            connect(entry, &QAction::triggered, this,
                    [this, &parameter] { addOwnTraining(parameter); });
        }
    });
    return button;
}

void StrategyCard::addOwnTraining(const StrategyParameter& parameter)
{
    Row& row = addParameter(kTrainingPart, parameter);
    row.edit->setText(shownValues(parameter.grid));
    row.edit->setFocus();
    row.edit->selectAll();
    Q_EMIT edited();
}

std::vector<nlohmann::json> StrategyCard::valuesOf(const std::string& kind,
                                                   const StrategyParameter& parameter) const
{
    const auto axis = m_grid.axes.find(kind + "." + parameter.name);
    if (axis != m_grid.axes.end())
        return axis->second;
    if (const auto fixed = m_grid.base.parameter(kind, parameter.name); !fixed.is_null())
        return {fixed};
    return {parameter.fallback};
}

QWidget* StrategyCard::makeEditor(int line, Row& row, const std::string& kind,
                                  const std::vector<nlohmann::json>& values)
{
    const StrategyParameter& parameter = row.parameter;
    if (parameter.fallback.is_string() && parameter.sweepable) {
        std::vector<std::string> chosen;
        for (const nlohmann::json& value : values)
            chosen.push_back(value.get<std::string>());
        row.choices = new ChoicesButton(parameter.choices, chosen, this);
        connect(row.choices, &ChoicesButton::edited, this, &StrategyCard::edited);
        m_layout->addWidget(row.choices, line, 1, Qt::AlignLeft);
        return row.choices;
    }
    if (parameter.fallback.is_string()) {
        row.box = new QComboBox(this);
        for (const std::string& choice : parameter.choices)
            row.box->addItem(QString::fromStdString(choice));
        row.box->setCurrentText(shownValues(values));
        connect(row.box, &QComboBox::activated, this, &StrategyCard::edited);
        m_layout->addWidget(row.box, line, 1, Qt::AlignLeft);
        return row.box;
    }
    row.edit = new QLineEdit(shownValues(values), this);
    connect(row.edit, &QLineEdit::textEdited, this, &StrategyCard::edited);
    m_layout->addWidget(row.edit, line, 1);
    if (parameter.sweepable)
        m_layout->addWidget(gridButton(row.edit, kind, parameter), line, 2);
    else
        row.edit->setMaximumWidth(fontMetrics().averageCharWidth() * 12);
    return row.edit;
}

StrategyCard::Row& StrategyCard::addParameter(const std::string& kind,
                                              const StrategyParameter& parameter)
{
    const std::string key = kind + "." + parameter.name;
    Row row{parameter, nullptr, nullptr, nullptr, new QLabel(this)};
    const int line = m_layout->rowCount();
    QString text = engineWord(parameter.label);
    // Symbols of formulas stay as they are.
    text[0] = text[0].unicode() > 0x7f || text.size() == 1 ? text[0] : text[0].toUpper();
    auto* label = new QLabel(text, this);
    QWidget* editor = makeEditor(line, row, kind, valuesOf(kind, parameter));
    const QString help =
        engineWord(parameter.help) +
        (parameter.sweepable ? tr(" Several values make one cell each.") : QString()) +
        (isOwnTraining(key) ? tr(" Empty: as in the sweep.") : QString());
    QString name = QString::fromStdString(key);
    editor->setObjectName(name.replace(QLatin1Char('.'), QLatin1Char('_')));
    editor->setAccessibleName(tr("%1 of %2").arg(text, m_title));
    editor->setToolTip(help);
    label->setToolTip(help);
    label->setBuddy(editor);
    m_layout->addWidget(label, line, 0);
    row.problem->setObjectName(editor->objectName() + QStringLiteral("_problem"));
    row.problem->setWordWrap(true);
    row.problem->hide();
    m_layout->addWidget(row.problem, line + 1, 1, 1, 2);
    return m_rows.insert_or_assign(key, row).first->second;
}

bool StrategyCard::isOwnTraining(const std::string& key)
{
    return StrategyAxis::named(key).ofTraining();
}

QToolButton* StrategyCard::gridButton(QLineEdit* edit, const std::string& part,
                                      const StrategyParameter& parameter)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("logGrid"));
    button->setText(tr("Grid…"));
    button->setToolTip(tr("Fill in values that are evenly spaced by their logarithm"));
    button->setAccessibleName(tr("Log grid"));
    button->setFocusPolicy(Qt::TabFocus);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    auto* panel = new LogGridPanel(menu);
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(panel);
    menu->addAction(action);
    button->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, panel, [panel, edit] {
        panel->start(numberList(edit->text()).value_or(std::vector<double>()));
    });
    connect(panel, &LogGridPanel::chosen, this,
            [this, edit, menu](const std::vector<double>& values) {
                menu->close();
                edit->setText(numberListText(values));
                Q_EMIT edited();
            });
    const bool penalty = part == "ewc" || part == "l2" || part == "mas";
    if (penalty && parameter.name == "lambda")
        panel->offerProbe();
    connect(panel, &LogGridPanel::probeWanted, this,
            [this, menu, kind = QString::fromStdString(part)](int count) {
                menu->close();
                Q_EMIT probeWanted(kind, count);
            });
    return button;
}

void StrategyCard::takeLambdas(const QString& part, const std::vector<double>& values)
{
    const auto row = m_rows.find(part.toStdString() + ".lambda");
    if (row == m_rows.end())
        return;
    row->second.edit->setText(numberListText(values));
    Q_EMIT edited();
}

QLineEdit* StrategyCard::firstValues() const
{
    for (const auto& [key, row] : m_rows)
        if (row.edit && row.parameter.sweepable)
            return row.edit;
    return nullptr;
}

void StrategyCard::setProblem(Row& row, const QString& problem)
{
    QPalette palette = row.problem->palette();
    palette.setColor(QPalette::WindowText, themeColors().bad);
    row.problem->setPalette(palette);
    row.problem->setText(problem);
    row.problem->setVisible(!problem.isEmpty());
}

QString StrategyCard::readNumbers(const std::string& key, const Row& row, StrategyGrid& grid) const
{
    QString wrong;
    const auto numbers = numberList(row.edit->text(), &wrong);
    if (!numbers)
        return tr("“%1” is not a number.").arg(wrong);
    if (numbers->empty() && isOwnTraining(key))
        return {};
    if (numbers->empty())
        return tr("Enter a number.");
    if (numbers->size() > 1 && !row.parameter.sweepable)
        return tr("Enter one number.");
    setValues(key, {numbers->begin(), numbers->end()}, grid);
    return {};
}

QString StrategyCard::readChoices(const std::string& key, const Row& row, StrategyGrid& grid) const
{
    const std::vector<std::string> chosen = row.choices->chosen();
    if (chosen.empty())
        return tr("Choose at least one.");
    setValues(key, {chosen.begin(), chosen.end()}, grid);
    return {};
}

/// One value where there was no axis is a fixed parameter; otherwise they are the axis.
void StrategyCard::setValues(const std::string& key, const std::vector<nlohmann::json>& values,
                             StrategyGrid& grid) const
{
    if (values.size() == 1 && !m_grid.axes.contains(key))
        StrategyAxis::named(key).set(grid.base, values.front());
    else
        grid.axes[key] = values;
}

bool StrategyCard::read(StrategyGrid& grid)
{
    grid = m_grid;
    grid.axes.clear();
    grid.base.training.clear();
    bool good = true;
    m_problem->hide();
    for (auto& [key, row] : m_rows) {
        QString problem;
        if (row.edit)
            problem = readNumbers(key, row, grid);
        else if (row.choices)
            problem = readChoices(key, row, grid);
        else
            StrategyAxis::named(key).set(grid.base, row.box->currentText().toStdString());
        setProblem(row, problem);
        good = good && problem.isEmpty();
    }
    return good;
}

void StrategyCard::showProblem(const QString& path, const QString& problem)
{
    QString place = path; // "training.budget.updates" stands beside "training.updates"
    place.replace(QLatin1String("training.budget."), QLatin1String("training."));
    for (auto& [key, row] : m_rows)
        if (place.endsWith(QString::fromStdString(key))) {
            setProblem(row, problem);
            return;
        }
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, themeColors().bad);
    m_problem->setPalette(palette);
    m_problem->setText(problem);
    m_problem->show();
}

} // namespace palimpsest
