// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <set>

#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/study/study_layout.h"
#include "tests/engine/orchestration/scripted_study.h"

using namespace palimpsest;

namespace
{

/// The shares of words that a trial gets right on its new and old domains.
struct Quality {
    double onNew = 1;
    double onOld = 1;
};

/// As many words of the references of ScriptedStudy as the share says, then noise.
std::string translation(const std::string& domain, std::size_t line, double share)
{
    const std::vector<std::vector<std::string>> words = {
        {"the", "first", "line", "of", domain, "is", "here"},
        {"a", "second", "line", "follows", "in", domain, "now"}};
    const auto right = static_cast<std::size_t>(share * 7 + 0.5);
    std::string text;
    for (std::size_t i = 0; i < 7; ++i)
        text += (i == 0 ? "" : " ") + (i < right ? words[line][i] : "w" + std::to_string(i));
    return text;
}

} // namespace

/// Sweeps that choose their configurations while they run, and trials that are stopped because
/// others beat them, against scripted workers.
class SweepSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_study = std::make_unique<ScriptedStudy>(); }
    void cleanup() { m_study.reset(); }
    void triesAsManyAsItMay();
    void goesOnAfterAnInterruption();
    void takesMoreWhenAllowedMore();
    void leavesTrialsOfAnotherBudgetAlone();
    void endsWhereTheBaseModelFails();
    void stopsWhatIsBeaten();
    void stopsNothingThatOthersAreBuiltOn();
    void goesOnWhereATrialIsBlocked();
    void marksWhatWouldBeStopped();
    void trainsStoppedTrialsWhenAsked();
    void countsUpdatesAsTheWorkerDoes_data();
    void countsUpdatesAsTheWorkerDoes();

private:
    ScriptedStudy& study() { return *m_study; }
    SweepSpec searching(int configurations) const;
    SweepSpec stopping(StoppingMode mode) const;
    void evaluate(const RunConfig& config, EventWriter& events, int step, Quality quality,
                  bool selected) const;
    void finish(const RunConfig& config, EventWriter& events, Quality quality) const;
    std::set<std::string> trials() const;
    std::string messageWith(const std::string& part) const;
    void scriptSlowFineTuning();
    RowId runStopping(StoppingMode mode);

    std::unique_ptr<ScriptedStudy> m_study;
};

SweepSpec SweepSearchTest::searching(int configurations) const
{
    SweepSpec spec = m_study->smallSweep();
    spec.strategies[2].axes = {{"ewc.lambda", {1, 1e-4}}};
    spec.search = {SearchMethod::Hypervolume, configurations, 1};
    return spec;
}

SweepSpec SweepSearchTest::stopping(StoppingMode mode) const
{
    SweepSpec spec = m_study->smallSweep();
    std::swap(spec.strategies[1], spec.strategies[2]); // EWC first
    spec.training.budget.updates = 100;
    spec.stopping = {mode, 5, 0.3};
    return spec;
}

void SweepSearchTest::evaluate(const RunConfig& config, EventWriter& events, int step,
                               Quality quality, bool selected) const
{
    const auto folder = StudyLayout(m_study->folder()).run(config.run);
    // As workers do while they translate; it says nothing of the training.
    events.write(event::kProgress, {{"stage", "dev"},
                                    {"done", 2},
                                    {"total", 2},
                                    {"unit", "segments"},
                                    {"rate", 1},
                                    {"secondsLeft", 0}});
    auto domains = nlohmann::json::array();
    for (const Domain& domain : *config.domains) {
        const std::string file = "dev-" + std::to_string(step) + "-" + domain.name;
        std::ofstream out(folder / file);
        for (std::size_t line = 0; line < 2; ++line)
            out << translation(domain.name, line,
                               domain.role == DomainRole::New ? quality.onNew : quality.onOld)
                << "\n";
        domains.push_back({{"name", domain.name}, {"translations", file}, {"loss", nullptr}});
    }
    events.write(event::kEvaluation,
                 {{"step", step}, {"split", "dev"}, {"selected", selected}, {"domains", domains}});
}

void SweepSearchTest::finish(const RunConfig& config, EventWriter& events, Quality quality) const
{
    events.write(event::kHello, {{"pid", 1}, {"host", "h"}});
    evaluate(config, events, 100, quality, true);
    events.write(event::kDone, {{"step", 100}, {"seconds", 1.5}});
}

std::set<std::string> SweepSearchTest::trials() const
{
    std::set<std::string> labels;
    for (const JobRow& job : m_study->store().jobs()) {
        if (job.kind == RunKind::Trial)
            labels.insert(job.label);
    }
    return labels;
}

std::string SweepSearchTest::messageWith(const std::string& part) const
{
    for (const MessageRow& message : m_study->store().messages()) {
        if (message.text.find(part) != std::string::npos)
            return message.text;
    }
    return {};
}

void SweepSearchTest::triesAsManyAsItMay()
{
    const RowId sweep = study().addSweep(searching(8));
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    const std::set<std::string> labels = trials();
    QCOMPARE(labels.size(), std::size_t(8));
    QVERIFY(labels.contains("Unadapted base model"));
    QVERIFY(labels.contains("Fine-tuning, seed 1"));
    QVERIFY(labels.contains("EWC λ=1, seed 1")); // the ends
    QVERIFY(labels.contains("EWC λ=1e-4, seed 1"));
    for (const JobRow& job : study().store().jobs())
        QCOMPARE(job.state, JobState::Done);
}

/// Killed after every single step, and with another connection, it tries the same.
void SweepSearchTest::goesOnAfterAnInterruption()
{
    study().conduct("sweep.start", {{"sweep", study().addSweep(searching(8))}});
    const std::set<std::string> expected = trials();
    m_study = std::make_unique<ScriptedStudy>();
    const RowId sweep = study().addSweep(searching(8));
    study().store().addRequest("sweep.start", {{"sweep", sweep}});
    for (bool left = false; !left;) {
        StudyStore store = study().anotherConnection();
        Conductor conductor(store, study(), {});
        left = !conductor.step();
    }
    QCOMPARE(trials(), expected);
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

void SweepSearchTest::takesMoreWhenAllowedMore()
{
    const RowId sweep = study().addSweep(searching(5));
    study().conduct("sweep.start", {{"sweep", sweep}});
    const std::set<std::string> before = trials();
    study().store().updateSweep(sweep, searching(9));
    study().conduct("sweep.start", {{"sweep", sweep}});
    const std::set<std::string> after = trials();
    QCOMPARE(before.size(), std::size_t(5));
    QCOMPARE(after.size(), std::size_t(9));
    QVERIFY(std::ranges::includes(after, before)); // and what was done is not done again
    QCOMPARE(study().started.size(), std::size_t(3 + 9));
}

void SweepSearchTest::leavesTrialsOfAnotherBudgetAlone()
{
    SweepSpec spec = searching(5);
    const RowId sweep = study().addSweep(spec);
    study().conduct("sweep.start", {{"sweep", sweep}});
    spec.training.budget.updates = 77;
    study().store().updateSweep(sweep, spec);
    study().conduct("sweep.start", {{"sweep", sweep}});
    std::map<std::int64_t, int> trialsOf;
    for (const JobRow& job : study().store().jobs()) {
        if (job.kind == RunKind::Trial && job.config.strategy.adapts)
            ++trialsOf[job.config.training.budget.updates];
    }
    QCOMPARE(trialsOf[77], 4); // and the unadapted model, which has no budget
    QCOMPARE(trialsOf.size(), std::size_t(2));
}

void SweepSearchTest::endsWhereTheBaseModelFails()
{
    study().script = [this](const RunConfig& config, EventWriter& events) {
        if (config.kind == RunKind::Base)
            events.write(event::kFailed, {{"exitCode", 5}, {"sentence", "It was not to be."}});
        else
            study().workThrough(config, events);
    };
    const RowId sweep = study().addSweep(searching(7));
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(study().stateOf(sweep), SweepState::PartlyDone);
}

/// EWC comes first and is good; fine-tuning lives on after a dev score at update 40 that is worse
/// in everything.
void SweepSearchTest::scriptSlowFineTuning()
{
    study().script = [this](const RunConfig& config, EventWriter& events) {
        if (config.kind != RunKind::Trial) {
            study().workThrough(config, events);
        } else if (config.strategy.name == "ewc") {
            evaluate(config, events, 20, {1, 1}, false);
            evaluate(config, events, 40, {1, 1}, false);
            finish(config, events, {1, 1});
        } else if (config.strategy.name == "fine-tuning") {
            events.write(event::kHello, {{"pid", 1}, {"host", "h"}});
            evaluate(config, events, 20, {0.6, 0.6}, false); // too early to be judged
            evaluate(config, events, 40, {0.6, 0.6}, false);
            study().alive.insert(config.run);
        } else {
            finish(config, events, {0.7, 0.7});
        }
    };
}

RowId SweepSearchTest::runStopping(StoppingMode mode)
{
    scriptSlowFineTuning();
    const RowId sweep = study().addSweep(stopping(mode));
    study().store().addRequest("sweep.start", {{"sweep", sweep}});
    Conductor conductor(study().store(), study(), {});
    for (int i = 0; i < 20 && conductor.step(); ++i) {
    }
    return sweep;
}

void SweepSearchTest::stopsWhatIsBeaten()
{
    const RowId sweep = runStopping(StoppingMode::Stop);
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    const JobRow beaten = study().jobOf("Fine-tuning");
    QCOMPARE(beaten.state, JobState::Cancelled);
    const auto run = study().store().latestRun(beaten.id);
    QCOMPARE(run->exitCode, 4);
    QVERIFY2(
        run->sentence.starts_with("Stopped early: after 40 updates EWC λ=1, seed 1 is better "),
        run->sentence.c_str());
    QCOMPARE(study().asked.size(), std::size_t(1));
    const std::string summary = messageWith("others beat");
    QVERIFY2(summary.find("others beat 1 trials on their way; stopping them saved 30 % of all "
                          "updates.") != std::string::npos,
             summary.c_str());
}

/// The curve of an interpolation needs its adapted model, beaten or not.
void SweepSearchTest::stopsNothingThatOthersAreBuiltOn()
{
    scriptSlowFineTuning();
    SweepSpec spec = stopping(StoppingMode::Stop);
    spec.strategies.push_back(
        {{"interpolation", true, {{"interpolation", nlohmann::json::object()}}},
         {{"interpolation.share", {0.25, 0.5}}}});
    study().store().addRequest("sweep.start", {{"sweep", study().addSweep(spec)}});
    Conductor conductor(study().store(), study(), {});
    for (int i = 0; i < 20 && conductor.step(); ++i) {
    }
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Running);
    QVERIFY(study().asked.empty());
    QVERIFY(messageWith("is better by").empty());
}

/// What cannot be started, since the trial that it needs has failed, does not end a search.
void SweepSearchTest::goesOnWhereATrialIsBlocked()
{
    SweepSpec spec = searching(8);
    spec.strategies.push_back(
        {{"interpolation", true, {{"interpolation", nlohmann::json::object()}}},
         {{"interpolation.share", {0.1, 0.9}}}});
    study().script = [this](const RunConfig& config, EventWriter& events) {
        if (config.kind == RunKind::Trial && config.strategy.name == "fine-tuning")
            events.write(event::kFailed, {{"exitCode", 5}, {"sentence", "It was not to be."}});
        else
            study().workThrough(config, events);
    };
    const RowId sweep = study().addSweep(spec);
    study().conduct("sweep.start", {{"sweep", sweep}});
    QCOMPARE(study().stateOf(sweep), SweepState::PartlyDone);
    QCOMPARE(trials().size(), std::size_t(8));
}

void SweepSearchTest::marksWhatWouldBeStopped()
{
    const RowId sweep = runStopping(StoppingMode::Mark);
    QCOMPARE(study().stateOf(sweep), SweepState::Running); // it is trained on
    QVERIFY(study().asked.empty());
    QVERIFY(!messageWith("it would be stopped, but is trained to its end").empty());
    const RunRow run = *study().store().latestRun(study().jobOf("Fine-tuning").id);
    EventWriter events = study().writer(run.name);
    RunConfig config = study().jobOf("Fine-tuning").config;
    config.run = run.name;
    finish(config, events, {0.6, 0.6}); // to no better end
    study().alive.clear();
    study().endings[run.name] = {.running = false, .exitCode = 0, .signal = {}};
    Conductor conductor(study().store(), study(), {});
    while (conductor.step()) {
    }
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
    QVERIFY2(messageWith("others beat")
                     .find("would have saved 30 % of all updates. Of 1 that were "
                           "trained to their end, 0 came to lie on the front.") !=
                 std::string::npos,
             messageWith("others beat").c_str());
}

/// Who asks for a stopped trial nevertheless is not contradicted.
void SweepSearchTest::trainsStoppedTrialsWhenAsked()
{
    const RowId sweep = runStopping(StoppingMode::Stop);
    study().script = [this](const RunConfig& config, EventWriter& events) {
        evaluate(config, events, 60, {0.5, 0.5}, false);
        finish(config, events, {0.6, 0.6});
    };
    study().conduct("job.retry", {{"job", study().jobOf("Fine-tuning").id}});
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Done);
    QCOMPARE(study().asked.size(), std::size_t(1)); // the first time
    QCOMPARE(study().stateOf(sweep), SweepState::Done);
}

void SweepSearchTest::countsUpdatesAsTheWorkerDoes_data()
{
    QTest::addColumn<int>("planned");
    QTest::addColumn<bool>("stopped");
    QTest::newRow("40 of 100 updates, may be judged from 30 on") << 100 << true;
    QTest::newRow("40 of 200 updates, may be judged from 60 on") << 200 << false;
}

/// A budget in tokens says nothing of updates: the worker does, when it has seen the text.
void SweepSearchTest::countsUpdatesAsTheWorkerDoes()
{
    QFETCH(int, planned);
    QFETCH(bool, stopped);
    scriptSlowFineTuning();
    study().script = [slow = study().script, planned](const RunConfig& config,
                                                      EventWriter& events) {
        if (config.strategy.name == "fine-tuning")
            events.write(event::kProgress, {{"stage", "training"},
                                            {"done", 1},
                                            {"total", planned},
                                            {"unit", "updates"},
                                            {"rate", 1},
                                            {"secondsLeft", 1}});
        slow(config, events);
    };
    SweepSpec spec = stopping(StoppingMode::Stop);
    spec.training.budget.policy = BudgetPolicy::TargetTokens;
    spec.training.budget.updates = 0;
    const RowId sweep = study().addSweep(spec);
    study().store().addRequest("sweep.start", {{"sweep", sweep}});
    Conductor conductor(study().store(), study(), {});
    for (int i = 0; i < 20 && conductor.step(); ++i) {
    }
    QCOMPARE(study().asked.size(), std::size_t(stopped ? 1 : 0));
}

QTEST_GUILESS_MAIN(SweepSearchTest)
#include "tst_sweep_search.moc"
