// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QComboBox>
#include <QWidget>

#include "engine/reporting/table_cells.h"
#include "engine/reporting/table_recipe.h"

class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace palimpsest
{

class ChoiceList;

/// The fields of a recipe. It shows the recipe that it is given and asks for another one by
/// edited(); who answers shows that one.
class RecipeForm : public QWidget
{
    Q_OBJECT
public:
    explicit RecipeForm(QWidget* parent = nullptr);

    void show(const TableRecipe& recipe);
    /// What the study has to choose from; what the recipe names beside that stays.
    void offer(const TableChoices& choices);

Q_SIGNALS:
    /// A valid recipe. `what` names the field for Undo; edits of one `visit` are one step.
    void edited(const palimpsest::TableRecipe& after, const QString& what, int visit);

private:
    using Work = std::function<void(TableRecipe&)>;
    // recipe_form_sections.cpp: which fields there are
    void makeRows();
    void makeColumns();
    void makeTests();
    void makeClaims();
    void makePrint();
    QFormLayout* section(const QString& title);
    void addField(QFormLayout* form, const QString& label, QWidget* editor, const char* name);
    ChoiceList* addList(QFormLayout* form, const QString& label, const char* name, bool ordered,
                        int least, const QString& help);
    template <class Choice>
    QComboBox* addChoice(QFormLayout* form, const QString& label, const char* name,
                         const std::vector<std::pair<Choice, QString>>& choices,
                         Choice TableRecipe::* field);
    QComboBox* addText(QFormLayout* form, const QString& label, const char* name,
                       std::string TableRecipe::* field);
    QLineEdit* addLine(QFormLayout* form, const QString& label, const char* name,
                       const QString& empty, std::string TableRecipe::* field);
    QCheckBox* addSwitch(QFormLayout* form, const QString& text, const char* name,
                         bool TableRecipe::* field);

    void change(const QString& what, const Work& work, int visit = 0);
    void showLists();
    void showTexts();

    TableRecipe m_recipe;
    TableChoices m_choices;
    int m_visit = 1; ///< of a field with text or numbers
    std::vector<std::function<void()>> m_show;
    QVBoxLayout* m_layout;
    QComboBox* m_sweep = nullptr;
    QComboBox* m_baseline = nullptr;
    QComboBox* m_order = nullptr;
    ChoiceList* m_strategies = nullptr;
    ChoiceList* m_seeds = nullptr;
    ChoiceList* m_columns = nullptr;
    ChoiceList* m_metrics = nullptr;
    ChoiceList* m_claims = nullptr;
};

} // namespace palimpsest
