// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "ui/models/row_copy.h"
#include "ui/pages/forgetting/sequence_table_model.h"
#include "ui/pages/page.h"

class QAction;
class QComboBox;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;
class QUndoStack;

namespace palimpsest
{

class EmptyState;
class LatestWork;
class MatrixModel;
class NoticeBar;

/// What of it the forgetting page shows.
struct ForgettingChoices {
    QString metric;
    QString split;
    RowId sweep = 0; ///< 0 = all
    bool operator==(const ForgettingChoices&) const = default;
};

/// What learning the domains one after the other did to each of them: the sequences of the study
/// beside each other, and the matrix of one of them.
class ForgettingPage : public Page
{
    Q_OBJECT

public:
    explicit ForgettingPage(const PageContext& context, QWidget* parent = nullptr);
    ~ForgettingPage() override;

    QString id() const override { return QStringLiteral("forgetting"); }
    QString title() const override { return tr("Forgetting"); }
    QString iconName() const override { return QStringLiteral("forgetting"); }
    QUndoStack* undoStack() const override { return m_undo; }
    bool openExport() override;
    void prepareForScreenshot() override;

    /// Writes what the file's ending says: .csv, .tex, .json or .txt all matrices, .png the one
    /// that is shown. Throws Error.
    void writeFile(const QString& file) const;
    /// Blocks until what was asked for is shown; for pictures and tests.
    void waitForAnswers();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeControls();
    QWidget* makeResults();
    QComboBox* combo(const char* name, const QString& accessible);
    void makeActions();
    void connectSession();
    void open(); ///< a study, or none
    void offer();
    void later(); ///< soon, or when the page is seen
    void ask();
    void take(SharedMatrices matrices);
    void showMatrix();
    void takeSelection();
    void handSelection();
    ForgettingChoices choices() const;
    void record(); ///< a change of the choices, so that it can be undone
    void apply(const ForgettingChoices& choices);
    void copyMatrix(CopyForm form);
    void copyPicture();
    QString matrixTitle() const;
    QString summary() const;

    QComboBox* m_metric;
    QComboBox* m_split;
    QComboBox* m_sweep;
    NoticeBar* m_notice;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QTableView* m_sequences;
    SequenceTableModel* m_sequenceModel;
    QSortFilterProxyModel* m_sorted;
    QLabel* m_title;
    QTableView* m_table;
    MatrixModel* m_model;
    QLabel* m_summary;
    QUndoStack* m_undo;
    QList<QAction*> m_copies;
    LatestWork* m_work;
    QTimer m_timer; ///< gathers changes
    ForgettingChoices m_choices;
    bool m_applying = false;
    bool m_linking = false;
    bool m_stale = true; ///< to be computed when the page is seen
};

} // namespace palimpsest
