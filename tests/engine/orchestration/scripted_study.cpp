// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/orchestration/scripted_study.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "engine/orchestration/conductor.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace
{

std::vector<std::string> segments(const std::string& domain)
{
    return {"the first line of " + domain + " is here",
            "a second line follows in " + domain + " now",
            "and the third one ends what " + domain + " says"};
}

} // namespace

ScriptedStudy::ScriptedStudy()
    : m_folder(m_temporary.path().toStdString()),
      m_store(std::make_unique<StudyStore>(StudyStore::create(
          m_folder, {"id", "test", "de", "en", "2026-01-01T00:00:00.000Z", "0"})))
{
    script = [this](const RunConfig& config, EventWriter& events) { workThrough(config, events); };
    for (const char* name : {"news", "law", "chat"}) {
        Domain domain;
        domain.name = name;
        domain.role = domain.name == "news" ? DomainRole::Old : DomainRole::New;
        for (const Split split : kSplits) {
            const std::string hash = sha256(domain.name + toString(split));
            domain.splits[split] = {StudyLayout::corpusFile(name, split, "de"),
                                    StudyLayout::corpusFile(name, split, "en"),
                                    3,
                                    0,
                                    0,
                                    hash};
        }
        m_store->addDomain(domain, {});
        for (const Split split : {Split::Dev, Split::Test})
            m_store->storeReference(name, split, domain.splits[split].hash,
                                    {segments("x"), segments(name)});
    }
}

SweepSpec ScriptedStudy::smallSweep() const
{
    SweepSpec spec = hasler2021Sweep({1});
    spec.strategies.resize(3);
    spec.name = "small";
    spec.devices = "cpu:1x1";
    return spec;
}

RowId ScriptedStudy::addSweep(const SweepSpec& spec)
{
    return m_store->addSweep(spec);
}

std::string ScriptedStudy::conduct(const std::string& action, const nlohmann::json& payload)
{
    Conductor conductor(*m_store, *this, {});
    const RowId request = m_store->addRequest(action, payload);
    for (int rounds = 0; conductor.step(); ++rounds) {
        if (rounds > 1000)
            throw std::runtime_error("the conductor does not come to an end");
    }
    return m_store->request(request)->answer;
}

JobRow ScriptedStudy::jobOf(const std::string& label) const
{
    for (const JobRow& job : m_store->jobs()) {
        if (job.label.rfind(label, 0) == 0)
            return job;
    }
    throw std::runtime_error("no job " + label);
}

EventWriter ScriptedStudy::writer(const std::string& run) const
{
    return EventWriter(StudyLayout(m_folder).run(run));
}

void ScriptedStudy::writeTranslations(const RunConfig& config, const std::string& split,
                                      nlohmann::json& domains) const
{
    domains = nlohmann::json::array();
    const auto folder = StudyLayout(m_folder).run(config.run) / "translations";
    std::filesystem::create_directories(folder);
    for (const Domain& domain : *config.domains) {
        std::vector<std::string> lines = segments(domain.name);
        lines[0] = "the first line of it is wrong"; // or else every score is 100
        if (split == "dev")
            lines.resize(2); // validation looks at the first segments only
        std::ofstream out(folder / (split + "-" + domain.name));
        for (const std::string& line : lines)
            out << line << "\n";
        domains.push_back({{"name", domain.name},
                           {"translations", "translations/" + split + "-" + domain.name},
                           {"loss", 2.5}});
    }
}

void ScriptedStudy::workThrough(const RunConfig& config, EventWriter& events)
{
    events.write(event::kHello, {{"pid", 4711}, {"host", "h"}, {"run", config.run}});
    events.write(event::kProgress, {{"stage", "training"},
                                    {"done", 5},
                                    {"total", 10},
                                    {"unit", "updates"},
                                    {"rate", 2.0},
                                    {"secondsLeft", 2.5}});
    events.write(event::kMetrics, {{"step", 5}, {"values", {{"loss", 3.5}, {"penalty", nullptr}}}});
    if (config.kind == RunKind::Trial) {
        nlohmann::json domains;
        writeTranslations(config, "dev", domains);
        events.write(event::kEvaluation,
                     {{"step", 5}, {"split", "dev"}, {"selected", false}, {"domains", domains}});
        writeTranslations(config, "test", domains);
        events.write(event::kEvaluation,
                     {{"step", 10}, {"split", "test"}, {"selected", true}, {"domains", domains}});
    } else {
        const std::string artifact = config.kind == RunKind::Tokenizer ? config.tokenizerFolder
                                     : config.kind == RunKind::Base    ? config.baseFolder
                                                                       : config.fisherFolder;
        std::filesystem::create_directories(m_folder / artifact);
        events.write(
            event::kArtifact,
            {{"kind", toString(config.kind)}, {"folder", artifact}, {"facts", {{"size", 12}}}});
    }
    events.write(event::kDone, {{"step", 10}, {"seconds", 1.5}});
}

void ScriptedStudy::start(const RunConfig& config, const DeviceSlot&)
{
    started.push_back(config.run);
    alive.insert(config.run);
    endings[config.run] = {.running = false, .exitCode = 0, .signal = {}};
    EventWriter events = writer(config.run);
    alive.erase(config.run);
    script(config, events);
}

WorkerStatus ScriptedStudy::status(const std::string& run)
{
    if (alive.contains(run))
        return {.running = true, .exitCode = {}, .signal = {}};
    const auto ending = endings.find(run);
    return ending == endings.end() ? WorkerStatus{} : ending->second;
}

void ScriptedStudy::requestStop(const std::string& run)
{
    asked.push_back(run);
    if (!alive.contains(run) || !stopsWhenAsked)
        return;
    writer(run).write(event::kStopped, {{"step", 7}});
    alive.erase(run);
    endings[run] = {.running = false, .exitCode = 4, .signal = {}};
}

void ScriptedStudy::kill(const std::string& run)
{
    killed.push_back(run);
    alive.erase(run);
    endings[run] = {.running = false, .exitCode = {}, .signal = 9};
}

SweepState ScriptedStudy::stateOf(RowId sweep) const
{
    return m_store->sweep(sweep)->state;
}

RowId ScriptedStudy::runSmallSweep()
{
    const RowId sweep = addSweep(smallSweep());
    conduct("sweep.start", {{"sweep", sweep}});
    return sweep;
}

void ScriptedStudy::leaveFineTuningRunning()
{
    script = [this](const RunConfig& config, EventWriter& events) {
        if (config.strategy.name != "fine-tuning") {
            workThrough(config, events);
            return;
        }
        events.write(event::kHello, {{"pid", 1}, {"host", "h"}});
        events.write(event::kMetrics, {{"step", 1}, {"values", {{"loss", 4.0}}}});
        alive.insert(config.run);
    };
}

bool ScriptedStudy::worksUntilFineTuning(Conductor& conductor, RowId sweep)
{
    store().addRequest("sweep.start", {{"sweep", sweep}});
    for (int i = 0; i < 10; ++i) {
        if (!conductor.step())
            return false;
    }
    return true;
}

} // namespace palimpsest
