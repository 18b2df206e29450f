// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/store/rows.h"
#include "ui/pages/page.h"

class QAbstractButton;
class QKeySequence;
class QLabel;
class QListWidget;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace palimpsest
{

class EmptyState;
class NoticeBar;
class PlanPane;
class SweepForm;

/// Designs sweeps: the list of those there are, the form of one, and the runs it would make.
class SweepPage : public Page
{
    Q_OBJECT

public:
    explicit SweepPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("sweep"); }
    QString title() const override { return tr("Sweep"); }
    QString iconName() const override { return QStringLiteral("sweep"); }
    void prepareForScreenshot() override;

    RowId currentSweep() const { return m_current; } ///< 0 = none

public Q_SLOTS:
    void newSweep(); ///< a draft from the first template
    void addDraft(const palimpsest::SweepSpec& spec);
    void duplicateSweep();
    void extendSweep(); ///< asks for more values; what was run stays
    void saveDraft();
    void startSweep(); ///< stores the sweep and asks the engine to run it

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeList();
    QWidget* makeForm();
    QWidget* makePlan();
    QMenu* makeTemplateMenu();
    /// The button can also be pressed by keys, which the settings may change.
    void keyed(QAbstractButton& button, const char* name, const QString& tip,
               const QKeySequence& keys, void (SweepPage::*work)());
    void fill();
    void showSweeps();
    void openSweep(RowId id);
    void showPretrained(); ///< the study's models in the form
    void formEdited();
    void askToCancel(); ///< names what is lost first
    void planNow();
    void probeLambda(const QString& part, int count); ///< sweep_page_probe.cpp
    void takeProbe(const QString& output);
    void updateControls();
    bool store(const SweepSpec& spec);
    const SweepRow* currentRow() const;

    QListWidget* m_list;
    SweepForm* m_form;
    PlanPane* m_plan;
    NoticeBar* m_notice;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    QTimer* m_planTimer;
    QToolButton* m_duplicate = nullptr;
    QPushButton* m_extend = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_cancel = nullptr;
    RowId m_current = 0;
    bool m_dirty = false;
    bool m_probing = false; ///< the engine looks for values of λ
    bool m_valid = false;
    bool m_planStale = false; ///< to be planned when the page is seen
};

} // namespace palimpsest
