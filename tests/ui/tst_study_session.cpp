// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <random>

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "engine/study/error.h"
#include "tests/support/large_study.h"
#include "tests/ui/page_study.h"
#include "ui/models/study_session.h"

using namespace palimpsest;

/// What the window knows of study.db: only what is new is read, in another thread.
class StudySessionTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString folder(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    static StudyStore writer(const QString& folder)
    {
        return StudyStore(folder.toStdString(), OpenMode::ReadWrite);
    }

private Q_SLOTS:
    void onlyWhatIsNewIsHandedOver()
    {
        const QString path = folder("news");
        makePageStudy(path.toStdString());
        StudySession session;
        session.open(path);
        QSignalSpy sweeps(&session, &StudySession::sweepsChanged);
        QSignalSpy jobs(&session, &StudySession::jobsChanged);
        QSignalSpy runs(&session, &StudySession::runsChanged);
        QSignalSpy evaluations(&session, &StudySession::evaluationsAdded);
        QSignalSpy metrics(&session, &StudySession::metricsAdded);
        QSignalSpy messages(&session, &StudySession::messagesChanged);
        QSignalSpy domains(&session, &StudySession::domainsChanged);
        StudyStore store = writer(path);
        const JobRow job = store.jobs().back();
        const RunRow run = addSampleRun(store, job.id, "late");
        store.addMetrics(run.id, 10, {{"loss", 4.5}});
        store.addMetrics(run.id, 20, {{"loss", 4.25}});
        const RowId evaluation =
            store.addEvaluation(sampleEvaluation(run, 20, Split::Dev, false, {1, 2, 3}), {});
        store.addMessage(Severity::Error, "Something new.");
        QTRY_COMPARE(messages.count(), 1);
        QCOMPARE(runs.count(), 1);
        QCOMPARE(runs[0][0].value<QList<RowId>>(), QList<RowId>{run.id});
        QCOMPARE(metrics.takeFirst()[0].value<QList<RowId>>(), QList<RowId>{run.id});
        QCOMPARE(evaluations.takeFirst()[0].value<QList<RowId>>(), QList<RowId>{evaluation});
        QCOMPARE(messages[0][0].value<QList<RowId>>().size(), 1);
        QCOMPARE(session.metrics(run.id, QStringLiteral("loss")).size(), std::size_t(2));
        QCOMPARE(session.latestRun(job.id)->name, std::string("late"));
        QVERIFY(jobs.isEmpty() && sweeps.isEmpty() && domains.isEmpty());

        store.setJobState(job.id, JobState::Running);
        QTRY_COMPARE(jobs.count(), 1);
        QCOMPARE(jobs[0][0].value<QList<RowId>>(), QList<RowId>{job.id});
        QCOMPARE(runs.count(), 1);
    }
    void seriesAreReadWhenTheyAreAskedForAndFollow()
    {
        const QString path = folder("series");
        LargeStudySize size;
        size.runs = 30;
        size.metricPoints = 30 * 40;
        size.sweeps = 1;
        size.seeds = 2;
        makeLargeStudy(path.toStdString(), size);
        StudySession session;
        session.open(path);
        const RowId early = session.runs()[3].id;
        const RowId late = session.runs()[4].id;
        QCOMPARE(session.metrics(early, QStringLiteral("loss")).size(), std::size_t{10});
        QTRY_COMPARE(session.latestDrift(late), std::optional(12.0));
        QSignalSpy metrics(&session, &StudySession::metricsAdded);
        StudyStore store = writer(path);
        for (const RowId run : {early, late}) {
            store.addMetrics(run, 55, {{"loss", 3.5}, {"drift", 12.5}});
            store.addMetrics(run, 52, {{"loss", 3.75}, {"gain", 1}}); // an update before
        }
        QTRY_VERIFY(!metrics.isEmpty());
        QTRY_COMPARE(session.metrics(early, QStringLiteral("loss")).size(), std::size_t{12});
        // What grew by increments, and what was read after them, is what another session reads.
        StudySession fresh;
        fresh.open(path);
        for (const RowId run : {early, late}) {
            QCOMPARE(session.metricNames(run), fresh.metricNames(run));
            QVERIFY(fresh.metricNames(run).contains(QStringLiteral("gain")));
            for (const QString& name : fresh.metricNames(run)) {
                const auto& grown = session.metrics(run, name);
                const auto& read = fresh.metrics(run, name);
                QVERIFY(std::ranges::equal(grown, read, [](const auto& a, const auto& b) {
                    return a.step == b.step && a.value == b.value;
                }));
            }
            QCOMPARE(session.latestDrift(run), std::optional(12.5));
        }
    }
    void incrementsMakeWhatAFullReadMakes()
    {
        const QString path = folder("increments");
        LargeStudySize size;
        size.runs = 40;
        size.metricPoints = 0;
        size.sweeps = 1;
        size.seeds = 4;
        size.running = 6;
        makeLargeStudy(path.toStdString(), size);
        StudySession session;
        session.open(path);
        StudyStore store = writer(path);
        std::mt19937 random(3);
        for (int turn = 0; turn < 20; ++turn) {
            for (int i = 0; i < 5; ++i) {
                RunRow run = session.runs()[random() % session.runs().size()];
                run.done = static_cast<double>(random() % 1000);
                store.updateRun(run);
                store.addEvaluation(sampleEvaluation(run, 100 * (random() % 4), Split::Dev, false,
                                                     {1.0 * (random() % 30), 20, 5}),
                                    {});
                const RunRow again = addSampleRun(
                    store, run.job, "again-" + std::to_string(turn) + "-" + std::to_string(i));
                store.setJobPosition(again.job, static_cast<int>(random() % 100));
            }
            session.refresh();
        }
        StudySession fresh;
        fresh.open(path);
        const auto evaluation = [](const EvaluationRow& row) {
            return std::tuple(row.id, row.job, row.run, row.step, row.split,
                              row.scores.front().value);
        };
        QVERIFY(std::ranges::equal(session.evaluations(), fresh.evaluations(), {}, evaluation,
                                   evaluation));
        const auto run = [](const RunRow& row) { return std::tuple(row.id, row.job, row.done); };
        QVERIFY(std::ranges::equal(session.runs(), fresh.runs(), {}, run, run));
        const auto job = [](const JobRow& row) { return std::tuple(row.id, row.position); };
        QVERIFY(std::ranges::equal(session.jobs(), fresh.jobs(), {}, job, job));
        for (const JobRow& row : fresh.jobs())
            QCOMPARE(session.latestRun(row.id) ? session.latestRun(row.id)->id : 0,
                     fresh.latestRun(row.id) ? fresh.latestRun(row.id)->id : 0);
    }
    void aScoreOfTheSameCheckpointReplaces()
    {
        const QString path = folder("again");
        makePageStudy(path.toStdString());
        StudySession session;
        session.open(path);
        const EvaluationRow first = session.evaluations().front();
        const std::size_t count = session.evaluations().size();
        EvaluationRow again = first;
        again.scores[0].value = 77;
        writer(path).addEvaluation(again, {});
        const auto shown = [&] {
            double value = 0;
            for (const EvaluationRow& row : session.evaluationsOfJob(first.job))
                if (row.split == first.split && row.step == first.step)
                    value = row.scores[0].value;
            return value;
        };
        QTRY_COMPARE(shown(), 77.0);
        QCOMPARE(session.evaluations().size(), count);
    }
    void theWindowStaysAliveWhileAnotherWrites()
    {
        const QString path = folder("locked");
        makePageStudy(path.toStdString());
        StudySession session;
        session.open(path);
        QSignalSpy messages(&session, &StudySession::messagesChanged);
        StudyStore store = writer(path);
        store.transaction([&] { // holds the write lock
            store.addMessage(Severity::Info, "Half written.");
            qint64 longest = 0;
            QElapsedTimer beat;
            beat.start();
            QTimer ticking;
            connect(&ticking, &QTimer::timeout, this,
                    [&] { longest = std::max(longest, beat.restart()); });
            ticking.start(5);
            QTest::qWait(3 * StudySession::kPollMilliseconds);
            QVERIFY2(longest < 150, qPrintable(QString::number(longest)));
            QCOMPARE(messages.count(), 0); // nothing half written is seen
        });
        QTRY_COMPARE(messages.count(), 1);
    }
    void anotherStudyIsReadAlone()
    {
        makePageStudy(folder("one").toStdString());
        makeSampleStore(folder("two").toStdString());
        StudySession session;
        session.open(folder("one"));
        QVERIFY(!session.evaluations().empty());
        QSignalSpy messages(&session, &StudySession::messagesChanged);
        writer(folder("one")).addMessage(Severity::Error, "Of the first study.");
        QTest::qSleep(StudySession::kPollMilliseconds + 100); // the reader has it on its way now
        session.open(folder("two"));
        QVERIFY(session.evaluations().empty());
        writer(folder("two")).addMessage(Severity::Info, "Of the second study.");
        QTRY_COMPARE(messages.count(), 1);
        QCOMPARE(session.messages().size(), std::size_t(1));
        QCOMPARE(session.messages()[0].text, std::string("Of the second study."));
    }
    void aNewerStudyIsOnlyRead()
    {
        const QString path = folder("newer");
        makePageStudy(path.toStdString());
        QProcess sqlite;
        sqlite.start("sqlite3", {path + "/study.db", "PRAGMA user_version = 999"});
        QVERIFY(sqlite.waitForFinished() && sqlite.exitCode() == 0);
        StudySession session;
        session.open(path);
        QVERIFY(session.readOnly());
        QVERIFY2(session.readOnlyReason().contains(QLatin1String("newer")),
                 qPrintable(session.readOnlyReason()));
        QVERIFY(!session.evaluations().empty());
    }
    /// A colleague's study that nobody had open is read without locks; then its owner begins.
    void aFolderThatMayNotBeWrittenIsFollowed()
    {
        const QString path = folder("foreign");
        makePageStudy(path.toStdString());
        // As where the file cannot be made beside study.db that those who read it share; root could
        // make it in any folder.
        QVERIFY(QFile::link("/nowhere/at/all", path + "/study.db-shm"));
        StudySession session;
        session.open(path);
        QVERIFY2(session.readOnlyReason().contains(QLatin1String("cannot be written")),
                 qPrintable(session.readOnlyReason()));
        QVERIFY(QFile::remove(path + "/study.db-shm"));
        QSignalSpy runs(&session, &StudySession::runsChanged);
        QSignalSpy failed(&session, &StudySession::readFailed);
        StudyStore store = writer(path);
        const RunRow run = addSampleRun(store, store.jobs().back().id, "late");
        store.addMetrics(run.id, 10, {{"loss", 4.5}});
        QTRY_COMPARE(runs.count(), 1);
        QTRY_COMPARE(session.metrics(run.id, QStringLiteral("loss")).size(), std::size_t(1));
        store.addMetrics(run.id, 20, {{"loss", 4.25}});
        QTRY_COMPARE(session.metrics(run.id, QStringLiteral("loss")).size(), std::size_t(2));
        QVERIFY(failed.isEmpty());
        QVERIFY(session.readOnly());
    }
    void theConductorComesAndGoes()
    {
        const QString path = folder("conducted");
        makePageStudy(path.toStdString());
        StudySession session;
        session.open(path);
        QVERIFY(!session.conductorAlive());
        StudyStore store = writer(path);
        ConductorRow owner;
        owner.host = "here";
        owner.pid = QCoreApplication::applicationPid();
        owner.bootId = "test";
        QVERIFY(store.takeConductorLock(owner));
        QTRY_VERIFY(session.conductorAlive());
        store.releaseConductorLock(owner);
        QTRY_VERIFY(!session.conductorAlive());
    }
    void whatIsNoStudyThrowsASentence()
    {
        StudySession session;
        QVERIFY_EXCEPTION_THROWN(session.open(folder("nowhere")), BadInput);
        QVERIFY(!session.isOpen());
    }
};

QTEST_GUILESS_MAIN(StudySessionTest)
#include "tst_study_session.moc"
