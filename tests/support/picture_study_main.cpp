// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a study that has something for every page, to look at the window with:
//   picture_study FOLDER; palimpsest --screenshots PICTURES --study FOLDER
// or, with "strategies" behind FOLDER, one in which most strategies meet in one plot.
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <string>

#include "tests/support/paper_study.h"

namespace palimpsest
{
namespace
{

/// Two strategies, three seeds, news first, then captions, then koran.
void addSequences(StudyStore& store)
{
    SweepSpec spec = hasler2021Sweep({1, 0.1});
    std::erase_if(spec.strategies, [](const StrategyGrid& each) {
        return each.base.name == "baseline" || each.base.name == "ewc+mixing";
    });
    spec.name = "Domain after domain";
    spec.seeds = {1, 2, 3};
    spec.sequence.domains = {"captions", "koran"};
    const RowId sweep = store.addSweep(spec);
    store.addJobs(planSweep(spec, store.facts()), sweep);
    for (const JobRow& job : store.jobs()) {
        const std::size_t step = job.config.sequence.size();
        if (job.kind != RunKind::Trial || step == 0)
            continue;
        const nlohmann::json lambda = job.config.strategy.parameter("ewc", "lambda");
        const nlohmann::json ratio = job.config.strategy.parameter("mixing", "ratio");
        const double held = lambda.is_number()  ? (lambda.get<double>() >= 1 ? 0.7 : 0.4)
                            : ratio.is_number() ? 0.5 + 0.2 * std::log10(ratio.get<double>())
                                                : 0;
        const double chance = std::sin(static_cast<double>(job.id) * 2.3) * 0.4;
        const double lost = (1 - held) * 6;
        const RunRow run = addSampleRun(store, job.id, "sequence-" + std::to_string(job.id));
        const bool second = step == 2;
        store.addEvaluation(sampleEvaluation(run, 250, Split::Test, true,
                                             {second ? 58 - lost + chance : 58 - 8 * held + chance,
                                              66 - lost * (second ? 1.7 : 1) + chance,
                                              second ? 41 - 9 * held + chance : 22 + chance}),
                            {});
        store.setJobState(job.id, JobState::Done);
    }
    store.setSweepState(sweep, SweepState::Done);
}

/// A bell of importances over eleven decades, the embeddings' to the left of the others.
nlohmann::json fisherHistogram()
{
    std::map<std::string, std::vector<std::int64_t>> groups;
    std::vector<std::int64_t> all(30);
    const std::pair<const char*, std::pair<double, double>> parts[] = {
        {"attention", {17, 900000}},
        {"embeddings", {10, 1400000}},
        {"feed-forward", {16, 1300000}},
        {"norms", {22, 9000}}};
    for (const auto& [name, shape] : parts) {
        for (std::size_t bin = 0; bin < all.size(); ++bin) {
            const double distance = (static_cast<double>(bin) - shape.first) / 3.1;
            const auto count =
                static_cast<std::int64_t>(shape.second * 0.13 * std::exp(-distance * distance / 2));
            groups[name].push_back(count);
            all[bin] += count;
        }
    }
    return {{"binsPerDecade", 2}, {"firstLog10", -16.0}, {"counts", all}, {"groups", groups}};
}

void addFacts(StudyStore& store)
{
    for (const JobRow& job : store.jobs()) {
        if (job.kind == RunKind::Trial)
            continue;
        if (job.kind == RunKind::Tokenizer)
            store.setJobFacts(job.id, {{"vocabulary", 8000}, {"kind", "unigram"}});
        if (job.kind == RunKind::Base)
            store.setJobFacts(job.id,
                              {{"parameters", 4921856}, {"updates", 4000}, {"devLoss", 3.127}});
        if (job.kind == RunKind::Fisher)
            store.setJobFacts(
                job.id,
                {{"estimator", "sentence"},
                 {"sentences", 1000},
                 {"trace", 1834.25},
                 {"mean", 3.7e-4},
                 {"max", 12.5},
                 {"zeros", 48211},
                 {"groups",
                  {{"attention",
                    {{"parameters", 900000}, {"trace", 812.0}, {"mean", 9e-4}, {"max", 6.1}}},
                   {"embeddings",
                    {{"parameters", 1400000}, {"trace", 105.5}, {"mean", 7.5e-5}, {"max", 12.5}}},
                   {"feed-forward",
                    {{"parameters", 1300000}, {"trace", 744.0}, {"mean", 5.7e-4}, {"max", 4.4}}},
                   {"norms",
                    {{"parameters", 9000}, {"trace", 172.75}, {"mean", 1.9e-2}, {"max", 2.3}}}}},
                 {"convergence",
                  {{{"sentences", 125}, {"relativeChange", 0.412}, {"rankCorrelation", 0.902}},
                   {{"sentences", 250}, {"relativeChange", 0.263}, {"rankCorrelation", 0.951}},
                   {{"sentences", 500}, {"relativeChange", 0.144}, {"rankCorrelation", 0.979}}}},
                 {"relativeChangeOfHalves", 0.287},
                 {"rankCorrelationOfHalves", 0.961},
                 {"histogram", fisherHistogram()}});
        store.setJobState(job.id, JobState::Done);
    }
    const DomainRow koran = *store.domain("koran");
    store.updateDomain(
        koran.id, koran.domain,
        {{"warnings",
          {"12 of 100 test segments of \"koran\" also occur in its own training text (10 with the "
           "same translation); remove them there, or the scores are too good."}},
         {"lengths",
          {{"binWords", 5},
           {"source", {10, 20, 60, 42, 18, 9, 3, 1}},
           {"target", {5, 25, 50, 47, 24, 11, 5, 2}}}},
         {"samples",
          {{{"source", "Im Anfang war das Wort."}, {"target", "In the beginning was the Word."}},
           {{"source", "Und es ward Licht."}, {"target", "And there was light."}}}}});
}

/// How each trial of the grid has gone: most are done, a few are not.
void addStates(StudyStore& store)
{
    int number = 0;
    for (const JobRow& job : store.jobs()) {
        if (job.kind != RunKind::Trial || !job.config.sequence.empty())
            continue;
        auto run = store.latestRun(job.id);
        if (!run)
            run = addSampleRun(store, job.id, "late-" + std::to_string(job.id));
        const bool scored = run->name.starts_with("scored");
        constexpr JobState kOdd[] = {JobState::Running, JobState::Failed, JobState::Interrupted};
        const JobState state = scored ? JobState::Done : kOdd[number++ % 3];
        run->state = state;
        run->started = "2026-11-24T03:00:00.000Z";
        run->ended = state == JobState::Running ? "" : "2026-11-24T03:02:10.000Z";
        run->stage = "training";
        run->unit = "updates";
        run->total = 250;
        run->done = scored ? 250 : 110;
        run->rate = 1.9;
        run->secondsLeft = scored ? 0 : 74;
        run->exitCode = scored ? 0 : -1;
        if (state == JobState::Failed) {
            run->exitCode = 5;
            run->sentence =
                "In update 111 the loss is not a finite number; lower the learning rate "
                "or λ, or use fp32.";
            store.addMessage(Severity::Error, job.label + ": " + run->sentence, job.id);
        }
        store.updateRun(*run);
        store.setJobState(job.id, state);
    }
    store.addMessage(Severity::Warning,
                     "12 of 100 test segments of \"koran\" are in its training text.");
}

/// A strategy of one part with the values that its first axis starts with, or of two.
StrategyGrid gridOf(const std::vector<std::string>& kinds)
{
    StrategyGrid grid;
    for (const std::string& kind : kinds)
        grid.base.parts.push_back({kind, nlohmann::json::object()});
    grid.base = completed(grid.base);
    for (const StrategyParameter& parameter : findPartKind(kinds.front())->parameters) {
        if (!parameter.sweepable || parameter.grid.empty())
            continue;
        grid.axes[kinds.front() + "." + parameter.name] = parameter.grid;
        break;
    }
    return grid;
}

/// The unadapted model and thirteen strategies, one curve each, some better than others.
void makeStrategyStudy(const std::filesystem::path& folder)
{
    SweepSpec spec = hasler2021Sweep({1});
    spec.name = "Most strategies";
    spec.strategies.resize(2); // the unadapted model and fine-tuning
    for (const std::vector<std::string>& kinds :
         std::vector<std::vector<std::string>>{{"ewc"},
                                               {"mixing"},
                                               {"ewc", "mixing"},
                                               {"l2"},
                                               {"mas"},
                                               {"distillation"},
                                               {"oversampling"},
                                               {"freezing"},
                                               {"lora"},
                                               {"interpolation"},
                                               {"fisher-merging"},
                                               {"gradient-projection"}})
        spec.strategies.push_back(gridOf(kinds));
    StudyStore store = makeSampleStore(folder, spec);
    std::map<std::string, int> series;
    std::map<std::string, int> members;
    for (const JobRow& job : store.jobs()) {
        if (job.kind != RunKind::Trial)
            continue;
        const StrategySpec& strategy = job.config.strategy;
        const int number =
            series.emplace(strategy.name, static_cast<int>(series.size())).first->second;
        const int member = members[strategy.name]++;
        const double way = strategy.adapts ? 1 - 0.19 * member : 0; // to fine-tuned
        const double held = 0.05 * number;
        const double gained = 14 * way * (1 - 0.02 * number);
        const double lost = 9 * way * way * (1 - held);
        const RunRow run = addSampleRun(store, job.id, "run-" + std::to_string(job.id));
        for (const Split split : {Split::Dev, Split::Test})
            store.addEvaluation(
                sampleEvaluation(run, 250, split, true, {10 + gained, 30 - lost, 6 + gained}), {});
        store.setJobState(job.id, JobState::Done);
    }
}

} // namespace
} // namespace palimpsest

int main(int argc, char** argv)
{
    using namespace palimpsest;
    const bool strategies = argc == 3 && std::string(argv[2]) == "strategies";
    if ((argc != 2 && !strategies) || std::filesystem::exists(argv[1])) {
        std::fprintf(stderr,
                     "picture_study FOLDER [strategies]: names a folder that is not there yet.\n");
        return 2;
    }
    try {
        if (strategies) {
            makeStrategyStudy(argv[1]);
            return 0;
        }
        StudyStore store = makePaperStudy(argv[1], {1, 2, 3});
        addSequences(store);
        addFacts(store);
        addStates(store);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
