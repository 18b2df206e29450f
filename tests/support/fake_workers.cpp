// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_workers.h"

#include <chrono>
#include <fstream>

#include "engine/orchestration/run_folder.h"
#include "engine/study/canonical_json.h"
#include "engine/study/steady_time.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace
{

constexpr auto kTick = std::chrono::milliseconds(50);

std::vector<std::string> segments(const std::string& domain)
{
    return {"the first line of " + domain + " is here",
            "a second line follows in " + domain + " now",
            "and the third one ends what " + domain + " says"};
}

} // namespace

FakeWorkers::FakeWorkers(const std::filesystem::path& study, const FakeWork& work)
    : m_study(study), m_work(work),
      m_thread([this](const std::stop_token& stop) { this->work(stop); })
{
}

FakeWorkers::~FakeWorkers() = default;

void FakeWorkers::start(const std::string& run)
{
    Worker worker;
    const auto folder = StudyLayout(m_study).run(run);
    worker.config = readRunConfig(folder);
    worker.events = std::make_unique<EventWriter>(folder);
    worker.events->write(event::kHello, {{"pid", 4711}, {"host", "node"}, {"run", run}});
    worker.started = steadySeconds();
    const std::lock_guard lock(m_mutex);
    m_written.try_emplace(run, 0);
    m_workers[run] = std::move(worker);
}

void FakeWorkers::askToStop(const std::string& run)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_workers.find(run); found != m_workers.end())
        found->second.stop = true;
}

void FakeWorkers::lose(const std::string& run)
{
    const std::lock_guard lock(m_mutex);
    m_workers.erase(run);
}

bool FakeWorkers::running(const std::string& run) const
{
    const std::lock_guard lock(m_mutex);
    return m_workers.contains(run);
}

std::size_t FakeWorkers::running() const
{
    const std::lock_guard lock(m_mutex);
    return m_workers.size();
}

std::map<std::string, std::int64_t> FakeWorkers::written() const
{
    const std::lock_guard lock(m_mutex);
    return m_written;
}

std::int64_t FakeWorkers::writtenInAll() const
{
    const std::lock_guard lock(m_mutex);
    return m_writtenInAll;
}

void FakeWorkers::work(const std::stop_token& stop)
{
    std::condition_variable_any never;
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const double now = steadySeconds();
        for (auto entry = m_workers.begin(); entry != m_workers.end();)
            entry =
                goOn(entry->first, entry->second, now) ? std::next(entry) : m_workers.erase(entry);
        never.wait_for(lock, stop, kTick, [] { return false; });
    }
}

/// False once the worker has left.
bool FakeWorkers::goOn(const std::string& run, Worker& worker, double now)
{
    if (worker.config.kind != RunKind::Trial) {
        finish(worker);
        return false;
    }
    const double seconds = std::min(now - worker.started, m_work.seconds);
    const auto due = static_cast<std::int64_t>(seconds * m_work.rate);
    for (; worker.said < due; ++worker.said) {
        const auto step = m_written[run]++;
        ++m_writtenInAll;
        worker.events->write(event::kMetrics, {{"step", step},
                                               {"values",
                                                {{"loss", 4.0 / (1 + static_cast<double>(step))},
                                                 {"learningRate", 1e-4},
                                                 {"gradientNorm", 0.5},
                                                 {"tokensPerSecond", 1234.5}}}});
        if (step % 20 == 0)
            worker.events->write(event::kProgress, {{"stage", "training"},
                                                    {"done", step},
                                                    {"total", m_work.seconds * m_work.rate},
                                                    {"unit", "updates"},
                                                    {"rate", m_work.rate},
                                                    {"secondsLeft", m_work.seconds - seconds}});
    }
    if (worker.stop) {
        worker.events->write(event::kStopped, {{"step", worker.said}});
        return false;
    }
    if (seconds < m_work.seconds)
        return true;
    finish(worker);
    return false;
}

void FakeWorkers::finish(Worker& worker)
{
    const RunConfig& config = worker.config;
    if (config.kind == RunKind::Trial) {
        const auto folder = StudyLayout(m_study).run(config.run) / "translations";
        std::filesystem::create_directories(folder);
        nlohmann::json domains = nlohmann::json::array();
        for (const Domain& domain : *config.domains) {
            std::ofstream out(folder / ("test-" + domain.name));
            for (const std::string& line : segments(domain.name))
                out << line << "\n";
            domains.push_back({{"name", domain.name},
                               {"translations", "translations/test-" + domain.name},
                               {"loss", 2.5}});
        }
        worker.events->write(
            event::kEvaluation,
            {{"step", worker.said}, {"split", "test"}, {"selected", true}, {"domains", domains}});
    } else {
        const std::string artifact = config.kind == RunKind::Tokenizer ? config.tokenizerFolder
                                     : config.kind == RunKind::Base    ? config.baseFolder
                                                                       : config.fisherFolder;
        std::filesystem::create_directories(m_study / artifact);
        worker.events->write(
            event::kArtifact,
            {{"kind", toString(config.kind)}, {"folder", artifact}, {"facts", {{"size", 12}}}});
    }
    worker.events->write(event::kDone, {{"step", worker.said}, {"seconds", 1.5}});
}

RowId makeLoadedStudy(const std::filesystem::path& folder, int trials, const std::string& devices)
{
    StudyStore store =
        StudyStore::create(folder, {"", "load", "de", "en", "2026-01-01T00:00:00.000Z", ""});
    for (const char* name : {"news", "law"}) {
        Domain domain;
        domain.name = name;
        domain.role = domain.name == "news" ? DomainRole::Old : DomainRole::New;
        for (const Split split : kSplits)
            domain.splits[split] = {StudyLayout::corpusFile(name, split, "de"),
                                    StudyLayout::corpusFile(name, split, "en"),
                                    3,
                                    0,
                                    0,
                                    sha256(domain.name + toString(split))};
        store.addDomain(domain, {});
        for (const Split split : {Split::Dev, Split::Test})
            store.storeReference(name, split, domain.splits[split].hash,
                                 {segments("x"), segments(name)});
    }
    SweepSpec spec = hasler2021Sweep({1});
    spec.name = "load";
    spec.devices = devices;
    std::erase_if(spec.strategies,
                  [](const StrategyGrid& grid) { return grid.base.name != "ewc"; });
    std::vector<nlohmann::json> lambdas;
    for (int i = 0; i < trials; ++i)
        lambdas.emplace_back(1e-4 * (i + 1));
    spec.strategies.front().axes["ewc.lambda"] = lambdas;
    return store.addSweep(spec);
}

int runsWithLostEvents(const StudyStore& store, const FakeWorkers& workers)
{
    const auto written = workers.written();
    int wrong = 0;
    for (const RunRow& run : store.runs()) {
        const auto found = written.find(run.name);
        const auto wanted = found == written.end() ? 0 : found->second;
        const auto points = store.metrics(run.id, "loss");
        bool whole = static_cast<std::int64_t>(points.size()) == wanted;
        for (std::size_t i = 0; whole && i < points.size(); ++i)
            whole = points[i].step == static_cast<std::int64_t>(i);
        wrong += !whole;
    }
    return wrong;
}

} // namespace palimpsest
