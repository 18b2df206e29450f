// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <atomic>
#include <cmath>
#include <cstring>
#include <thread>

#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include "engine/study/error.h"
#include "tests/support/sample_store.h"

using namespace palimpsest;

class TestStudyStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_study = m_folder->filePath("study").toStdString();
    }

    void studyComesBack()
    {
        makeSampleStore(m_study);
        StudyStore store(m_study, OpenMode::ReadWrite);
        const StudyRow study = store.study();
        QCOMPARE(study.sourceLanguage, std::string("de"));
        const QRegularExpression uuid(
            "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        QVERIFY(QString::fromStdString(study.id).contains(uuid));
        const QRegularExpression time("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$");
        QVERIFY(QString::fromStdString(study.created).contains(time));
        store.renameStudy("other");
        QCOMPARE(store.study().name, std::string("other"));
        QVERIFY_THROWS_EXCEPTION(BadInput, StudyStore::create(m_study, study));
        QVERIFY_THROWS_EXCEPTION(BadInput, StudyStore(m_study / "absent", OpenMode::ReadWrite));
        QVERIFY_THROWS_EXCEPTION(BadInput, StudyStore(m_study / "absent", OpenMode::ReadOnly));
    }

    void notesAndTagsAreNewsToOpenWindows()
    {
        StudyStore store = makeSampleStore(m_study);
        StudyStore window(m_study, OpenMode::ReadOnly);
        const RowId job = store.jobs().back().id;
        Revision seen = window.revision();
        const auto news = [&] {
            const std::vector<JobRow> rows = window.jobs(seen);
            seen = window.revision();
            return rows;
        };
        store.setJobNote(job, "looks \"odd\"\nask");
        std::vector<JobRow> rows = news();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].note, std::string("looks \"odd\"\nask"));
        store.setJobTags(job, {" camera ready ", "", "ä", "camera ready"});
        rows = news();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].tags, (std::vector<std::string>{"camera ready", "ä"}));
        QCOMPARE(rows[0].note, std::string("looks \"odd\"\nask"));
        QVERIFY(news().empty());
        store.setSweepNote(store.sweeps().front().id, "first");
        QCOMPARE(window.sweeps(seen).at(0).note, std::string("first"));
    }

    void theBinTakesAllOrNone()
    {
        StudyStore store = makeSampleStore(m_study);
        const std::vector<JobRow> jobs = store.jobs();
        const RowId done = jobs[0].id;
        store.setJobState(done, JobState::Done);
        QVERIFY_THROWS_EXCEPTION(BadInput, store.setJobBinned({done, jobs[1].id}, true));
        QVERIFY(store.job(done)->binned.empty()); // the other one waits
        store.setJobState(jobs[1].id, JobState::Failed);
        const Revision before = store.revision();
        store.setJobBinned({done, jobs[1].id}, true);
        QCOMPARE(store.jobs(before).size(), std::size_t{2});
        QVERIFY(!store.job(done)->binned.empty());
        store.setJobBinned({done}, false);
        QVERIFY(store.job(done)->binned.empty());
        store.setJobState(jobs[1].id, JobState::Waiting); // a retry: what waits is not in the bin
        QVERIFY(store.job(jobs[1].id)->binned.empty());
    }

    void aSweepTakesWhatItAsksForOutOfTheBin()
    {
        StudyStore store = makeSampleStore(m_study);
        const SweepRow sweep = store.sweeps().front();
        const RowId trial = store.jobs().back().id;
        store.setJobState(trial, JobState::Done);
        store.setJobBinned({trial}, true);
        store.addJobs(planSweep(sweep.spec, store.facts()), store.addSweep(sweep.spec));
        QVERIFY(store.job(trial)->binned.empty());
        QCOMPARE(store.job(trial)->sweeps.size(), std::size_t{2});
    }

    /// Whoever waits for study.db sees the whole study from its first moment on.
    void studyAppearsAsAWhole()
    {
        std::atomic<bool> stop = false;
        std::atomic<int> seen = 0;
        std::string broken;
        std::array<std::filesystem::path, 20> watched;
        for (std::size_t i = 0; i < watched.size(); ++i)
            watched[i] = m_study / std::to_string(i);
        std::thread reader([&] {
            for (std::size_t i = 0; i < watched.size() && !stop;) {
                if (!std::filesystem::exists(watched[i] / "study.db"))
                    continue;
                try {
                    seen += StudyStore(watched[i], OpenMode::ReadOnly).study().name == "study";
                } catch (const std::exception& failure) {
                    broken = failure.what();
                }
                ++i;
            }
        });
        for (const auto& folder : watched)
            StudyStore::create(folder, {"", "study", "de", "en", "", ""});
        QTest::qWait(100);
        stop = true;
        reader.join();
        QVERIFY2(broken.empty(), broken.c_str());
        QCOMPARE(seen.load(), 20);
        for (const auto& folder : watched) {
            for (const auto& file : std::filesystem::directory_iterator(folder))
                QVERIFY(!file.path().filename().string().starts_with("study.db.new"));
        }
    }

    void domainsComeBack()
    {
        StudyStore store = makeSampleStore(m_study);
        QVERIFY(store.facts().domains == sampleFacts().domains);
        DomainRow row = *store.domain("news");
        QVERIFY_THROWS_EXCEPTION(BadInput, store.addDomain(row.domain, {}));
        row.domain.splits[Split::Train].pairs = 5;
        store.updateDomain(row.id, row.domain, {{"overlap", 3}});
        QVERIFY(store.domain("news")->domain == row.domain);
        QCOMPARE(store.domain("news")->facts.at("overlap").get<int>(), 3);
        QVERIFY(!store.domain("law"));

        const ReferenceText text{{"eins", "", "drei"}, {"one", "", "three"}};
        store.storeReference("news", Split::Test, "hash", text);
        QCOMPARE(store.reference("news", Split::Test).references, text.references);
        QCOMPARE(store.reference("news", Split::Test).sources, text.sources);
        QVERIFY_THROWS_EXCEPTION(BadInput, store.reference("news", Split::Dev));
        QVERIFY_THROWS_EXCEPTION(BadInput, store.storeReference("law", Split::Dev, "h", text));
    }

    void domainsWithResultsStay()
    {
        StudyStore store = makeSampleStore(m_study);
        const RunRow run = addSampleRun(store, store.jobs().back().id, "r");
        store.addEvaluation(sampleEvaluation(run, 1, Split::Test, true, {1, 2}), {});
        DomainRow news = *store.domain("news");
        QVERIFY_THROWS_EXCEPTION(BadInput, store.removeDomain(news.id));
        news.domain.name = "renamed";
        QVERIFY_THROWS_EXCEPTION(BadInput, store.updateDomain(news.id, news.domain, {}));
        store.removeDomain(store.domain("koran")->id);
        QCOMPARE(store.domains().size(), std::size_t{2});
    }

    void plansAreReused()
    {
        StudyStore store = makeSampleStore(m_study);
        const auto first = store.jobs();
        QCOMPARE(first.size(), std::size_t{3 + 1 + 1 + 2 + 3 + 2});
        store.setJobState(first[3].id, JobState::Done);
        const Revision before = store.revision();
        store.addJobs(planSweep(hasler2021Sweep({1, 0.1}), store.facts()), 1);
        QCOMPARE(store.revision(), before); // nothing new, nothing changed
        const SweepSpec wider = hasler2021Sweep({1, 0.1, 0.01});
        const RowId second = store.addSweep(wider);
        store.addJobs(planSweep(wider, store.facts()), second);
        QCOMPARE(store.jobs().size(), first.size() + 2);
        const auto done = store.jobByIdentity(first[3].identity);
        QVERIFY(done->state == JobState::Done);
        QCOMPARE(done->sweeps, (std::vector<RowId>{1, second}));
        QVERIFY(nlohmann::json(done->config) == nlohmann::json(first[3].config));
        QCOMPARE(done->requires_, first[3].requires_);
        QVERIFY(store.sweep(second)->spec == wider);
        QVERIFY(!store.job(9999));
    }

    void onlyWhatChangedIsReadAgain()
    {
        StudyStore store = makeSampleStore(m_study);
        StudyStore reader(m_study, OpenMode::ReadOnly);
        const Revision seen = reader.revision();
        const std::int64_t counter = reader.changeCounter();
        QVERIFY(reader.jobs(seen).empty() && reader.runs(seen).empty() &&
                reader.messages(seen).empty());
        store.setJobState(4, JobState::Running);
        store.setJobPosition(5, 99);
        RunRow run = addSampleRun(store, 4, "r1");
        QVERIFY(reader.changeCounter() > counter);
        QCOMPARE(reader.jobs(seen).size(), std::size_t{2});
        QCOMPARE(reader.runs(seen).size(), std::size_t{1});
        const Revision later = reader.revision();
        run.state = JobState::Failed;
        run.exitCode = 5;
        run.sentence = "The loss became NaN.";
        run.done = 12.5;
        run.ended = "2026-01-01T00:00:00.000Z";
        store.updateRun(run);
        const auto runs = reader.runs(later);
        QCOMPARE(runs.size(), std::size_t{1});
        QCOMPARE(runs[0].sentence, run.sentence);
        QCOMPARE(runs[0].exitCode, 5);
        QCOMPARE(runs[0].done, 12.5);
        QVERIFY(reader.jobs(later).empty());
        const std::int64_t own = store.changeCounter();
        store.setSweepState(1, SweepState::Running);
        QVERIFY(store.changeCounter() > own);
        QVERIFY(reader.sweeps(later).at(0).state == SweepState::Running);
        addSampleRun(store, 4, "r2");
        QCOMPARE(reader.latestRun(4)->name, std::string("r2"));
        QCOMPARE(reader.latestRun(4)->exitCode, -1);
    }

    void repeatedMetricsChangeNothing()
    {
        StudyStore store = makeSampleStore(m_study);
        const RunRow run = addSampleRun(store, 4, "r");
        store.addMetrics(run.id, 10, {{"loss", 1.0 / 3}, {"drift", NAN}});
        store.addMetrics(run.id, 20, {{"loss", 0.25}});
        std::int64_t cursor = 0;
        const auto updates = store.metricsSince(cursor);
        QCOMPARE(updates.size(), std::size_t{2}); // what is not a number is no point
        QCOMPARE(updates[0].point.value, 1.0 / 3);
        store.addMetrics(run.id, 10, {{"loss", 1.0 / 3}, {"drift", NAN}});
        QVERIFY(store.metricsSince(cursor).empty());
        store.addMetrics(run.id, 20, {{"loss", 0.5}, {"penalty", 2}});
        const auto more = store.metricsSince(cursor);
        QCOMPARE(more.size(), std::size_t{1});
        QCOMPARE(more[0].name, std::string("penalty"));
        const auto loss = store.metrics(run.id, "loss");
        QCOMPARE(loss.size(), std::size_t{2});
        QCOMPARE(loss[1].value, 0.5); // of a resumed run the later value stands
        QCOMPARE(store.metrics(run.id, "loss", 10).size(), std::size_t{1});
        QCOMPARE(store.metricNames(run.id), (std::vector<std::string>{"drift", "loss", "penalty"}));
        store.setEventOffset(run.id, 1234);
        QCOMPARE(store.eventOffset(run.id), 1234);
    }

    void evaluationsComeBack()
    {
        StudyStore store = makeSampleStore(m_study);
        const RunRow run = addSampleRun(store, 4, "r");
        const RowId dev =
            store.addEvaluation(sampleEvaluation(run, 50, Split::Dev, false, {1, 2, 3}), {});
        const auto details = sampleDetails();
        const RowId test =
            store.addEvaluation(sampleEvaluation(run, 50, Split::Test, true, {4, 5, 6}), details);
        QVERIFY(test > dev);
        const auto rows = store.evaluations(dev);
        QCOMPARE(rows.size(), std::size_t{1});
        QVERIFY(rows[0].selected && rows[0].split == Split::Test);
        QCOMPARE(rows[0].scores.size(), std::size_t{3});
        for (const ScoreRow& score : rows[0].scores) {
            QCOMPARE(score.value, score.domain == "captions" ? 4.0
                                  : score.domain == "news"   ? 5.0
                                                             : 6.0);
            QVERIFY((score.role == DomainRole::Old) == (score.domain == "news"));
            QVERIFY(score.signature.starts_with("nrefs:1"));
        }
        const EvaluationDetail detail = store.evaluationDetail(test, "koran");
        QCOMPARE(detail.translations, details[2].translations);
        QCOMPARE(detail.statistics, details[2].statistics);
        QVERIFY_THROWS_EXCEPTION(BadInput, store.evaluationDetail(dev, "koran"));
    }

    void repeatedEvaluationsReplace()
    {
        StudyStore store = makeSampleStore(m_study);
        const RunRow run = addSampleRun(store, 4, "r");
        const RowId first = store.addEvaluation(
            sampleEvaluation(run, 50, Split::Test, true, {1, 2, 3}), sampleDetails());
        const RowId second = store.addEvaluation(
            sampleEvaluation(run, 50, Split::Test, true, {4, 5, 6}), sampleDetails());
        QVERIFY(second > first);
        QCOMPARE(store.evaluations().size(), std::size_t{1});
        QVERIFY_THROWS_EXCEPTION(BadInput, store.evaluationDetail(first, "news"));
        store.addEvaluation(sampleEvaluation(run, 60, Split::Test, true, {7, 8, 9}), {});
        int selected = 0;
        for (const EvaluationRow& row : store.evaluations())
            selected += row.selected ? 1 : 0;
        QCOMPARE(selected, 1); // a job keeps one checkpoint
    }

    void failedWritesLeaveNothing()
    {
        StudyStore store = makeSampleStore(m_study);
        const RunRow run = addSampleRun(store, 4, "r");
        auto details = sampleDetails();
        details[2].translations[0] = "two\nlines";
        const auto evaluation = sampleEvaluation(run, 50, Split::Test, true, {1, 2, 3});
        QVERIFY_THROWS_EXCEPTION(BadInput, store.addEvaluation(evaluation, details));
        QVERIFY(store.evaluations().empty());
        auto broken = evaluation;
        broken.scores[1].value = NAN;
        QVERIFY_THROWS_EXCEPTION(BadInput, store.addEvaluation(broken, {}));
        const auto work = [&] {
            store.addEvaluation(evaluation, {});
            store.transaction([&] { store.addMessage(Severity::Info, "inner"); });
            throw std::runtime_error("outer");
        };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, store.transaction(work));
        QVERIFY(store.evaluations().empty() && store.messages().empty());
        store.addEvaluation(evaluation, sampleDetails()); // and the store still works
        QCOMPARE(store.evaluations().size(), std::size_t{1});
    }

    void requestsAreAnswered()
    {
        StudyStore store = makeSampleStore(m_study);
        StudyStore window(m_study, OpenMode::ReadWrite);
        const RowId id = window.addRequest("job.pause", {{"job", 4}});
        QVERIFY_THROWS_EXCEPTION(BadInput, window.addRequest("job.explode", {}));
        QCOMPARE(store.openRequests().size(), std::size_t{1});
        QCOMPARE(store.openRequests()[0].payload.at("job").get<int>(), 4);
        store.answerRequest(id, RequestState::Refused, "It has ended.");
        QVERIFY(store.openRequests().empty());
        QVERIFY(window.request(id)->state == RequestState::Refused);
        QCOMPARE(window.request(id)->answer, std::string("It has ended."));
    }

    void equalMessagesAreCounted()
    {
        StudyStore store = makeSampleStore(m_study);
        store.addMessage(Severity::Warning, "slow", 4);
        const Revision seen = store.revision();
        store.addMessage(Severity::Warning, "slow", 4);
        store.addMessage(Severity::Warning, "slow");
        store.addMessage(Severity::Error, "slow");
        const auto messages = store.messages(seen);
        QCOMPARE(messages.size(), std::size_t{3});
        QCOMPARE(messages[0].count, 2);
        QCOMPARE(messages[0].job, RowId{4});
        QCOMPARE(messages[1].job, RowId{0});
        QVERIFY(messages[0].first <= messages[0].last);
    }

    void documentsComeBack()
    {
        StudyStore store = makeSampleStore(m_study);
        store.setDocument("view", "a", {{"x", 1}});
        store.setDocument("view", "a", {{"x", 2}});
        store.setDocument("draft", "a", {1, 2});
        QCOMPARE(store.documents("view").size(), std::size_t{1});
        QCOMPARE(store.documents("view").at("a").at("x").get<int>(), 2);
        store.removeDocument("view", "a");
        QVERIFY(store.documents("view").empty());
        QCOMPARE(store.documents("draft").size(), std::size_t{1});
    }

    void readableByAnyClient()
    {
        StudyStore store = makeSampleStore(m_study);
        const RunRow run = addSampleRun(store, 6, "r");
        store.addMetrics(run.id, 10, {{"loss", 1.5}});
        store.addEvaluation(sampleEvaluation(run, 10, Split::Test, true, {10, 20, 13}),
                            sampleDetails());
        QCOMPARE(sqlite("PRAGMA integrity_check; PRAGMA foreign_key_check"), QString("ok"));
        QCOMPARE(sqlite("SELECT strategy, parameters, seed, split, mean_new, mean_old, domains "
                        "FROM tradeoff"),
                 QString("ewc|λ=1|1|test|11.5|20.0|3"));
        QCOMPARE(sqlite("SELECT name, step, value FROM metric"), QString("loss|10|1.5"));
        QCOMPARE(sqlite("SELECT label, name FROM latest_run WHERE name IS NOT NULL"),
                 QString("EWC λ=1, seed 1|r"));
        QCOMPARE(sqlite("SELECT count(*) FROM trial_score"), QString("3"));
    }

    void readOnlyFoldersOpen()
    {
        {
            StudyStore store = makeSampleStore(m_study);
            QVERIFY_THROWS_EXCEPTION(BadInput,
                                     StudyStore(m_study, OpenMode::ReadOnly).renameStudy("x"));
        }
        QVERIFY(!std::filesystem::exists(m_study / "study.db-wal")); // closed cleanly
        for (const auto& path :
             {std::filesystem::path(m_folder->path().toStdString()), m_study, m_study / "study.db"})
            std::filesystem::permissions(
                path, std::filesystem::perms(path == m_study / "study.db" ? 0444 : 0555));
        // Root may write anywhere, so the reader is a process that is not root.
        const pid_t child = fork();
        if (child == 0) {
            if (getuid() == 0 && setuid(65534) != 0)
                _exit(2);
            try {
                const StudyStore store(m_study, OpenMode::ReadOnly);
                const bool told =
                    store.readOnlyReason().find("cannot be written") != std::string::npos;
                _exit(told && store.jobs().size() == 12 ? 0 : 3);
            } catch (const std::exception& error) {
                (void)!write(2, error.what(), strlen(error.what()));
                _exit(4);
            }
        }
        int status = 0;
        waitpid(child, &status, 0);
        for (const auto& path : {std::filesystem::path(m_folder->path().toStdString()), m_study})
            std::filesystem::permissions(path, std::filesystem::perms(0755));
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }

private:
    QString sqlite(const QString& sql) const
    {
        QProcess shell;
        shell.start("sqlite3",
                    {"-readonly", QString::fromStdString((m_study / "study.db").string()), sql});
        if (!shell.waitForFinished() || shell.exitCode() != 0)
            return "sqlite3 failed: " + shell.readAllStandardError() + shell.errorString();
        return QString::fromUtf8(shell.readAllStandardOutput()).trimmed();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_study;
};

QTEST_GUILESS_MAIN(TestStudyStore)
#include "tst_study_store.moc"
