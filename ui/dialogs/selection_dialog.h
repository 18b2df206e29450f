// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QDialog>

#include "engine/reporting/selection.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QTableView;

namespace palimpsest
{

class LatestWork;
class SelectionTableModel;
class StudySession;

/// The trial of each strategy that is best on dev by three rules, as it is now or as it was kept,
/// with its scores on test; to be kept, copied and written to files. What is shown is what was
/// found when the dialog was opened or a choice in it changed: it does not change under the hands
/// of someone who keeps it.
class SelectionDialog : public QDialog
{
    Q_OBJECT
public:
    explicit SelectionDialog(StudySession* session, QWidget* parent = nullptr);

    /// Opens over the study as it is now, with the metric if the study has it, and the budget.
    void choose(const std::string& metric, std::optional<double> lossBudget);
    void wait(); ///< for what was asked; for pictures and tests

    /// Null while nothing is chosen, or the newest question has no answer yet.
    const std::shared_ptr<const Selection>& selection() const { return m_selection; }

    /// In the format of the file's ending: .txt, .csv, .tex or .json. Throws Error.
    void writeFile(const QString& file) const;

Q_SIGNALS:
    void message(const QString& sentence);
    void picked(const QList<palimpsest::RowId>& jobs); ///< the trials of a row

private:
    // selection_dialog.cpp
    QWidget* makeChoices();
    QComboBox* combo(const char* name, const QString& accessible);
    void makeWarning();
    void makeTable();
    void offerChoices();
    void offerKept();
    void showChoices(const Selection& kept);
    SelectionOptions options() const;
    QString keptName() const; ///< empty = chosen now
    void changeKept();
    void ask();
    void take(std::shared_ptr<const Selection> selection);
    void fail(const QString& sentence);
    void showSelection();
    void fitTable();
    void grow();
    void pick();

    // selection_dialog_actions.cpp: what is done with a choice
    QWidget* makeButtons();
    void updateActions();
    QString readOnlySentence() const; ///< why no choice can be kept; else empty
    void keep();
    void keepAs(const QString& name);
    void copy();
    void openExport();

    StudySession* m_session;
    LatestWork* m_work;
    SelectionTableModel* m_model;
    QComboBox* m_kept;
    QComboBox* m_metric;
    QComboBox* m_sweep;
    QDoubleSpinBox* m_budget;
    QWidget* m_warning;
    QLabel* m_warningText;
    QTableView* m_table;
    QLabel* m_about;
    QLabel* m_sentence;
    QPushButton* m_keep = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_export = nullptr;
    std::shared_ptr<const Selection> m_selection;
    SelectionOptions m_now; ///< what is chosen by while no kept choice is shown
    bool m_filling = false;
    bool m_grown = false;
};

} // namespace palimpsest
