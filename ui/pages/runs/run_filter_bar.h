// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "engine/reporting/run_expression.h"
#include "ui/models/run_group_model.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace palimpsest
{

class NameCompletion;

/// What the runs page shows and in which groups: the expression with its mistake below, the sweep,
/// the grouping and the bin.
class RunFilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit RunFilterBar(QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);        ///< without textEdited()
    void setMistake(const QString& sentence); ///< empty = the expression is well
    void setVocabulary(const RunVocabulary& vocabulary);
    void setSweeps(const std::vector<SweepRow>& sweeps); ///< keeps the choice where it is left
    RowId sweep() const;
    bool showsBin() const;
    void setBinCount(int binned); ///< hides the button where there is nothing to show
    void takeFocus();
    int visit() const { return m_visit; } ///< grows whenever the field is left

Q_SIGNALS:
    void textEdited(const QString& text);
    void sweepChosen(palimpsest::RowId sweep); ///< 0 = all
    void groupingChosen(palimpsest::RunGroupModel::By by);
    void binToggled(bool shown);

private:
    void makeField();
    void makeChoices();

    QLineEdit* m_edit;
    NameCompletion* m_completion;
    QComboBox* m_sweeps;
    QComboBox* m_grouping;
    QToolButton* m_bin;
    QLabel* m_mistake;
    int m_visit = 0;
};

} // namespace palimpsest
