// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QTimer>

#include "engine/reporting/score_comparison.h"
#include "engine/reporting/sentence_formats.h"
#include "ui/models/row_copy.h"
#include "ui/pages/compare/sentence_filter_bar.h"
#include "ui/pages/compare/sentences.h"
#include "ui/pages/page.h"

class QAction;
class QComboBox;
class QLabel;
class QListWidget;
class QStackedWidget;
class QTableView;
class QTextBrowser;
class QUndoStack;

namespace palimpsest
{

class EmptyState;
class LatestWork;
class NoticeBar;
class ScoreTableModel;
class SentenceTableModel;

/// What the compare page shows of the trials that are selected.
struct CompareChoices {
    RowId baseline = 0; ///< 0 = there is none
    QString metric;
    int split = 0; ///< Split
    int test = 0;  ///< PairedTest
    SentenceFilterBar::State filter;
    SentenceOrder order{SentenceSort::Line, 1, false};

    bool operator==(const CompareChoices&) const = default;
};

/// The selected trials beside a baseline: scores with intervals and corrected tests, and every
/// sentence with the words that differ.
class ComparePage : public Page
{
    Q_OBJECT

public:
    explicit ComparePage(const PageContext& context, QWidget* parent = nullptr);
    ~ComparePage() override;

    QString id() const override { return QStringLiteral("compare"); }
    QString title() const override { return tr("Compare"); }
    QString iconName() const override { return QStringLiteral("compare"); }
    bool openExport() override;
    bool focusFilter() override;
    QUndoStack* undoStack() const override { return m_undo; }
    void prepareForScreenshot() override;

    /// Writes the sentences that are shown, in their order; throws Error.
    void writeSentences(const QString& file, SentenceFormat format) const;
    /// Blocks until what was asked for is shown; for pictures and tests.
    void waitForAnswers();

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Compared;

    QWidget* makeSystems();
    QWidget* makeResults();
    QWidget* makeSentences();
    void makeCopies();
    void connectSession();
    void fill();
    void fillSystems();
    void fillLater(); ///< soon, or when the page is seen
    void takeSelection();
    void handSelection();
    std::vector<ComparedSystem> chosen() const;
    void later();
    void compare();
    void take(const Compared& compared);
    void search();
    void showRows(std::vector<std::uint32_t> rows, const ChangeHistogram& changes);
    void showDetail();
    void copyRows(CopyForm form);

    // compare_page_view.cpp: what is shown, and undoing changes of it
    CompareChoices choices() const;
    void record(int stroke = 0); ///< a change of the view, see ChoiceEdit
    void apply(const CompareChoices& choices);

    std::vector<ComparedSystem> m_known; ///< of the split
    QComboBox* m_baseline;
    QListWidget* m_list;
    QComboBox* m_metric;
    QComboBox* m_split;
    QComboBox* m_test;
    NoticeBar* m_notice;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QTableView* m_scores;
    ScoreTableModel* m_scoreModel;
    QLabel* m_scoreNote;
    SentenceFilterBar* m_filter;
    QLabel* m_count;
    QTableView* m_sentences;
    SentenceTableModel* m_sentenceModel;
    QTextBrowser* m_detail;
    SentenceOrder m_order{SentenceSort::Line, 1, false};
    QTimer* m_timer; ///< gathers changes
    QTimer m_fillTimer;
    LatestWork* m_comparing;
    LatestWork* m_searching;
    QUndoStack* m_undo;
    CompareChoices m_choices; ///< of the latest step of the undo stack
    bool m_applying = false;
    bool m_linking = false;
    bool m_listStale = false; ///< to be filled when the page is seen
    bool m_stale = true;      ///< to be compared when the page is seen
};

} // namespace palimpsest
