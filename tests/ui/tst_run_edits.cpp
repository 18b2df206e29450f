// SPDX-License-Identifier: GPL-3.0-or-later
// What people write about runs, as random walks: undo of everything is the beginning, redo of
// everything the end.
#include <random>

#include <QAction>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTreeView>
#include <QUndoStack>

#include "tests/ui/page_bench.h"
#include "ui/pages/runs/runs_page.h"

using namespace palimpsest;

namespace
{

struct Bench : StudyPageBench<RunsPage> {
    /// Notes, tags and bin of every job as the study's file has them, and the filter.
    QStringList state() const
    {
        QStringList all;
        for (const JobRow& job : StudyStore(study().toStdString(), OpenMode::ReadOnly).jobs()) {
            QStringList tags;
            for (const std::string& tag : job.tags)
                tags += QString::fromStdString(tag);
            all += QStringLiteral("%1|%2|%3")
                       .arg(QString::fromStdString(job.note), tags.join(','),
                            job.binned.empty() ? "" : "binned");
        }
        all += child<QLineEdit>(page.get(), "runsFilter")->text();
        return all;
    }
};

void editAtRandom(Bench& bench, std::mt19937& random)
{
    const auto pick = [&](std::size_t count) { return random() % count; };
    const auto& jobs = bench.session.jobs();
    QList<RowId> chosen;
    for (std::size_t i = 0; i < 1 + pick(3); ++i)
        chosen += jobs[pick(jobs.size())].id;
    const QString words[] = {"odd", "to check", "camera ready"};
    switch (pick(6)) {
    case 0:
    case 1: {
        bench.selection.setJobs({chosen.first()});
        const char* name = random() % 2 == 0 ? "runNote" : "runTags";
        child<QTabWidget>(bench.page.get(), "runTabs")->setCurrentIndex(1);
        if (auto* note = bench.page->findChild<QPlainTextEdit*>(name)) {
            note->setFocus();
            note->selectAll();
            QTest::keyClicks(note, words[pick(3)]);
        } else if (auto* tags = bench.page->findChild<QLineEdit*>(name)) {
            tags->setFocus();
            tags->selectAll();
            QTest::keyClicks(tags, words[pick(3)]);
            QTest::keyClick(tags, Qt::Key_Return);
        }
        bench.selection.clear(); // hands over what was written
        break;
    }
    case 2:
    case 3:
        bench.selection.setJobs(chosen);
        bench.page->binSelected();
        break;
    case 4:
        bench.selection.setJobs(chosen);
        bench.page->restoreSelected();
        break;
    default:
        bench.page->setFilter(QStringList{"seed", "e", "ewc", "", ""}[int(pick(5))]);
    }
}

} // namespace

class RunEditsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void undoIsTheBeginningAndRedoTheEnd_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 4; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void undoIsTheBeginningAndRedoTheEnd()
    {
        QFETCH(quint32, seed);
        Bench bench;
        std::mt19937 random(seed);
        QUndoStack* stack = bench.page->undoStack();
        QList<QStringList> after = {bench.state()}; // at each index of the stack
        for (int step = 0; step < 50; ++step) {
            if (random() % 5 == 0 && stack->canUndo())
                stack->undo();
            else
                editAtRandom(bench, random);
            // One step of ours may be two of the stack: a note that is handed over, then the bin.
            after = after.mid(0, std::min<qsizetype>(after.size(), stack->index()));
            while (after.size() < stack->index())
                after += QStringList(); // between; not seen
            after += bench.state();
        }
        const QStringList end = bench.state();
        const int index = stack->index();
        QVERIFY2(index > 5, qPrintable(QString::number(index)));
        while (stack->canUndo()) {
            stack->undo();
            if (const QStringList& seen = after[stack->index()]; !seen.isEmpty())
                QCOMPARE(bench.state(), seen);
        }
        QCOMPARE(bench.state(), after.first());
        while (stack->index() < index)
            stack->redo();
        QCOMPARE(bench.state(), end);
    }
};

QTEST_MAIN(RunEditsTest)
#include "tst_run_edits.moc"
