// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

#include "engine/study/study_layout.h"
#include "tests/integration/window_over_engine.h"
#include "tests/support/child_widget.h"
#include "ui/dialogs/add_domain_dialog.h"
#include "ui/models/job_selection.h"
#include "ui/models/run_table_model.h"

using namespace palimpsest;

namespace
{

/// Types a value into a field of the form, as a person would.
void type(QWidget* parent, const char* name, const QString& text)
{
    auto* edit = child<QLineEdit>(parent, name);
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

} // namespace

/// The real window over the real engine with real workers: from no study at all to a trade-off
/// plot.
class WindowEndToEnd : public QObject, private WindowOverEngine
{
    Q_OBJECT

private:
    void go(int page) const
    {
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_0 + page),
                        Qt::ControlModifier);
    }
    /// State of the newest job of a kind; nothing where there is none yet.
    std::optional<JobState> stateOf(RunKind kind) const
    {
        std::optional<JobState> state;
        for (const JobRow& job : session()->jobs())
            if (job.kind == kind)
                state = job.state;
        return state;
    }
    void openWindow()
    {
        m_window = std::make_unique<MainWindow>();
        m_window->askOnClose = [](int) { return MainWindow::CloseChoice::KeepRunning; };
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void addDomain(const QString& name, const QString& role)
    {
        const std::size_t before = session()->domains().size();
        auto* button = before == 0 ? m_window->findChild<QWidget*>("domainsEmpty")
                                         ->findChild<QPushButton*>("emptyAction")
                                   : child<QPushButton>(m_window.get(), "addDomain");
        QVERIFY(button->isVisible());
        button->click();
        AddDomainDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = m_window->findChild<AddDomainDialog*>()) && dialog->isVisible());
        QStringList files;
        for (const char* split : {"train", "dev", "test"})
            for (const char* language : {"de", "en"})
                files += QStringLiteral(PALIMPSEST_TEST_DATA "/small/%1/%2.%3")
                             .arg(name, QLatin1String(split), QLatin1String(language));
        dialog->takeFiles(files);
        auto* box = child<QComboBox>(dialog, "domainRole");
        box->setCurrentIndex(box->findData(role));
        child<QPushButton>(dialog, "addDomainAccept")->click();
        QTRY_COMPARE_WITH_TIMEOUT(session()->domains().size(), before + 1, kPatience);
        QTRY_VERIFY(!m_window->findChild<AddDomainDialog*>());
        // Without a window manager nobody hands the focus back.
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        useOwnSettings();
        openWindow();
    }
    void cleanupTestCase() { endWindow(); }

    void aStudyIsMade()
    {
        child<QAbstractButton>(m_window.get(), "newStudy")->click();
        auto* dialog = child<QDialog>(m_window.get(), "newStudyDialog");
        type(dialog, "studyName", QStringLiteral("small"));
        type(dialog, "studyParent", m_folder.path());
        child<QPushButton>(dialog, "newStudyAccept")->click();
        QTRY_VERIFY_WITH_TIMEOUT(session()->isOpen(), kPatience);
        QCOMPARE(session()->folder(), m_folder.filePath("small"));
        QCOMPARE(child<QListWidget>(m_window.get(), "navigation")
                     ->currentItem()
                     ->data(Qt::UserRole)
                     .toString(),
                 QStringLiteral("domains"));
    }
    void textIsAdded()
    {
        addDomain(QStringLiteral("software"), QStringLiteral("old"));
        addDomain(QStringLiteral("music"), QStringLiteral("new"));
        const QAbstractItemModel* rows = child<QTableView>(m_window.get(), "domainsTable")->model();
        QCOMPARE(rows->rowCount(), 2);
        QCOMPARE(session()->domains()[1].domain.splits.at(Split::Train).pairs, 600);
    }
    void aSweepIsSetUp()
    {
        go(2);
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
        auto* form = child<QWidget>(m_window.get(), "sweepForm");
        QTRY_VERIFY(child<QPushButton>(m_window.get(), "startSweep")->isEnabled());
        type(form, "name", QStringLiteral("by hand"));
        type(form, "devices", QStringLiteral("cpu:2x1"));
        const std::pair<const char*, const char*> values[] = {
            {"training_budget_updates", "10"},
            {"training_validateEvery", "5"},
            {"training_batchTokens", "600"},
            {"training_validateSentences", "4"},
            {"base_tokenizer_vocabulary", "600"},
            {"base_training_budget_updates", "200"},
            {"base_training_batchTokens", "600"},
            {"base_training_validateEvery", "0"},
            {"fisher_sentences", "8"},
            {"evaluation_beam", "1"},
            {"evaluation_testSentences", "4"}};
        for (const auto& [name, value] : values)
            type(form, name, QLatin1String(value));
        auto* size = child<QComboBox>(form, "base_model_preset");
        size->setFocus();
        QTest::keyClick(size, Qt::Key_Home); // the smallest
        type(child<QWidget>(form, "strategy_ewc"), "ewc_lambda", QStringLiteral("1, 100"));
        type(child<QWidget>(form, "strategy_mixing"), "mixing_ratio", QStringLiteral("1"));
        child<QToolButton>(child<QWidget>(form, "strategy_ewc+mixing"), "removeStrategy")->click();
        // Tokenizer, base, Fisher; baseline, fine-tuning, two λ, one ratio.
        const auto* plan = child<QTableView>(m_window.get(), "planTable")->model();
        QTRY_COMPARE(plan->rowCount(), 3 + 1 + 1 + 2 + 1);
    }
    void itStartsPausesAndResumes()
    {
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
        go(3);
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(RunKind::Base) == JobState::Running, kPatience);
        auto* table = child<QTreeView>(m_window.get(), "runsTable");
        const QAbstractItemModel* rows = table->model();
        const auto selectBase = [&] {
            for (int row = 0; row < rows->rowCount(); ++row)
                if (rows->index(row, RunTableModel::KindColumn).data() ==
                    QStringLiteral("Base model"))
                    table->setCurrentIndex(rows->index(row, 0));
            table->setFocus();
        };
        selectBase();
        QTest::keyClick(table, Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(RunKind::Base) == JobState::Paused, kPatience);
        QCOMPARE(pointsOf(tradeoff()), 0);
        selectBase();
        QTest::keyClick(table, Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(RunKind::Base) == JobState::Done, kPatience);
    }
    void pointsAppearWhileItRuns()
    {
        go(1);
        QTRY_VERIFY_WITH_TIMEOUT(pointsOf(tradeoff()) > 0, kPatience);
        QVERIFY(session()->unfinishedJobs() > 0); // live, not at the end
        QTRY_VERIFY(tradeoff()->redraws() > 0);
    }
    void closingLeavesItRunning()
    {
        QVERIFY(session()->conductorAlive());
        const auto conductor = static_cast<pid_t>(session()->conductor()->pid);
        QVERIFY(m_window->close());
        m_window.reset();
        QCOMPARE(::kill(conductor, 0), 0);
        openWindow();
        QVERIFY(m_window->openStudy(m_folder.filePath("small")));
        QTRY_COMPARE_WITH_TIMEOUT(session()->sweeps().front().state, SweepState::Done, kPatience);
        QCOMPARE(session()->unfinishedJobs(), 0);
        for (const JobRow& job : session()->jobs())
            QVERIFY2(job.state == JobState::Done, job.label.c_str());
        QTRY_COMPARE(pointsOf(tradeoff()), 5);
        QVERIFY(m_window->statusBar()->currentMessage().contains(QLatin1String("is done")));
    }
    void aPointLeadsToItsCurves()
    {
        go(1);
        const PlotSeries* ewc = nullptr;
        for (const PlotSeries& series : tradeoff()->content().series)
            if (series.id == QLatin1String("ewc"))
                ewc = &series;
        QVERIFY(ewc);
        QCOMPARE(ewc->labels, (QStringList{QString::fromUtf8("λ 100"), QString::fromUtf8("λ 1")}));
        auto* canvas = tradeoff()->findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
        // Points that a tiny model scores alike lie on each other; a click takes one of them.
        const QPoint place = tradeoff()->pixelOf(ewc->x[1], ewc->y[1]).toPoint();
        QTest::mouseClick(canvas, Qt::LeftButton, {}, place);
        const QAbstractItemModel* table =
            child<QTableView>(m_window.get(), "tradeoffTable")->model();
        QCOMPARE(table->rowCount(), 5);
        QVERIFY(
            child<QTableView>(m_window.get(), "tradeoffTable")->selectionModel()->hasSelection());
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, place);
        QCOMPARE(child<QListWidget>(m_window.get(), "navigation")->currentRow(), 3);
        PlotWidget* curves = m_window->pages()[3]->plots().first();
        QTRY_COMPARE(curves->content().series.size(), 1);
    }
    void figuresAreWritten()
    {
        m_window->showPage(QStringLiteral("tradeoff"));
        m_window->findChild<QAction*>("actionExport")->trigger();
        auto* dialog = m_window->findChild<QDialog*>("exportFigureDialog");
        QVERIFY(dialog);
        const QString file = m_folder.filePath("figures/tradeoff.pdf");
        child<QLineEdit>(dialog, "figureFile")->setText(file);
        child<QPushButton>(dialog, "figureAccept")->click();
        QVERIFY2(QFile(file).size() > 1000,
                 qPrintable(child<QLabel>(dialog, "figureSentence")->text()));
        dialog->reject();
        QVERIFY(m_window->openExported(file));
        QVERIFY(m_window->close());
    }
};

QTEST_MAIN(WindowEndToEnd)
#include "tst_window_end_to_end.moc"
