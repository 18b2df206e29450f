// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "engine/reporting/sentence_choice.h"
#include "engine/store/rows.h"
#include "ui/pages/compare/marked_text.h"

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;

namespace palimpsest
{

/// Which sentences are shown, and what their words are compared with.
class SentenceFilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit SentenceFilterBar(QWidget* parent = nullptr);

    /// What is chosen, as a value.
    struct State {
        QString text;
        QString domain; ///< empty = all
        int change = 0; ///< SentenceChange
        double least = 0;
        RowId system = 0; ///< its job; 0 = the first
        int marks = 0;    ///< MarkAgainst
        bool operator==(const State&) const = default;
    };
    State state() const;
    void setState(const State& state); ///< without saying so; what is not offered stays as it is

    /// What can be chosen among; what was chosen stays where it still exists.
    void setTable(const SentenceTable& table);
    SentenceFilter filter() const;
    MarkAgainst marks() const;
    void focusText();
    int visit() const { return m_visit; } ///< grows whenever a field is left

Q_SIGNALS:
    void filterChanged();
    void marksChanged();

private:
    QComboBox* addBox(const char* name, const QString& accessible);
    static void fill(QComboBox& box, const QList<std::pair<QString, QVariant>>& entries);

    QLineEdit* m_text;
    QComboBox* m_domain;
    QComboBox* m_change;
    QDoubleSpinBox* m_least;
    QComboBox* m_system;
    QComboBox* m_marks;
    int m_visit = 0;
};

} // namespace palimpsest
