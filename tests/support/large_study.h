// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/orchestration/run_events.h"
#include "engine/study/study_layout.h"
#include "tests/support/sample_store.h"

namespace palimpsest
{

/// How much makeLargeStudy() writes.
struct LargeStudySize {
    int runs = 10000;                    ///< of trials, each of them another one
    std::int64_t metricPoints = 8000000; ///< values, spread evenly over the runs
    int sweeps = 4;
    int seeds = 50;         ///< of every cell
    int devEvaluations = 2; ///< of each trial, before its scores on test
    int running = 0;        ///< so many trials are under way, the rest has come to an end
};

inline constexpr const char* kLargeStudyMetrics[] = {"loss", "penalty", "drift", "gradientNorm"};

/// A sweep with as many cells as make `trials` trials of `seeds` seeds; no two sweeps share one.
inline SweepSpec largeSweep(int number, int trials, int seeds)
{
    constexpr int kOtherCells = 4; // fine-tuning and three ratios
    const int cells = (trials + seeds - 1) / seeds;
    std::vector<double> lambdas;
    for (int i = 0; i < std::max(1, (cells - kOtherCells + 1) / 2); ++i)
        lambdas.push_back(std::pow(10.0, 1 - 0.2 * i));
    SweepSpec spec = hasler2021Sweep(lambdas);
    spec.name = "Grid " + std::to_string(number + 1);
    spec.training.budget.updates = 1000 + 500 * number;
    spec.seeds.clear();
    for (int seed = 1; seed <= seeds; ++seed)
        spec.seeds.push_back(static_cast<std::uint64_t>(seed));
    return spec;
}

/// How the n-th run of the study ended.
inline JobState largeStudyEnd(int n, const LargeStudySize& size)
{
    if (n >= size.runs - size.running)
        return JobState::Running;
    return n % 50 == 7 ? JobState::Failed : n % 50 == 23 ? JobState::Interrupted : JobState::Done;
}

/// BLEU of captions, news and koran: adapting longer gains on the new domains and loses on the old
/// one, a penalty slows both; `share` of the updates is done.
inline std::vector<double> largeStudyScores(const JobRow& job, double share)
{
    const nlohmann::json lambda = job.config.strategy.parameter("ewc", "lambda");
    const double held = lambda.is_number() ? std::log10(lambda.get<double>() * 1000 + 1) / 4 : 0;
    const double mixed = job.config.strategy.name.find("mixing") == std::string::npos ? 0 : 0.3;
    const double chance = static_cast<double>(job.id * 7919 % 1000) / 1000 - 0.5;
    const double gain = job.config.strategy.adapts ? share * (1 - 0.6 * held) : 0;
    const double loss = job.config.strategy.adapts ? share * (1 - held) * (1 - mixed) : 0;
    return {12 + 18 * gain + chance, 32 - 14 * loss + chance / 2, 6 + 10 * gain - chance};
}

/// The points of one run: `points` values at updates `every` apart.
inline void addLargeSeries(StudyStore& store, RowId run, std::int64_t points, std::int64_t every)
{
    const auto metrics = static_cast<std::int64_t>(std::size(kLargeStudyMetrics));
    const auto phase = static_cast<double>(run);
    std::map<std::string, double> values;
    for (std::int64_t written = 0; written < points; written += metrics) {
        const std::int64_t step = (written / metrics + 1) * every;
        const double x = static_cast<double>(written + metrics) / static_cast<double>(points);
        const double wave = std::sin(static_cast<double>(step) * 1.7 + phase);
        const double made[] = {4 - 2 * (1 - std::exp(-4 * x)) + 0.1 * wave, 0.2 * x + 0.01 * wave,
                               12 * std::sqrt(x), 1 + 0.5 * wave};
        values.clear();
        for (std::int64_t i = 0; i < std::min(metrics, points - written); ++i)
            values.emplace(kLargeStudyMetrics[i], made[i]);
        store.addMetrics(run, step, values);
    }
}

inline void addLargeEvaluations(StudyStore& store, const RunRow& run, const JobRow& job,
                                const LargeStudySize& size)
{
    const std::int64_t updates = job.config.training.budget.updates;
    for (int i = 1; i <= size.devEvaluations; ++i) {
        const double share = static_cast<double>(i) / size.devEvaluations;
        const auto step = static_cast<std::int64_t>(static_cast<double>(updates) * share);
        store.addEvaluation(sampleEvaluation(run, step, Split::Dev, i == size.devEvaluations,
                                             largeStudyScores(job, share)),
                            {});
    }
    store.addEvaluation(sampleEvaluation(run, updates, Split::Test, true, largeStudyScores(job, 1)),
                        {});
}

/// What a worker would have left in the run's folder.
inline void writeLargeEvents(const StudyStore& store, const RunRow& run)
{
    const std::filesystem::path folder = StudyLayout(store.folder()).run(run.name);
    std::filesystem::create_directories(folder);
    EventWriter events(folder);
    events.write(event::kHello, {{"protocol", 1}, {"run", run.name}, {"device", run.device}});
    events.write(
        event::kProgress,
        {{"stage", run.stage}, {"done", run.done}, {"total", run.total}, {"unit", run.unit}});
    if (run.state == JobState::Done)
        events.write(event::kDone, {{"step", run.done}, {"seconds", 200}});
    else if (run.state == JobState::Failed)
        events.write(event::kFailed, {{"exitCode", run.exitCode}, {"sentence", run.sentence}});
}

/// One execution of a trial, with its events, progress, curves and scores. What did not come to its
/// end stands at 60 %.
inline void addLargeRun(StudyStore& store, const JobRow& job, int number, JobState end,
                        const LargeStudySize& size)
{
    RunRow run = addSampleRun(store, job.id, "trial-" + std::to_string(number));
    run.device = "cpu";
    run.stage = "training";
    run.unit = "updates";
    run.total = job.config.training.budget.updates;
    run.done = end == JobState::Done ? run.total : 0.6 * run.total;
    run.rate = 5 + number % 7;
    run.secondsLeft = (run.total - run.done) / run.rate;
    run.state = end;
    if (end != JobState::Running)
        run.ended = "2026-11-20T10:00:00Z";
    if (end == JobState::Failed) {
        run.exitCode = 5;
        run.sentence = "The loss is not finite at update 600: lower the learning rate.";
        store.addMessage(Severity::Error, run.sentence, job.id);
    } else if (end == JobState::Done) {
        run.exitCode = 0;
    }
    store.updateRun(run);
    writeLargeEvents(store, run);
    addLargeSeries(store, run.id, size.metricPoints / size.runs, 5);
    if (end == JobState::Done)
        addLargeEvaluations(store, run, job, size);
    store.setJobState(job.id, end);
}

/// A study as months of work leave it: several sweeps of all kinds of strategies with many seeds,
/// their runs with curves and scores, some of which failed or broke off. In one transaction; the
/// same for the same size.
inline StudyStore makeLargeStudy(const std::filesystem::path& folder,
                                 const LargeStudySize& size = {})
{
    StudyStore store = StudyStore::create(folder, {"", "Large study", "de", "en", "", ""});
    store.transaction([&] {
        for (const Domain& domain : sampleFacts().domains)
            store.addDomain(domain, {});
        for (int i = 0; i < size.sweeps; ++i) {
            const SweepSpec spec = largeSweep(i, size.runs / size.sweeps, size.seeds);
            const RowId sweep = store.addSweep(spec);
            store.addJobs(planSweep(spec, store.facts()), sweep);
            store.setSweepState(sweep, SweepState::PartlyDone);
        }
        int number = 0;
        for (const JobRow& job : store.jobs()) {
            if (job.kind != RunKind::Trial) {
                store.setJobState(job.id, JobState::Done);
            } else if (number < size.runs) {
                addLargeRun(store, job, number, largeStudyEnd(number, size), size);
                ++number;
            }
        }
    });
    return store;
}

} // namespace palimpsest
