// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <QWidget>

#include "engine/study/pretrained_models.h"
#include "engine/study/sweep_spec.h"

class QComboBox;
class QLabel;
class QMenu;
class QVBoxLayout;

namespace palimpsest
{

class FieldGrid;
class StrategyCard;

/// Everything that a sweep is, as a form. What is wrong is said in words under the field it is
/// about.
class SweepForm : public QWidget
{
    Q_OBJECT

public:
    explicit SweepForm(QWidget* parent = nullptr);

    /// The models that the study has besides those it may train.
    void setPretrained(const std::vector<PretrainedEntry>& models);
    void setSpec(const SweepSpec& spec);
    /// Reads and validates. False when something is wrong; the form shows it and problem() is a
    /// sentence.
    bool read(SweepSpec& spec);
    QString problem() const { return m_sentence; }
    void focusValues(); ///< the cursor goes to the first list of values
    /// Fills in the λ of the strategy that asked for it last, and of the part that it asked for.
    void takeLambdas(const std::vector<double>& values);

Q_SIGNALS:
    void edited();
    /// So many values of this part's λ are to be found by a probe; see takeLambdas.
    void probeWanted(const QString& part, int count);

private:
    FieldGrid* addSection(const QString& title, const QString& name, bool open);
    void addGeneral();
    void addBudget();
    void addTraining();
    void addSearch();   ///< search_sections.cpp
    void addSequence(); ///< search_sections.cpp
    void showSearchFields();
    QString searchNote() const;
    QString sequenceNote() const;
    void addBase();
    void addPretrained(FieldGrid* section);
    void addFisher();
    void addEvaluation();
    void addStrategyArea();
    void fillStrategyMenu();
    void offerStrategy(QMenu* menu, const StrategyGrid& grid);
    static std::optional<StrategyGrid> suggestedGrid(const std::vector<std::string>& kinds);
    void showStrategies(const std::vector<StrategyGrid>& grids);
    void addCard(const StrategyGrid& grid);
    void showBudgetFields();
    void showBaseFields();
    void fillPretrained();
    void showNotes();
    void place(const QString& path, const QString& problem);

    SweepSpec m_spec; ///< what the form does not show is kept
    QVBoxLayout* m_layout;
    std::vector<FieldGrid*> m_sections;
    std::vector<PretrainedEntry> m_known;
    FieldGrid* m_budget = nullptr;
    FieldGrid* m_search = nullptr;
    FieldGrid* m_base = nullptr;
    QComboBox* m_pretrained = nullptr;
    QVBoxLayout* m_cards = nullptr;
    QLabel* m_noCards = nullptr;
    QMenu* m_strategyMenu = nullptr;
    std::vector<StrategyCard*> m_strategies;
    std::size_t m_probedStrategy = 0; ///< cards are made anew when a sweep is shown
    QString m_probedPart;
    QString m_sentence;
};

} // namespace palimpsest
