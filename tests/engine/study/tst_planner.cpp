// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include <QTest>

#include "engine/study/domain_tags.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "tests/support/sample_study.h"

using namespace palimpsest;

namespace
{

std::set<std::string> identities(const std::vector<Job>& jobs, RunKind kind)
{
    std::set<std::string> found;
    for (const Job& job : jobs) {
        if (job.kind == kind)
            found.insert(job.identity);
    }
    return found;
}

/// Which kinds of jobs are made anew when something changes.
std::set<RunKind> changedKinds(const SweepSpec& spec, const StudyFacts& facts)
{
    const auto before = planSweep(hasler2021Sweep({1, 0.1}), sampleFacts());
    const auto after = planSweep(spec, facts);
    std::set<RunKind> changed;
    for (const RunKind kind :
         {RunKind::Tokenizer, RunKind::Base, RunKind::Fisher, RunKind::Trial}) {
        if (identities(before, kind) != identities(after, kind))
            changed.insert(kind);
    }
    return changed;
}

template <class Change>
std::set<RunKind> changedBy(Change change)
{
    SweepSpec spec = hasler2021Sweep({1, 0.1});
    StudyFacts facts = sampleFacts();
    change(spec, facts);
    return changedKinds(spec, facts);
}

const std::set<RunKind> kNothing = {};
const std::set<RunKind> kTrials = {RunKind::Trial};
const std::set<RunKind> kFromFisher = {RunKind::Fisher, RunKind::Trial};
const std::set<RunKind> kFromBase = {RunKind::Base, RunKind::Fisher, RunKind::Trial};
const std::set<RunKind> kAll = {RunKind::Tokenizer, RunKind::Base, RunKind::Fisher, RunKind::Trial};

} // namespace

class TestPlanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plansThePapersGrid()
    {
        SweepSpec spec = hasler2021Sweep({10, 1, 0.1, 0.01, 0.001});
        spec.seeds = {1, 2, 3};
        const auto jobs = planSweep(spec, sampleFacts());
        // tokenizer, base, Fisher; one baseline; 3 seeds of 1 + 5 + 3 + 5 adapted trials
        QCOMPARE(jobs.size(), std::size_t{3 + 1 + 3 * 14});
        QCOMPARE(identities(jobs, RunKind::Trial).size(), std::size_t{43});
        std::map<std::string, int> series;
        for (const Job& job : jobs) {
            if (job.kind == RunKind::Trial)
                ++series[job.config.strategy.name];
        }
        const std::map<std::string, int> expected = {
            {"baseline", 1}, {"fine-tuning", 3}, {"ewc", 15}, {"mixing", 9}, {"ewc+mixing", 15}};
        QCOMPARE(series, expected);
    }

    void respectsWhatHasToExistBefore()
    {
        const auto jobs = planSweep(hasler2021Sweep({1, 0.1}), sampleFacts());
        std::set<std::string> made;
        for (const Job& job : jobs) {
            for (const std::string& identity : job.requires_)
                QVERIFY2(made.contains(identity), job.label.c_str());
            made.insert(job.identity);
            const bool fisher = job.kind == RunKind::Fisher ||
                                (job.kind == RunKind::Trial &&
                                 neededImportance(job.config.strategy, {}).has_value());
            QCOMPARE(job.config.fisherFolder.empty(), !fisher);
            if (job.kind == RunKind::Trial)
                QCOMPARE(job.requires_.size(), std::size_t{fisher ? 2U : 1U});
            QCOMPARE(job.config.identity, job.identity);
            QCOMPARE(job.config.kind, job.kind);
            QVERIFY(!job.config.tokenizerFolder.empty());
            QVERIFY(job.config.run.empty());
        }
    }

    /// Each step goes on from the one before, with what was important until then.
    void learnsDomainsInSequence()
    {
        SweepSpec spec = hasler2021Sweep({1});
        const auto facts = sampleFacts();
        std::vector<std::string> names;
        for (const Domain& domain : facts.domains) {
            if (domain.role == DomainRole::New)
                names.push_back(domain.name);
        }
        QVERIFY(names.size() >= 2);
        names.resize(2);
        spec.sequence = {names, 0.5};
        spec.strategies.resize(3); // baseline, fine-tuning, EWC
        std::map<std::string, Job> byIdentity;
        std::vector<Job> ewc;
        std::vector<Job> fineTuning;
        std::size_t fishers = 0;
        for (const Job& job : planSweep(spec, facts)) {
            for (const std::string& identity : job.requires_)
                QVERIFY2(byIdentity.contains(identity), job.label.c_str());
            QVERIFY(byIdentity.emplace(job.identity, job).second);
            fishers += job.kind == RunKind::Fisher;
            if (job.kind == RunKind::Trial && job.config.strategy.name == "ewc")
                ewc.push_back(job);
            if (job.kind == RunKind::Trial && job.config.strategy.name == "fine-tuning")
                fineTuning.push_back(job);
        }
        QCOMPARE(ewc.size(), std::size_t(2));
        QCOMPARE(fineTuning.size(), std::size_t(2));
        QCOMPARE(fishers, std::size_t(2)); // of the base model, and after the first step of EWC
        QVERIFY(ewc[0].config.startFolder.empty());
        QCOMPARE(ewc[0].config.sequence, std::vector<std::string>({names[0]}));
        QCOMPARE(ewc[1].config.sequence, names);
        QCOMPARE(ewc[1].config.startFolder, StudyLayout::modelFolder(ewc[0].identity));
        QCOMPARE(fineTuning[1].config.startFolder,
                 StudyLayout::modelFolder(fineTuning[0].identity));
        QCOMPARE(ewc[1].config.baseFolder, ewc[0].config.baseFolder);
        const Job& importance = byIdentity.at(ewc[1].requires_.back());
        QCOMPARE(importance.kind, RunKind::Fisher);
        QCOMPARE(importance.config.fisherFolder, ewc[1].config.fisherFolder);
        QCOMPARE(importance.config.startFolder, ewc[1].config.startFolder);
        QCOMPARE(importance.config.earlierFisherFolder, ewc[0].config.fisherFolder);
        QCOMPARE(importance.config.fisherDecay, 0.5);
        QCOMPARE(importance.config.domains->size(), std::size_t(1));
        QCOMPARE(importance.config.domains->front().name, names[0]);
        QVERIFY(pointLabel(ewc[1].config) == "λ=1 after 2");

        QVERIFY(importance.config.strategy == StrategySpec{}); // no tags

        SweepSpec withTags = spec;
        withTags.strategies[2].base.parts.push_back({"domain-tags", {{"text", "new"}}});
        const std::vector<Job> plan = planSweep(withTags, facts);
        const auto step = std::ranges::find_if(
            plan, [](const Job& job) { return !job.config.earlierFisherFolder.empty(); });
        QVERIFY(step != plan.end()); // its text is tagged as the step's was
        QCOMPARE(domainTag(step->config.strategy, step->config.domains->front()), names[0] + ":");

        SweepSpec other = spec;
        std::swap(other.sequence.domains[0], other.sequence.domains[1]);
        QVERIFY(identities(planSweep(other, facts), RunKind::Trial) !=
                identities(planSweep(spec, facts), RunKind::Trial));
        other.sequence.domains[0] = "nowhere";
        QVERIFY_THROWS_EXCEPTION(BadInput, planSweep(other, facts));
    }

    /// A curve of interpolations is one training, whose trial is part of the plan, too.
    void mergesWhatOneTrialHasTrained()
    {
        SweepSpec spec = hasler2021Sweep({1});
        spec.seeds = {1, 2};
        const std::vector<nlohmann::json> shares = {0.25, 0.5, 0.75};
        spec.strategies = {
            {{"", true, {{"interpolation", nlohmann::json::object()}}},
             {{"interpolation.share", shares}}},
            {{"", true, {{"ewc", {{"lambda", 1}}}, {"interpolation", {{"share", 0.5}}}}}, {}}};
        std::map<std::string, Job> byIdentity;
        std::map<std::string, int> series;
        for (const Job& job : planSweep(spec, sampleFacts())) {
            byIdentity.emplace(job.identity, job);
            const StrategySpec& strategy = job.config.strategy;
            if (job.kind != RunKind::Trial)
                continue;
            ++series[strategy.name];
            QCOMPARE(job.config.adaptedFolder.empty(), !merges(strategy));
            if (!merges(strategy))
                continue;
            const Job& trained = byIdentity.at(job.requires_.back()); // planned before
            QCOMPARE(job.config.adaptedFolder, StudyLayout::modelFolder(trained.identity));
            QCOMPARE(trained.config.strategy, trainedBeforeMerging(strategy));
            QCOMPARE(trained.config.training, job.config.training);
        }
        const std::map<std::string, int> expected = {
            {"fine-tuning", 2}, {"ewc", 2}, {"interpolation", 6}, {"ewc+interpolation", 2}};
        QCOMPARE(series, expected);
        // The trained trial is the same one that a sweep without merging has.
        SweepSpec plain = spec;
        plain.strategies = {{{"", true, {}}, {}}};
        for (const Job& job : planSweep(plain, sampleFacts()))
            QVERIFY2(byIdentity.contains(job.identity), job.label.c_str());
    }

    void eachImportanceIsEstimatedOnce()
    {
        SweepSpec spec = hasler2021Sweep({1, 0.1});
        spec.strategies.push_back({{"", true, {{"mas", {{"lambda", 1}}}}}, {}});
        spec.strategies.push_back({{"", true, {{"fisher-merging", {{"share", 0.5}}}}}, {}});
        std::map<std::string, FisherEstimator> folders;
        for (const Job& job : planSweep(spec, sampleFacts())) {
            if (job.kind == RunKind::Fisher)
                folders[job.config.fisherFolder] = job.config.fisher->estimator;
            if (job.kind != RunKind::Trial || job.config.fisherFolder.empty())
                continue;
            const bool mas = job.config.strategy.name == "mas";
            QCOMPARE(folders.at(job.config.fisherFolder),
                     mas ? FisherEstimator::Sensitivity : FisherEstimator::Exact);
        }
        QCOMPARE(folders.size(), std::size_t{2});
    }

    void roughCurveFirst()
    {
        SweepSpec spec = hasler2021Sweep({0.001, 10, 0.1, 1, 0.01});
        spec.seeds = {7, 8};
        std::vector<std::string> labels;
        for (const Job& job : planSweep(spec, sampleFacts()))
            labels.push_back(job.label);
        const std::vector<std::string> firstSeed = {"Unadapted base model",
                                                    "Fine-tuning, seed 7",
                                                    "EWC λ=10, seed 7",
                                                    "EWC λ=0.001, seed 7",
                                                    "Mixing 100:1, seed 7",
                                                    "Mixing 1:1, seed 7",
                                                    "EWC + mixing 1:1 λ=10, seed 7",
                                                    "EWC + mixing 1:1 λ=0.001, seed 7",
                                                    "EWC λ=0.1, seed 7",
                                                    "Mixing 10:1, seed 7",
                                                    "EWC + mixing 1:1 λ=0.1, seed 7",
                                                    "EWC λ=1, seed 7",
                                                    "EWC λ=0.01, seed 7",
                                                    "EWC + mixing 1:1 λ=1, seed 7",
                                                    "EWC + mixing 1:1 λ=0.01, seed 7"};
        QCOMPARE(labels.size(), 3 + firstSeed.size() + 14);
        QVERIFY(std::equal(firstSeed.begin(), firstSeed.end(), labels.begin() + 3));
        QCOMPARE(labels[3 + firstSeed.size()], std::string("Fine-tuning, seed 8"));
    }

    void theSameCellNeverOccursTwice()
    {
        SweepSpec spec = hasler2021Sweep({1, 1.0, 0.1});
        spec.strategies.push_back(spec.strategies[2]);
        spec.strategies.back().base.name = "again under another name";
        const auto jobs = planSweep(spec, sampleFacts());
        QCOMPARE(identities(jobs, RunKind::Trial).size(), std::size_t{1 + 1 + 2 + 3 + 2});
        QCOMPARE(jobs.size(), std::size_t{3 + 9});
    }

    /// A strategy may train as it likes, and a grid vary that; a trial is what it trains with.
    void strategiesHaveTrainingOfTheirOwn()
    {
        const nlohmann::json none = nlohmann::json::object();
        SweepSpec spec = hasler2021Sweep({1});
        spec.strategies = {{{"baseline", false, {}}, {}},
                           {{"ewc", true, {{"ewc", none}}},
                            {{"ewc.lambda", {1, 0.1}}, {"training.learningRate", {1e-4, 1e-3}}}},
                           {{"fine-tuning", true, {}, {{"updates", 40}}}, {}}};
        spec.seeds = {1, 2};
        const auto jobs = planSweep(spec, sampleFacts());
        QCOMPARE(identities(jobs, RunKind::Trial).size(), std::size_t{1 + 2 * (4 + 1)});
        std::map<std::string, std::string> byLabel;
        for (const Job& job : jobs) {
            byLabel[job.label] = job.identity;
            const nlohmann::json rate = job.config.strategy.parameter("training", "learningRate");
            const TrainingOptions& training = job.config.training;
            if (job.config.strategy.name == "ewc")
                QVERIFY(rate == nlohmann::json(training.learningRate));
            else
                QCOMPARE(training.learningRate, spec.training.learningRate);
            const bool tuned = job.config.strategy.name == "fine-tuning";
            if (job.kind == RunKind::Trial)
                QCOMPARE(training.budget.updates, tuned ? std::int64_t{40} : std::int64_t{250});
        }
        QVERIFY(byLabel.contains("EWC λ=0.1 lr=1e-4, seed 2"));
        QVERIFY(byLabel.contains("Fine-tuning updates=40, seed 1"));

        SweepSpec alike = hasler2021Sweep({1, 0.1});
        alike.training.learningRate = 1e-4;
        for (const Job& job : planSweep(alike, sampleFacts())) {
            if (job.label == "EWC λ=0.1, seed 1")
                QCOMPARE(job.identity, byLabel.at("EWC λ=0.1 lr=1e-4, seed 1"));
        }
        alike.training.learningRate = 1e-3;
        QVERIFY(identities(planSweep(alike, sampleFacts()), RunKind::Trial)
                    .contains(byLabel.at("EWC λ=1 lr=0.001, seed 1")));
    }

    void fisherOnlyWhereNeeded()
    {
        SweepSpec spec = hasler2021Sweep({1});
        spec.strategies = {spec.strategies[0], spec.strategies[3]};
        QVERIFY(identities(planSweep(spec, sampleFacts()), RunKind::Fisher).empty());
    }

    void identitiesIgnoreWhatDoesNotMatter()
    {
        QCOMPARE(changedBy([](auto&, auto&) {}), kNothing);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.name = "other"; }), kNothing);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.devices = "cuda:0"; }), kNothing);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.training.logEvery = 3; }), kNothing);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.base.training.checkpointEvery = 3; }),
                 kNothing);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.base.model.preset = "custom"; }), kNothing);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.training.seed = 99; }),
                 kNothing); // `seeds` decide
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.oldDomains = {"news"}; }), kNothing);
        QCOMPARE(changedBy([](auto&, StudyFacts& f) {
                     f.domains[1].splits[Split::Train].source = "moved";
                 }),
                 kNothing);
        QCOMPARE(changedBy([](auto&, StudyFacts& f) { std::ranges::reverse(f.domains); }),
                 kNothing);
        QCOMPARE(changedBy([](auto&, StudyFacts& f) { f.domains[1].note = "x"; }), kNothing);
    }

    void identitiesChangeWithWhatMatters()
    {
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.base.tokenizer.vocabulary = 4000; }), kAll);
        QCOMPARE(
            changedBy([](auto&, StudyFacts& f) { f.domains[1].splits[Split::Train].hash = "x"; }),
            kAll);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.base.model.dModel = 512; }), kFromBase);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.base.training.seed = 2; }), kFromBase);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.base.filter.maxPieces = 100; }), kFromBase);
        QCOMPARE(
            changedBy([](auto&, StudyFacts& f) { f.domains[1].splits[Split::Dev].hash = "x"; }),
            kFromBase);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.fisher.sentences = 10; }), kFromFisher);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.training.learningRate = 0.5; }), kTrials);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.seeds = {2}; }), kTrials);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.evaluation.beam = 1; }), kTrials);
        QCOMPARE(
            changedBy([](SweepSpec& s, auto&) { s.evaluation.precision = Precision::BFloat16; }),
            kTrials);
        QCOMPARE(changedBy([](SweepSpec& s, auto&) { s.newDomains = {"koran"}; }), kTrials);
        QCOMPARE(
            changedBy([](auto&, StudyFacts& f) { f.domains[0].splits[Split::Test].hash = "x"; }),
            kTrials);
        QCOMPARE(
            changedBy([](auto&, StudyFacts& f) { f.domains[1].splits[Split::Test].hash = "x"; }),
            kTrials);
    }

    void fisherChangesOnlyTrialsThatUseIt()
    {
        SweepSpec spec = hasler2021Sweep({1});
        const auto before = planSweep(spec, sampleFacts());
        spec.fisher.seed = 5;
        const auto after = planSweep(spec, sampleFacts());
        for (std::size_t i = 0; i < before.size(); ++i) {
            const bool uses =
                before[i].kind == RunKind::Fisher || !before[i].config.fisherFolder.empty();
            QCOMPARE(before[i].identity != after[i].identity, uses);
        }
    }

    void baseAloneIsTheBeginningOfASweep()
    {
        const auto sweep = planSweep(hasler2021Sweep({1}), sampleFacts());
        const auto base = planBase(BaseSpec(), sampleFacts());
        QCOMPARE(base.size(), std::size_t{2});
        QCOMPARE(base[0].identity, sweep[0].identity);
        QCOMPARE(base[1].identity, sweep[1].identity);
        StudyFacts onlyOld = sampleFacts();
        onlyOld.domains = {onlyOld.domains[1]};
        QCOMPARE(planBase(BaseSpec(), onlyOld)[1].identity, base[1].identity);
    }

    void saysWhatIsMissing()
    {
        const auto said = [](auto change) {
            SweepSpec spec = hasler2021Sweep({1});
            StudyFacts facts = sampleFacts();
            change(spec, facts);
            try {
                planSweep(spec, facts);
            } catch (const BadInput& error) {
                return QString(error.what());
            }
            return QString("planned");
        };
        QVERIFY(said([](auto&, StudyFacts& f) {
                    f.domains.erase(f.domains.begin() + 1);
                }).contains("no old"));
        QVERIFY(said([](auto&, StudyFacts& f) { f.domains = {f.domains[1]}; }).contains("no new"));
        QVERIFY(said([](auto&, StudyFacts& f) {
                    f.domains[0].splits.erase(Split::Dev);
                }).contains("no dev"));
        QVERIFY(said([](auto&, StudyFacts& f) {
                    f.domains[2].splits[Split::Test].pairs = 0;
                }).contains("koran"));
        QVERIFY(said([](SweepSpec& s, auto&) { s.newDomains = {"law"}; }).contains("\"law\""));
        QVERIFY(said([](SweepSpec& s, auto&) { s.newDomains = {"news"}; }).contains("\"news\""));
        QVERIFY(said([](SweepSpec& s, auto&) {
                    s.base.tokenizer.domains = {"law"};
                }).contains("tokenizer.domains"));
    }
};

QTEST_APPLESS_MAIN(TestPlanner)
#include "tst_planner.moc"
