// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include <QFrame>

#include "engine/study/sweep_spec.h"

class QComboBox;
class QGridLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace palimpsest
{

class ChoicesButton;

/// One strategy of a sweep with a field for each of its parameters; those that may be varied take a
/// list. What there is to set comes from strategyPartCatalogue(), so a new strategy needs nothing
/// here. Options of training come from trainingParameters(), each with a field once it is asked
/// for; an empty one leaves the sweep's.
class StrategyCard : public QFrame
{
    Q_OBJECT

public:
    explicit StrategyCard(const StrategyGrid& grid, QWidget* parent = nullptr);

    /// Reads the fields into a grid; false when a text could not be read (it says so under the
    /// field).
    bool read(StrategyGrid& grid);
    /// `path` below "strategies.<n>.", e.g. "ewc.lambda" or "axes.ewc.lambda".
    void showProblem(const QString& path, const QString& problem);
    /// Puts these values into the field of a part's λ, if it has one.
    void takeLambdas(const QString& part, const std::vector<double>& values);
    QString title() const { return m_title; }
    QLineEdit* firstValues() const; ///< the first field that may have several values, or null

Q_SIGNALS:
    void edited();
    void removeRequested();
    /// The user wants so many values of the part's λ found by a probe.
    void probeWanted(const QString& part, int count);

private:
    struct Row {
        StrategyParameter parameter;
        QLineEdit* edit = nullptr;
        QComboBox* box = nullptr;
        ChoicesButton* choices = nullptr; ///< for texts that may be varied
        QLabel* problem = nullptr;
    };
    QHBoxLayout* makeHead();
    QToolButton* trainingButton();
    void addOwnTraining(const StrategyParameter& parameter);
    Row& addParameter(const std::string& kind, const StrategyParameter& parameter);
    std::vector<nlohmann::json> valuesOf(const std::string& kind,
                                         const StrategyParameter& parameter) const;
    QWidget* makeEditor(int line, Row& row, const std::string& kind,
                        const std::vector<nlohmann::json>& values);
    static bool isOwnTraining(const std::string& key);
    QToolButton* gridButton(QLineEdit* edit, const std::string& part,
                            const StrategyParameter& parameter);
    void setProblem(Row& row, const QString& problem);
    QString readNumbers(const std::string& key, const Row& row, StrategyGrid& grid) const;
    QString readChoices(const std::string& key, const Row& row, StrategyGrid& grid) const;
    void setValues(const std::string& key, const std::vector<nlohmann::json>& values,
                   StrategyGrid& grid) const;

    StrategyGrid m_grid;
    QString m_title;
    QGridLayout* m_layout;
    std::map<std::string, Row> m_rows; ///< by "part.parameter"
    QLabel* m_problem;
};

} // namespace palimpsest
