// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <csignal>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/run_events.h"
#include "engine/orchestration/run_folder.h"
#include "engine/store/study_store.h"
#include "engine/study/exit_code.h"
#include "engine/study/study_layout.h"
#include "tests/integration/engine_process.h"

using namespace palimpsest;

/// The real program with real worker processes on a small real text, as a person would use it.
class StudyFromEndToEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsAWholeSweep();
    void storesAllThatReportsNeed();
    void evaluatesAsTheBaselineDid();
    void translatesLineByLine();
    void exportsTables();
    void exportsSentences();
    void doesNothingTwice();
    void runsOnlyTheNewCells();
    void goesOnAfterAKilledWorker();
    void goesOnAfterAKilledConductor();
    void refusesASecondConductor();
    void pausesOnSignalAndGoesOn();
    void goesOnUnderOtherLimits();

private:
    /// A new study whose base model trains this long; all trials follow.
    std::filesystem::path newStudy(const std::string& name, int baseUpdates) const;
    /// Waits until the run of a job of this kind has a checkpoint; returns the run's name.
    std::string waitForCheckpoint(const std::filesystem::path& study, RunKind kind) const;
    void verifyComplete(const std::filesystem::path& study) const;

    QTemporaryDir m_temporary;
    std::filesystem::path m_folder;
    std::filesystem::path m_study; ///< of the first tests
};

void StudyFromEndToEnd::initTestCase()
{
    m_folder = m_temporary.path().toStdString();
    m_study = newStudy("first", 60);
}

std::filesystem::path StudyFromEndToEnd::newStudy(const std::string& name, int baseUpdates) const
{
    const std::filesystem::path study = m_folder / name;
    std::filesystem::create_directories(study);
    writeStudyFile(study / "study.toml", "1", baseUpdates);
    return study;
}

std::string StudyFromEndToEnd::waitForCheckpoint(const std::filesystem::path& study,
                                                 RunKind kind) const
{
    const StudyLayout layout(study);
    for (int i = 0; i < 1200; ++i) {
        QTest::qWait(50);
        if (!std::filesystem::exists(study / "study.db"))
            continue;
        const StudyStore store(study, OpenMode::ReadOnly);
        for (const JobRow& job : store.jobs()) {
            const auto run = job.kind == kind ? store.latestRun(job.id) : std::nullopt;
            if (run && run->state == JobState::Running && hasCheckpoint(layout.run(run->name)))
                return run->name;
        }
    }
    return {};
}

/// Every job is done, every event was taken in once, and the streams have no gap.
void StudyFromEndToEnd::verifyComplete(const std::filesystem::path& study) const
{
    const StudyStore store(study, OpenMode::ReadOnly);
    for (const JobRow& job : store.jobs()) {
        QVERIFY2(job.state == JobState::Done, job.label.c_str());
        const auto run = store.latestRun(job.id);
        EventReader reader(StudyLayout(study).run(run->name));
        const auto events = reader.readNew();
        QCOMPARE(store.eventOffset(run->id), reader.offset());
        std::size_t metrics = 0;
        for (std::size_t i = 0; i < events.size(); ++i) {
            QCOMPARE(events[i].at("seq").get<std::size_t>(), i);
            metrics +=
                events[i].at("type") == event::kMetrics && events[i].at("values").contains("loss");
        }
        std::set<std::int64_t> steps;
        for (const MetricPoint& point : store.metrics(run->id, "loss"))
            steps.insert(point.step);
        QCOMPARE(store.metrics(run->id, "loss").size(), steps.size());
        QVERIFY(steps.size() <= metrics);
    }
    std::set<std::pair<RowId, Split>> selected;
    for (const EvaluationRow& evaluation : store.evaluations()) {
        if (evaluation.selected)
            selected.insert({evaluation.job, evaluation.split});
    }
    for (const JobRow& job : store.jobs()) {
        if (job.kind == RunKind::Trial)
            QVERIFY2(selected.contains({job.id, Split::Test}) &&
                         selected.contains({job.id, Split::Dev}),
                     job.label.c_str());
    }
}

void StudyFromEndToEnd::runsAWholeSweep()
{
    const EngineResult result = runEngine(sweepRun(m_study));
    QVERIFY2(result.code == 0, result.errors.c_str());
    const auto json = result.json();
    QCOMPARE(json.at("state").get<std::string>(), std::string("done"));
    QCOMPARE(json.at("jobs").size(), std::size_t(8)); // tokenizer, base, Fisher, five trials
    for (const auto& job : json.at("jobs")) {
        if (job.at("kind") != "trial")
            continue;
        for (const char* domain : {"software", "manual pages", "music"}) {
            for (const char* split : {"dev", "test"}) {
                const double chrf = job.at("scores").at(split).at(domain).at("chrf").get<double>();
                QVERIFY2(std::isfinite(chrf) && chrf >= 0 && chrf <= 100, domain);
            }
        }
    }
    verifyComplete(m_study);
}

void StudyFromEndToEnd::storesAllThatReportsNeed()
{
    const StudyStore store(m_study, OpenMode::ReadOnly);
    const auto evaluations = store.evaluations();
    for (const EvaluationRow& evaluation : evaluations) {
        if (!evaluation.selected || evaluation.split != Split::Test)
            continue;
        const EvaluationDetail detail = store.evaluationDetail(evaluation.id, "music");
        QCOMPARE(detail.translations.size(), std::size_t(12));
        QCOMPARE(detail.statistics.at("bleu").size(), std::size_t(12));
    }
    for (const JobRow& job : store.jobs()) {
        if (job.kind != RunKind::Trial || merges(job.config.strategy) ||
            !neededImportance(job.config.strategy, {}))
            continue;
        const auto penalty = store.metrics(store.latestRun(job.id)->id, "penalty");
        QVERIFY2(!penalty.empty() && penalty.back().value > 0, job.label.c_str());
    }
}

void StudyFromEndToEnd::evaluatesAsTheBaselineDid()
{
    const QString study = QString::fromStdString(m_study.string());
    const EngineResult again =
        runEngine({"evaluate", "--json", "--sentences", "12", "--threads", "1", "--beam", "1",
                   "--max-length-ratio", "1", "--study", study});
    QVERIFY2(again.code == 0, again.errors.c_str());
    const StudyStore store(m_study, OpenMode::ReadOnly);
    int compared = 0;
    for (const EvaluationRow& evaluation : store.evaluations()) {
        if (store.job(evaluation.job)->config.strategy.adapts || evaluation.split != Split::Test)
            continue;
        for (const ScoreRow& score : evaluation.scores) {
            if (score.metric == "loss")
                continue;
            const auto json = again.json().at("domains").at(score.domain).at(score.metric);
            QCOMPARE(json.at("score").get<double>(), score.value);
            QCOMPARE(json.at("signature").get<std::string>(), score.signature);
            ++compared;
        }
    }
    QCOMPARE(compared, 3 * 2); // three domains, BLEU and chrF
}

void StudyFromEndToEnd::translatesLineByLine()
{
    const auto translate = [&](const QByteArray& text, const QStringList& options) {
        const auto process =
            startEngine(QStringList{"translate", "--beam", "2", "--threads", "1", "--study",
                                    QString::fromStdString(m_study.string())} +
                        options);
        process->write(text);
        process->closeWriteChannel();
        return finish(*process);
    };
    const EngineResult forwards = translate("Das ist Musik.\n\nEin Paket\r\n  \nletzte Zeile", {});
    QVERIFY2(forwards.code == 0, forwards.errors.c_str());
    const QStringList lines = QString::fromStdString(forwards.output).split('\n');
    QCOMPARE(lines.size(), 6); // five and what follows the last newline
    QVERIFY(!lines[0].isEmpty() && lines[1].isEmpty() && !lines[2].isEmpty());
    QVERIFY(lines[3].isEmpty() && !lines[4].isEmpty() && lines[5].isEmpty());
    const EngineResult backwards = translate("letzte Zeile\n\nEin Paket\n\nDas ist Musik.\n", {});
    QCOMPARE(QString::fromStdString(backwards.output).split('\n'),
             (QStringList{lines[4], "", lines[2], "", lines[0], ""}));
    const EngineResult json = translate("Ein Paket\n", {"--json"});
    QCOMPARE(json.json().at("source").get<std::string>(), std::string("Ein Paket"));
    QCOMPARE(json.json().at("translation").get<std::string>(), lines[2].toStdString());
    const EngineResult wrong = translate("gut\nschl\xE4"
                                         "ft\n",
                                         {});
    QCOMPARE(wrong.code, static_cast<int>(ExitCode::BadInput));
    QVERIFY2(wrong.errors.find("line 2") != std::string::npos && wrong.output.empty(),
             wrong.errors.c_str());
    QCOMPARE(translate("", {}).output, std::string());
}

void StudyFromEndToEnd::exportsTables()
{
    const QString study = QString::fromStdString(m_study.string());
    for (const char* format : {"csv", "latex", "markdown", "json"}) {
        const EngineResult table =
            runEngine({"export", "table", "--study", study, "--format", format});
        QVERIFY2(table.code == 0, table.errors.c_str());
        QVERIFY2(table.output.find("music") != std::string::npos, format);
    }
    // The conductor tested every point of the finished sweep against the base model.
    const auto tests =
        runEngine({"export", "table", "--study", study, "--json"}).json().at("tests");
    QCOMPARE(tests.size(), std::size_t(1));
    QVERIFY(!tests[0].at("tests").empty());
    QCOMPARE(tests[0].at("tests").size(), tests[0].at("family").get<std::size_t>());
    for (const auto& test : tests[0].at("tests")) {
        const double p = test.at("p").get<double>();
        QVERIFY(p > 0 && p <= test.at("pHolm").get<double>());
        QVERIFY(p <= test.at("pBenjaminiHochberg").get<double>());
    }
    const EngineResult status = runEngine({"sweep", "status", "--study", study});
    QCOMPARE(status.code, 0);
    QVERIFY(status.output.find("Fine-tuning, seed 1: done") != std::string::npos);
}

void StudyFromEndToEnd::exportsSentences()
{
    const QString study = QString::fromStdString(m_study.string());
    const QStringList two = {"export", "sentences", "--study", study,
                             "-t",     "baseline",  "-t",      "fine-tuning"};
    const auto all = runEngine(two + QStringList{"--json"}).json();
    const std::size_t count = all.at("sentences").size();
    QCOMPARE(count, std::size_t{3 * 12});
    const EngineResult csv = runEngine(two);
    QVERIFY2(csv.code == 0, csv.errors.c_str());
    QVERIFY(csv.output.find("translation: fine-tuning") != std::string::npos);
    std::size_t parts = 0; // each sentence is better, worse or the same
    for (const char* change : {"better", "worse", "equal"})
        parts += runEngine(two + QStringList{"--json", "--change", change})
                     .json()
                     .at("sentences")
                     .size();
    QCOMPARE(parts, count);
    const EngineResult unknown =
        runEngine({"export", "sentences", "--study", study, "-t", "no such trial"});
    QCOMPARE(unknown.code, 2);
    QVERIFY2(unknown.errors.find("fine-tuning") != std::string::npos, unknown.errors.c_str());
}

void StudyFromEndToEnd::doesNothingTwice()
{
    const auto runsBefore = StudyStore(m_study, OpenMode::ReadOnly).runs().size();
    const EngineResult result = runEngine(sweepRun(m_study));
    QVERIFY2(result.code == 0, result.errors.c_str());
    QCOMPARE(StudyStore(m_study, OpenMode::ReadOnly).runs().size(), runsBefore);
    const EngineResult base =
        runEngine({"base", "train", "--json", "--study", QString::fromStdString(m_study.string())});
    QVERIFY2(base.code == 0, base.errors.c_str());
    QCOMPARE(StudyStore(m_study, OpenMode::ReadOnly).runs().size(), runsBefore);
}

void StudyFromEndToEnd::runsOnlyTheNewCells()
{
    const auto before = StudyStore(m_study, OpenMode::ReadOnly).runs().size();
    writeStudyFile(m_study / "study.toml", "10, 1, 0.1", 60);
    const QStringList plan = {"sweep",
                              "plan",
                              "--json",
                              "--study",
                              QString::fromStdString(m_study.string()),
                              "--file",
                              QString::fromStdString((m_study / "study.toml").string())};
    int fresh = 0;
    for (const auto& job : runEngine(plan).json())
        fresh += job.at("state") == "new";
    QCOMPARE(fresh, 2);
    const EngineResult result = runEngine(sweepRun(m_study));
    QVERIFY2(result.code == 0, result.errors.c_str());
    QCOMPARE(StudyStore(m_study, OpenMode::ReadOnly).runs().size(), before + 2);
    verifyComplete(m_study);
}

void StudyFromEndToEnd::goesOnAfterAKilledWorker()
{
    const std::filesystem::path study = newStudy("killed worker", 2000);
    const auto conductor = startEngine(sweepRun(study));
    const std::string run = waitForCheckpoint(study, RunKind::Base);
    QVERIFY(!run.empty());
    ::kill(static_cast<pid_t>(workerOf(StudyLayout(study).run(run))), SIGKILL);
    const EngineResult result = finish(*conductor);
    QVERIFY2(result.code == 0, result.errors.c_str()); // it went on by itself, and said so
    QVERIFY2(result.errors.find("signal 9; it goes on from its last checkpoint (retry 1 of 3") !=
                 std::string::npos,
             result.errors.c_str());
    verifyComplete(study);
    int hellos = 0;
    for (const auto& entry : EventReader(StudyLayout(study).run(run)).readNew()) {
        hellos += entry.at("type") == event::kHello;
        if (entry.at("type") == event::kHello && hellos == 2)
            QVERIFY(entry.at("resumedFrom").get<int>() >
                    0); // from the checkpoint, not from the start
    }
    QCOMPARE(hellos, 2);
}

void StudyFromEndToEnd::goesOnAfterAKilledConductor()
{
    const std::filesystem::path study = newStudy("killed conductor", 2000);
    const auto conductor = startEngine(sweepRun(study));
    const std::string run = waitForCheckpoint(study, RunKind::Base);
    QVERIFY(!run.empty());
    const std::int64_t worker = workerOf(StudyLayout(study).run(run));
    conductor->kill();
    conductor->waitForFinished();
    QCOMPARE(::kill(static_cast<pid_t>(worker), 0), 0); // the worker lives on

    const EngineResult heir = runEngine(sweepRun(study));
    QVERIFY2(heir.code == 0, heir.errors.c_str());
    verifyComplete(study);
    int hellos = 0;
    for (const auto& entry : EventReader(StudyLayout(study).run(run)).readNew())
        hellos += entry.at("type") == event::kHello;
    QCOMPARE(hellos, 1); // it was followed on, not started again
}

void StudyFromEndToEnd::refusesASecondConductor()
{
    const std::filesystem::path study = newStudy("two conductors", 4000);
    const auto first = startEngine(sweepRun(study));
    QVERIFY(!waitForCheckpoint(study, RunKind::Base).empty());
    const EngineResult second =
        runEngine({"conduct", "--study", QString::fromStdString(study.string())});
    QCOMPARE(second.code, static_cast<int>(ExitCode::Locked));
    QVERIFY(second.errors.find("another conductor") != std::string::npos);
    const EngineResult cancel =
        runEngine({"sweep", "cancel", "--study", QString::fromStdString(study.string())});
    QVERIFY2(cancel.code == 0, cancel.errors.c_str());
    QCOMPARE(finish(*first).code, static_cast<int>(ExitCode::Stopped));
    const StudyStore store(study, OpenMode::ReadOnly);
    QCOMPARE(store.sweeps().front().state, SweepState::Cancelled);
    QVERIFY(!store.conductor().has_value());
}

void StudyFromEndToEnd::pausesOnSignalAndGoesOn()
{
    const std::filesystem::path study = newStudy("paused", 2000);
    const auto conductor = startEngine(sweepRun(study));
    const std::string run = waitForCheckpoint(study, RunKind::Base);
    QVERIFY(!run.empty());
    conductor->terminate();
    QCOMPARE(finish(*conductor).code, static_cast<int>(ExitCode::Stopped));
    {
        const StudyStore store(study, OpenMode::ReadOnly);
        QCOMPARE(store.sweeps().front().state, SweepState::Paused);
        for (const JobRow& job : store.jobs())
            QVERIFY(job.state != JobState::Running);
    }
    // As after a logout: the sweep was not paused by anybody.
    const EngineResult resumed =
        runEngine({"resume", "--study", QString::fromStdString(study.string())});
    QVERIFY2(resumed.code == 0, resumed.errors.c_str());
    QCOMPARE(StudyStore(study, OpenMode::ReadOnly).sweeps().front().state, SweepState::Done);
    verifyComplete(study);
}

/// What a run may take is no part of what it trains.
void StudyFromEndToEnd::goesOnUnderOtherLimits()
{
    const std::filesystem::path study = newStudy("limits", 2000);
    const auto conductor = startEngine(sweepRun(study));
    const std::string run = waitForCheckpoint(study, RunKind::Base);
    QVERIFY(!run.empty());
    conductor->terminate();
    QCOMPARE(finish(*conductor).code, static_cast<int>(ExitCode::Stopped));
    const EngineResult result =
        runEngine(sweepRun(study) + QStringList{"--limit-minutes", "600", "--retries", "5"});
    QVERIFY2(result.code == 0, result.errors.c_str());
    verifyComplete(study);
    std::vector<nlohmann::json> beginnings;
    for (const auto& entry : EventReader(StudyLayout(study).run(run)).readNew()) {
        if (entry.at("type") == event::kHello)
            beginnings.push_back(entry.at("resumedFrom"));
    }
    QCOMPARE(beginnings.size(), std::size_t{2});
    QVERIFY(beginnings[1].is_number() && beginnings[1].get<int>() > 0);
}

QTEST_GUILESS_MAIN(StudyFromEndToEnd)
#include "tst_study_from_end_to_end.moc"
