// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <fstream>

#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/scoring/metric.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "tests/engine/orchestration/scripted_study.h"

using namespace palimpsest;

/// The conductor against scripted workers; real ones are in tests/integration.
class ConductorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_study = std::make_unique<ScriptedStudy>(); }
    void cleanup() { m_study.reset(); }
    void runsASweepInOrder();
    void scoresAgainstTheReferences();
    void repeatsNothingAndExtends();
    void goesOnBesideAFailure();
    void startsNothingAfterAFailedPrerequisite();
    void takesEventsOnceAfterACrash();
    void followsALivingWorkerOn();
    void goesOnWithAWorkerThatDiesUnderItsHeir();
    void marksDeadWorkersInterrupted();
    void tellsKillsFromFaults();
    void failsARunThatBreaksTheProtocol();
    void makesLostArtifactsAgain();
    void readsNothingOutsideTheStudy();

private:
    ScriptedStudy& study() { return *m_study; }

    std::unique_ptr<ScriptedStudy> m_study;
};

void ConductorTest::runsASweepInOrder()
{
    const RowId sweep = study().runSmallSweep();
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    const auto jobs = study().store().jobs();
    QCOMPARE(jobs.size(), std::size_t(6));
    QCOMPARE(study().started.size(), std::size_t(6));
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        QCOMPARE(jobs[i].state, JobState::Done);
        const auto run = study().store().latestRun(jobs[i].id);
        QCOMPARE(run->state, JobState::Done);
        QCOMPARE(run->exitCode, 0);
        QCOMPARE(run->pid, std::int64_t(4711));
        QCOMPARE(run->name, study().started[i]); // in the order of the plan
        QVERIFY(!run->ended.empty());
    }
    QCOMPARE(jobs[0].facts.at("size").get<int>(), 12);
    const auto losses = study().store().metrics(study().store().latestRun(jobs[1].id)->id, "loss");
    QCOMPARE(losses.size(), std::size_t(1));
    QCOMPARE(losses[0].value, 3.5);
    QVERIFY(!study().store().conductor().has_value()); // the lock is given back
}

void ConductorTest::scoresAgainstTheReferences()
{
    study().runSmallSweep();
    StudyStore& store = study().store();
    const auto evaluations = store.evaluations();
    QCOMPARE(evaluations.size(), std::size_t(6)); // dev and test of three trials
    for (const EvaluationRow& evaluation : evaluations) {
        QCOMPARE(evaluation.scores.size(), std::size_t(9)); // bleu, chrf and loss of three domains
        QCOMPARE(evaluation.selected, evaluation.split == Split::Test);
        for (const ScoreRow& score : evaluation.scores) {
            if (score.metric == "loss") {
                QCOMPARE(score.value, 2.5);
                continue;
            }
            const EvaluationDetail detail = store.evaluationDetail(evaluation.id, score.domain);
            QCOMPARE(detail.translations.size(), evaluation.split == Split::Dev ? 2 : 3);
            auto reference = store.reference(score.domain, evaluation.split).references;
            reference.resize(detail.translations.size());
            const auto metric = makeMetric(score.metric);
            const std::vector<std::vector<std::string>> references = {reference};
            QCOMPARE(score.value, metric->corpusScore(detail.translations, references));
            QVERIFY(score.value > 1 && score.value < 99);
            QCOMPARE(score.signature, metric->signature());
            QCOMPARE(metric->score(sumStatistics(detail.statistics.at(score.metric))), score.value);
        }
    }
}

void ConductorTest::repeatsNothingAndExtends()
{
    const RowId sweep = study().runSmallSweep();
    const Revision before = study().store().revision();
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(study().started.size(), std::size_t(6));
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QVERIFY(study().store().revision() - before <= 2); // the sweep's state alone

    SweepSpec larger = study().smallSweep();
    larger.strategies[2].axes["ewc.lambda"] = {1, 0.1};
    study().store().updateSweep(sweep, larger);
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(study().started.size(), std::size_t(7));
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

void ConductorTest::goesOnBesideAFailure()
{
    study().script = [this](const RunConfig& config, EventWriter& events) {
        if (config.strategy.name == "fine-tuning") {
            std::ofstream(StudyLayout(study().folder()).run(config.run) / "worker.log")
                << "last words\n";
            events.write(event::kHello, {});
            events.write(event::kFailed,
                         {{"exitCode", 5}, {"sentence", "The loss became infinite."}});
            study().endings[config.run].exitCode = 5;
        } else {
            study().workThrough(config, events);
        }
    };
    const RowId sweep = study().runSmallSweep();
    QCOMPARE(study().stateOf(sweep), SweepState::PartlyDone);
    const JobRow failed = study().jobOf("Fine-tuning");
    QCOMPARE(failed.state, JobState::Failed);
    QCOMPARE(study().store().latestRun(failed.id)->sentence,
             std::string("The loss became infinite."));
    QCOMPARE(study().store().latestRun(failed.id)->exitCode, 5);
    QCOMPARE(study().jobOf("EWC").state, JobState::Done);
    const auto messages = study().store().messages();
    QVERIFY(std::any_of(messages.begin(), messages.end(), [&](const MessageRow& message) {
        return message.severity == Severity::Error && message.job == failed.id &&
               message.text.find("last words") != std::string::npos;
    }));

    study().conduct("sweep.start", {{"sweep", sweep}}); // nothing is retried silently
    QCOMPARE(study().started.size(), std::size_t(6));
    QCOMPARE(study().stateOf(sweep), SweepState::PartlyDone);
    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    study().conduct("sweep.start", {{"sweep", sweep}, {"retryFailed", true}});
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QCOMPARE(study().started.back().substr(12), std::string("-2")); // a fresh folder
}

void ConductorTest::startsNothingAfterAFailedPrerequisite()
{
    study().script = [this](const RunConfig& config, EventWriter& events) {
        if (config.kind == RunKind::Base)
            events.write(event::kFailed, {{"exitCode", 3}, {"sentence", "No memory."}});
        else
            study().workThrough(config, events);
    };
    const RowId sweep = study().runSmallSweep();
    QCOMPARE(study().stateOf(sweep), SweepState::PartlyDone);
    QCOMPARE(study().started.size(), std::size_t(2));
    const JobRow ewc = study().jobOf("EWC");
    QCOMPARE(ewc.state, JobState::Waiting);
    int said = 0;
    for (const MessageRow& message : study().store().messages())
        said +=
            message.job == ewc.id && message.text.find("because Base model") != std::string::npos;
    QCOMPARE(said, 1);

    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    study().conduct("job.retry", {{"job", study().jobOf("Base").id}});
    QCOMPARE(study().stateOf(sweep), SweepState::Done); // what waited for it went on
}

void ConductorTest::takesEventsOnceAfterACrash()
{
    study().leaveFineTuningRunning();
    const RowId sweep = study().addSweep(study().smallSweep());
    std::string run;
    {
        Conductor crashed(study().store(), study(), {});
        QVERIFY(study().worksUntilFineTuning(crashed, sweep));
        run = study().started.back();
    }
    // Meanwhile the worker comes to its end.
    const JobRow job = study().jobOf("Fine-tuning");
    {
        RunConfig config = job.config;
        config.run = run;
        EventWriter events = study().writer(run);
        study().workThrough(config, events);
    }
    study().alive.erase(run);
    study().endings.erase(run); // nobody's child any more
    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    study().conduct("sweep.resume", {{"sweep", sweep}});
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QCOMPARE(std::count(study().started.begin(), study().started.end(), run), 1);
    const auto runs = study().store().latestRun(job.id);
    QCOMPARE(runs->name, run);
    QCOMPARE(runs->state, JobState::Done);
    QCOMPARE(study().store().metrics(runs->id, "loss").size(), std::size_t(2));
    QCOMPARE(study().store().evaluations().size(), std::size_t(6));
}

void ConductorTest::followsALivingWorkerOn()
{
    study().leaveFineTuningRunning();
    const RowId sweep = study().addSweep(study().smallSweep());
    {
        Conductor crashed(study().store(), study(), {});
        QVERIFY(study().worksUntilFineTuning(crashed, sweep));
    }
    const std::string run = study().started.back();
    Conductor heir(study().store(), study(), {});
    QCOMPARE(heir.running().size(), std::size_t(1));
    QVERIFY(heir.step());
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Running);
    QCOMPARE(study().started.back(), run); // its slot is taken: nothing else was started
    RunConfig config = study().jobOf("Fine-tuning").config;
    config.run = run;
    {
        EventWriter events = study().writer(run);
        study().workThrough(config, events);
    }
    study().alive.erase(run);
    while (heir.step()) {
    }
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

void ConductorTest::marksDeadWorkersInterrupted()
{
    study().leaveFineTuningRunning();
    const RowId sweep = study().addSweep(study().smallSweep());
    {
        Conductor crashed(study().store(), study(), {});
        QVERIFY(study().worksUntilFineTuning(crashed, sweep));
    }
    const std::string run = study().started.back();
    study().alive.clear();
    study().endings.clear();
    Conductor heir(study().store(), study(), {});
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Interrupted);
    while (heir.step()) {
    }
    QCOMPARE(study().jobOf("EWC").state, JobState::Done); // the others went on
    QCOMPARE(study().stateOf(sweep), SweepState::PartlyDone);
    QCOMPARE(std::count(study().started.begin(), study().started.end(), run),
             1); // not restarted silently
    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    study().conduct("job.resume", {{"job", study().jobOf("Fine-tuning").id}});
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QVERIFY(study().started.back() != run); // it had no checkpoint: a fresh folder
}

void ConductorTest::tellsKillsFromFaults()
{
    study().script = [this](const RunConfig& config, EventWriter& events) {
        if (config.kind != RunKind::Trial) {
            study().workThrough(config, events);
            return;
        }
        WorkerStatus& ending = study().endings[config.run];
        ending.exitCode.reset();
        if (config.strategy.name == "fine-tuning")
            ending.signal = SIGKILL;
        else if (config.strategy.name == "ewc")
            ending.signal = SIGSEGV;
        else
            ending.exitCode = 127;
    };
    const RowId sweep = study().runSmallSweep();
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Interrupted);
    QCOMPARE(study().jobOf("EWC").state, JobState::Failed);
    QCOMPARE(study().jobOf("Unadapted").state, JobState::Failed);
    const auto run = study().store().latestRun(study().jobOf("Unadapted").id);
    QCOMPARE(run->exitCode, static_cast<int>(ExitCode::WorkerLost));
    QVERIFY(run->sentence.find("127") != std::string::npos);
    QCOMPARE(study().stateOf(sweep), SweepState::PartlyDone);
}

void ConductorTest::failsARunThatBreaksTheProtocol()
{
    study().script = [this](const RunConfig& config, EventWriter& events) {
        if (config.strategy.name == "fine-tuning") {
            study().alive.insert(config.run);
            nlohmann::json domains;
            study().writeTranslations(config, "test", domains);
            domains[0]["translations"] = "translations/missing";
            events.write(
                event::kEvaluation,
                {{"step", 1}, {"split", "test"}, {"selected", true}, {"domains", domains}});
        } else if (config.strategy.name == "ewc") {
            std::ofstream(StudyLayout(study().folder()).run(config.run) / "events.jsonl")
                << "nonsense\n";
        } else {
            study().workThrough(config, events);
        }
    };
    study().runSmallSweep();
    const JobRow tuned = study().jobOf("Fine-tuning");
    QCOMPARE(tuned.state, JobState::Failed);
    QVERIFY(study().store().latestRun(tuned.id)->sentence.find("missing") != std::string::npos);
    QCOMPARE(study().killed.size(), std::size_t(1)); // it would have worked on for nothing
    QCOMPARE(study().jobOf("EWC").state, JobState::Failed);
    QCOMPARE(study().store().evaluations().size(),
             std::size_t(2)); // no half evaluation: the baseline's
}

void ConductorTest::makesLostArtifactsAgain()
{
    const RowId sweep = study().runSmallSweep();
    std::filesystem::remove_all(study().folder() / study().jobOf("Fisher").config.fisherFolder);
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(study().started.size(), std::size_t(7));
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

/// Nobody can say how a worker ended that an earlier conductor had started: it goes on by itself.
void ConductorTest::goesOnWithAWorkerThatDiesUnderItsHeir()
{
    study().leaveFineTuningRunning();
    const RowId sweep = study().addSweep(study().smallSweep());
    {
        Conductor crashed(study().store(), study(), {});
        QVERIFY(study().worksUntilFineTuning(crashed, sweep));
    }
    const std::string run = study().started.back();
    Conductor heir(study().store(), study(), {});
    QVERIFY(heir.step());
    study().alive.erase(run);
    study().endings[run] = {};
    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
    while (heir.step()) {
    }
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Done);
}

/// A run of a stranger's study that names a file elsewhere as its translations fails.
void ConductorTest::readsNothingOutsideTheStudy()
{
    const auto secret = study().folder().parent_path() / "secret.txt";
    std::ofstream(secret) << "a\nb\n";
    study().script = [this, secret](const RunConfig& config, EventWriter& events) {
        if (config.kind != RunKind::Trial) {
            study().workThrough(config, events);
            return;
        }
        nlohmann::json domains;
        study().writeTranslations(config, "dev", domains);
        domains[0]["translations"] = "../../../secret.txt";
        events.write(event::kEvaluation,
                     {{"step", 5}, {"split", "dev"}, {"selected", true}, {"domains", domains}});
    };
    study().conduct("sweep.start", {{"sweep", study().addSweep(study().smallSweep())}});
    const JobRow trial = study().jobOf("Fine-tuning");
    QCOMPARE(trial.state, JobState::Failed);
    const std::string sentence = study().store().latestRun(trial.id)->sentence;
    QVERIFY2(sentence.find("leads out of its folder") != std::string::npos, sentence.c_str());
    QVERIFY(study().store().evaluations().empty());
    std::filesystem::remove(secret);
}

QTEST_GUILESS_MAIN(ConductorTest)
#include "tst_conductor.moc"
