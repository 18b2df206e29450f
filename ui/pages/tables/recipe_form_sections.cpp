// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the recipe's form: which fields there are, and what they mean.
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/pages/tables/choice_list.h"
#include "ui/pages/tables/recipe_form.h"
#include "ui/pages/tables/recipe_words.h"

namespace palimpsest
{

namespace
{

std::vector<std::string> texts(const QStringList& keys)
{
    std::vector<std::string> all;
    for (const QString& key : keys)
        all.push_back(key.toStdString());
    return all;
}

/// Long entries do not make the form wider.
void letShrink(QComboBox& box)
{
    box.setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box.setMinimumContentsLength(12);
    box.setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

/// A label's text without the ampersand of its key.
QString plain(QString label)
{
    return label.remove(QLatin1Char('&'));
}

} // namespace

QFormLayout* RecipeForm::section(const QString& title)
{
    auto* head = new QLabel(title, this);
    QFont font = head->font();
    font.setWeight(QFont::DemiBold);
    head->setFont(font);
    if (m_layout->count() > 0)
        m_layout->addSpacing(8);
    m_layout->addWidget(head);
    auto* form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft);
    m_layout->addLayout(form);
    return form;
}

void RecipeForm::addField(QFormLayout* form, const QString& label, QWidget* editor,
                          const char* name)
{
    editor->setObjectName(QLatin1String(name));
    editor->setAccessibleName(plain(label));
    auto* text = new QLabel(label, this);
    text->setBuddy(editor);
    text->setMinimumWidth(fontMetrics().averageCharWidth() * 11);
    text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    text->setContentsMargins(0, 4, 0, 0);
    form->addRow(text, editor);
}

ChoiceList* RecipeForm::addList(QFormLayout* form, const QString& label, const char* name,
                                bool ordered, int least, const QString& help)
{
    auto* list = new ChoiceList(new ChoiceListModel(ordered, least), this);
    addField(form, label, list, name);
    if (!help.isEmpty())
        list->setToolTip(list->toolTip().isEmpty() ? help
                                                   : help + QLatin1Char('\n') + list->toolTip());
    list->setAccessibleDescription(list->toolTip());
    if (least == 0) { // what no tick means is to be seen, not only to be pointed at
        auto* note = new QLabel(help.section(QLatin1Char('\n'), 0, 0), this);
        note->setProperty("muted", true);
        note->setWordWrap(true);
        note->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        form->addRow(QString(), note);
        connect(list->model(), &QAbstractItemModel::modelReset, list, [form, list, note] {
            const bool any = list->model()->rowCount() > 0;
            form->setRowVisible(list, any);
            form->setRowVisible(note, any);
        });
    }
    return list;
}

template <class Choice>
QComboBox* RecipeForm::addChoice(QFormLayout* form, const QString& label, const char* name,
                                 const std::vector<std::pair<Choice, QString>>& choices,
                                 Choice TableRecipe::* field)
{
    auto* box = new QComboBox(this);
    letShrink(*box);
    for (const auto& [value, text] : choices)
        box->addItem(text, static_cast<int>(value));
    addField(form, label, box, name);
    m_show.push_back([this, box, field] {
        box->setCurrentIndex(box->findData(static_cast<int>(m_recipe.*field)));
    });
    connect(box, &QComboBox::activated, this, [this, box, field, what = plain(label).toLower()] {
        change(what, [&](TableRecipe& recipe) {
            recipe.*field = static_cast<Choice>(box->currentData().toInt());
        });
    });
    return box;
}

QComboBox* RecipeForm::addText(QFormLayout* form, const QString& label, const char* name,
                               std::string TableRecipe::* field)
{
    auto* box = new QComboBox(this);
    letShrink(*box);
    addField(form, label, box, name);
    connect(box, &QComboBox::activated, this, [this, box, field, what = plain(label).toLower()] {
        change(what, [&](TableRecipe& recipe) {
            recipe.*field = box->currentData().toString().toStdString();
        });
    });
    return box;
}

QLineEdit* RecipeForm::addLine(QFormLayout* form, const QString& label, const char* name,
                               const QString& empty, std::string TableRecipe::* field)
{
    auto* line = new QLineEdit(this);
    line->setPlaceholderText(empty);
    addField(form, label, line, name);
    m_show.push_back([this, line, field] {
        const QString text = QString::fromStdString(m_recipe.*field);
        if (line->text() != text) // else the cursor would jump while one types
            line->setText(text);
    });
    connect(
        line, &QLineEdit::textEdited, this,
        [this, field, what = plain(label).toLower()](const QString& text) {
            change(what, [&](TableRecipe& recipe) { recipe.*field = text.toStdString(); }, m_visit);
        });
    connect(line, &QLineEdit::editingFinished, this, [this] { ++m_visit; });
    return line;
}

QCheckBox* RecipeForm::addSwitch(QFormLayout* form, const QString& text, const char* name,
                                 bool TableRecipe::* field)
{
    auto* box = new QCheckBox(text, this);
    box->setObjectName(QLatin1String(name));
    form->addRow(box);
    m_show.push_back([this, box, field] { box->setChecked(m_recipe.*field); });
    connect(box, &QCheckBox::clicked, this, [this, field, what = plain(text).toLower()](bool on) {
        change(what, [&](TableRecipe& recipe) { recipe.*field = on; });
    });
    return box;
}

void RecipeForm::makeColumns()
{
    QFormLayout* form = section(tr("Columns"));
    m_columns = addList(form, tr("&Columns"), "recipeColumns", true, 1,
                        tr("What the table shows, from left to right."));
    connect(m_columns->choices(), &ChoiceListModel::edited, this, [this] {
        change(tr("columns"), [this](TableRecipe& recipe) {
            recipe.columns.clear();
            for (const std::string& name : texts(m_columns->choices()->ticked()))
                recipe.columns.push_back(enumFromText<TableColumn>(name));
        });
    });
    m_metrics = addList(form, tr("&Metrics"), "recipeMetrics", true, 1,
                        tr("Every column is repeated for each of them."));
    connect(m_metrics->choices(), &ChoiceListModel::edited, this, [this] {
        change(tr("metrics"), [this](TableRecipe& recipe) {
            recipe.metrics = texts(m_metrics->choices()->ticked());
        });
    });
    addChoice<Split>(form, tr("&Split"), "recipeSplit",
                     {{Split::Test, tr("test")}, {Split::Dev, tr("dev")}}, &TableRecipe::split);
    addSwitch(form, tr("&Heads over columns that belong together"), "recipeGroups",
              &TableRecipe::groups);
}

void RecipeForm::makeRows()
{
    QFormLayout* form = section(tr("Rows"));
    addChoice<TableRows>(form, tr("&Rows"), "recipeRows",
                         {{TableRows::Strategies, tr("strategies and parameters")},
                          {TableRows::LambdaByRatio, tr("λ, with ratios as columns")}},
                         &TableRecipe::rows);
    m_strategies = addList(form, tr("S&trategies"), "recipeStrategies", false, 0,
                           tr("None ticked: all of them."));
    connect(m_strategies->choices(), &ChoiceListModel::edited, this, [this] {
        change(tr("strategies"), [this](TableRecipe& recipe) {
            recipe.strategies = texts(m_strategies->choices()->ticked());
        });
    });
    m_sweep = addText(form, tr("S&weep"), "recipeSweep", &TableRecipe::sweep);
    addChoice<SeedPooling>(form, tr("S&eeds as"), "recipePooling",
                           {{SeedPooling::Mean, tr("mean ± s.d.")},
                            {SeedPooling::Single, tr("a row each")},
                            {SeedPooling::BestOnDev, tr("the best on dev")}},
                           &TableRecipe::pooling);
    m_seeds = addList(form, tr("See&ds"), "recipeSeeds", false, 0, tr("None ticked: all of them."));
    connect(m_seeds->choices(), &ChoiceListModel::edited, this, [this] {
        change(tr("seeds"), [this](TableRecipe& recipe) {
            recipe.seeds.clear();
            for (const QString& seed : m_seeds->choices()->ticked())
                recipe.seeds.push_back(seed.toULongLong());
        });
    });
    m_order = addText(form, tr("&Order"), "recipeOrder", &TableRecipe::order);
}

void RecipeForm::makeTests()
{
    QFormLayout* form = section(tr("Tests"));
    m_baseline = addText(form, tr("&Baseline"), "recipeBaseline", &TableRecipe::baseline);
    m_baseline->setToolTip(tr("What the p-values in CSV, TSV and JSON compare with."));
    addChoice<TableTest>(form, tr("Te&st"), "recipeTest",
                         {{TableTest::PairedBootstrap, tr("paired bootstrap")},
                          {TableTest::ApproximateRandomisation, tr("approximate randomisation")},
                          {TableTest::None, tr("none: only the best is bold")}},
                         &TableRecipe::test);
    addChoice<TestCorrection>(form, tr("Co&rrection"), "recipeCorrection",
                              {{TestCorrection::Holm, tr("Holm")},
                               {TestCorrection::BenjaminiHochberg, tr("Benjamini and Hochberg")},
                               {TestCorrection::None, tr("none")}},
                              &TableRecipe::correction);
    auto* alpha = new QDoubleSpinBox(this);
    alpha->setRange(0.0001, 0.9999);
    alpha->setDecimals(4);
    alpha->setSingleStep(0.01);
    alpha->setKeyboardTracking(false);
    addField(form, tr("&α"), alpha, "recipeAlpha");
    alpha->setAccessibleName(tr("Level of significance"));
    m_show.push_back([this, alpha] {
        const QSignalBlocker quiet(alpha);
        alpha->setValue(m_recipe.alpha);
    });
    connect(alpha, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        change(tr("α"), [&](TableRecipe& recipe) { recipe.alpha = value; }, m_visit);
    });
    connect(alpha, &QDoubleSpinBox::editingFinished, this, [this] { ++m_visit; });
}

void RecipeForm::makeClaims()
{
    QFormLayout* form = section(tr("Claims in the note"));
    m_claims = addList(form, tr("C&laims"), "recipeClaims", true, 0,
                       tr("Gains on old domains at comparable score on new ones, as the note "
                          "states them. They rest on the mean over all seeds."));
    connect(m_claims->choices(), &ChoiceListModel::edited, this, [this] {
        change(tr("claims"), [this](TableRecipe& recipe) {
            recipe.claims = texts(m_claims->choices()->ticked());
        });
    });
    m_show.push_back([this] { m_claims->setEnabled(mayClaim(m_recipe)); });
}

void RecipeForm::makePrint()
{
    QFormLayout* form = section(tr("Print"));
    auto* decimals = new QSpinBox(this);
    decimals->setRange(-1, 6);
    decimals->setSpecialValueText(tr("as usual"));
    addField(form, tr("&Decimals"), decimals, "recipeDecimals");
    m_show.push_back([this, decimals] {
        const QSignalBlocker quiet(decimals);
        decimals->setValue(m_recipe.decimals);
    });
    connect(decimals, &QSpinBox::valueChanged, this, [this](int value) {
        change(tr("decimals"), [&](TableRecipe& recipe) { recipe.decimals = value; }, m_visit);
    });
    connect(decimals, &QSpinBox::editingFinished, this, [this] { ++m_visit; });
    addLine(form, tr("Captio&n"), "recipeCaption", tr("made from the recipe"),
            &TableRecipe::caption)
        ->setToolTip(tr("What ±, Δ and bold mean is added to it."));
    auto* label =
        addLine(form, tr("Labe&l"), "recipeLabel", tr("made from the names"), &TableRecipe::label);
    label->setToolTip(tr("For \\label: letters, digits and : - . _ /"));
    label->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[A-Za-z0-9:._/-]*")), label));
    addSwitch(form, tr("O&ver both columns of the page (table*)"), "recipeWide",
              &TableRecipe::wide);
}

} // namespace palimpsest
