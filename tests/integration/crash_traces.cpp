// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/crash_traces.h"

#include <set>

#include "engine/orchestration/run_events.h"
#include "engine/orchestration/run_folder.h"
#include "engine/store/study_store.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{
namespace fs = std::filesystem;
namespace
{

nlohmann::json shown(const RunRow& run)
{
    return {run.id, run.name, toString(run.state), run.started, run.ended, run.exitCode};
}

nlohmann::json shown(const EvaluationRow& evaluation)
{
    nlohmann::json json = {evaluation.id,   evaluation.run,      toString(evaluation.split),
                           evaluation.step, evaluation.selected, evaluation.time};
    for (const ScoreRow& score : evaluation.scores)
        json.push_back({score.domain, score.metric, score.value, score.signature});
    return json;
}

} // namespace

std::vector<nlohmann::json> hellosOf(const fs::path& run)
{
    std::vector<nlohmann::json> hellos;
    for (nlohmann::json& event : EventReader(run).readNew()) {
        if (event.at("type") == event::kHello)
            hellos.push_back(std::move(event));
    }
    return hellos;
}

std::map<std::string, std::size_t> runsWithCheckpoint(const fs::path& study)
{
    std::map<std::string, std::size_t> lives;
    std::error_code error;
    for (const auto& run : fs::directory_iterator(study / "runs", error)) {
        const std::string name = run.path().filename().string();
        if (!name.starts_with('.') &&
            (hasCheckpoint(run.path()) || fs::exists(run.path() / "checkpoint.old" / "state.json")))
            lives[name] = hellosOf(run.path()).size();
    }
    return lives;
}

std::string startedAnew(const fs::path& study, const std::map<std::string, std::size_t>& before)
{
    const StudyStore store(study, OpenMode::ReadOnly);
    std::set<std::string> latest;
    for (const JobRow& job : store.jobs()) {
        if (const auto run = store.latestRun(job.id))
            latest.insert(run->name);
    }
    for (const auto& [run, lives] : before) {
        if (!latest.contains(run))
            return run + " was left for another run";
        const auto hellos = hellosOf(study / "runs" / run);
        for (std::size_t life = lives; life < hellos.size(); ++life) {
            if (hellos[life].at("resumedFrom").is_null())
                return run + " started from zero";
        }
    }
    return {};
}

std::map<std::string, std::string> shownAsDone(const fs::path& study)
{
    std::map<std::string, std::string> done;
    if (!fs::exists(StudyLayout(study).database()))
        return done;
    const StudyStore store(study, OpenMode::ReadOnly);
    const auto jobs = store.jobs(); // first: a job that becomes done meanwhile is not looked at
    const auto runs = store.runs();
    const auto evaluations = store.evaluations();
    for (const JobRow& job : jobs) {
        if (job.state != JobState::Done)
            continue;
        nlohmann::json all = {job.id, job.facts};
        for (const RunRow& run : runs) {
            if (run.job == job.id)
                all.push_back(shown(run));
        }
        for (const EvaluationRow& evaluation : evaluations) {
            if (evaluation.job == job.id)
                all.push_back(shown(evaluation));
        }
        done[job.label] = all.dump();
    }
    return done;
}

std::string noLongerShown(const fs::path& study, const std::map<std::string, std::string>& before)
{
    const auto now = shownAsDone(study);
    for (const auto& [job, shown] : before) {
        const auto found = now.find(job);
        if (found == now.end())
            return job + " was shown as done, and is not any more";
        if (found->second != shown)
            return job + " was shown as done, and is not as it was:\n" + shown + "\n" +
                   found->second;
    }
    return {};
}

std::string notDoneOnce(const fs::path& study)
{
    const StudyStore store(study, OpenMode::ReadOnly);
    std::map<RowId, int> times;
    for (const RunRow& run : store.runs())
        times[run.job] += run.state == JobState::Done;
    for (const JobRow& job : store.jobs()) {
        if (job.state != JobState::Done || times[job.id] != 1)
            return job.label + " is " + toString(job.state) + ", done " +
                   std::to_string(times[job.id]) + " times";
    }
    return {};
}

} // namespace palimpsest
