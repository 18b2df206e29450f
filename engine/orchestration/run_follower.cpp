// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/run_follower.h"

#include <cmath>
#include <map>
#include <utility>

#include "engine/orchestration/evaluation_scoring.h"
#include "engine/orchestration/run_folder.h"
#include "engine/study/storage_error.h"
#include "engine/study/study_layout.h"
#include "engine/study/utc_time.h"
#include "engine/study/waiting_stage.h"

namespace palimpsest
{
namespace
{

std::map<std::string, double> numbersOf(const nlohmann::json& values)
{
    std::map<std::string, double> numbers;
    for (const auto& [name, value] : values.items()) {
        if (value.is_number())
            numbers[name] = value.get<double>();
    }
    return numbers;
}

double numberOr(const nlohmann::json& event, const char* field, double fallback)
{
    const auto found = event.find(field);
    return found != event.end() && found->is_number() ? found->get<double>() : fallback;
}

/// A power cut may take the tail of a file whose events are in the database already. What stands
/// there then is read from the start: an event that comes twice changes nothing.
std::int64_t placeToGoOn(const StudyStore& store, const RunRow& run)
{
    const std::int64_t offset = store.eventOffset(run.id);
    return startsAnEvent(StudyLayout(store.folder()).run(run.name), offset) ? offset : 0;
}

} // namespace

RunFollower::RunFollower(StudyStore& store, JobRow job, RunRow run)
    : m_store(store), m_job(std::move(job)), m_run(std::move(run)),
      m_reader(StudyLayout(store.folder()).run(m_run.name), placeToGoOn(store, m_run))
{
    if (isWaitingStage(m_run.stage)) // as an earlier conductor saw it
        m_waiting = m_run.stage;
}

void RunFollower::setWaiting(const std::string& text)
{
    if (text == m_waiting)
        return;
    m_waiting = text;
    m_run.stage = text;
    m_store.updateRun(m_run);
}

std::size_t RunFollower::readNew()
{
    if (m_broken)
        return 0;
    const RunRow before = m_run;
    try {
        const std::vector<nlohmann::json> events = m_reader.readNew();
        if (events.empty())
            return 0;
        // Scored before the transaction begins: the window waits for its writers.
        std::map<std::size_t, ScoredEvaluation> evaluations;
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (events[i].at("type") == event::kEvaluation)
                evaluations[i] = scoreEvaluation(m_store, m_job, m_run, events[i]);
        }
        m_store.transaction([&] {
            for (std::size_t i = 0; i < events.size(); ++i) {
                if (const auto found = evaluations.find(i); found != evaluations.end())
                    m_store.addEvaluation(found->second.row, found->second.details);
                else
                    apply(events[i]);
            }
            m_store.updateRun(m_run);
            m_store.setEventOffset(m_run.id, m_reader.offset());
        });
        return events.size();
    } catch (const nlohmann::json::exception& error) {
        m_run = before;
        m_broken = true;
        endWith(JobState::Failed, ExitCode::InternalError,
                "An event of the worker lacks a field: " + std::string(error.what()));
    } catch (const DamagedDatabase&) { // no fault of the run
        throw;
    } catch (const BadInput& error) {
        m_run = before;
        m_broken = true;
        endWith(JobState::Failed, ExitCode::BadInput, error.what());
    }
    return 1;
}

void RunFollower::apply(const nlohmann::json& event)
{
    const std::string type = event.at("type").get<std::string>();
    if (type == event::kHello) {
        m_run.pid = event.value("pid", m_run.pid);
        m_run.host = event.value("host", m_run.host);
    } else if (type == event::kProgress) {
        applyProgress(event);
    } else if (type == event::kMetrics) {
        m_store.addMetrics(m_run.id, event.at("step").get<std::int64_t>(),
                           numbersOf(event.at("values")));
    } else if (type == event::kArtifact) {
        m_job.facts = event.value("facts", nlohmann::json::object());
        m_store.setJobFacts(m_job.id, m_job.facts);
    } else if (type == event::kWarning) {
        m_store.addMessage(Severity::Warning,
                           m_job.label + ": " + event.at("text").get<std::string>(), m_job.id);
    } else if (type == event::kDone) {
        finish(JobState::Done, static_cast<int>(ExitCode::Done), "", event.at("time"));
    } else if (type == event::kStopped) {
        finish(m_stopMeaning, static_cast<int>(ExitCode::Stopped), m_stopSentence,
               event.at("time"));
    } else if (type == event::kFailed) {
        applyFailed(event);
    }
}

void RunFollower::applyProgress(const nlohmann::json& event)
{
    m_run.stage = event.value("stage", "");
    m_run.done = numberOr(event, "done", 0);
    m_run.total = numberOr(event, "total", 0);
    m_run.unit = event.value("unit", "");
    if (m_run.unit == "updates") // and not the sentences of a validation
        m_plannedUpdates = std::llround(m_run.total);
    m_run.rate = numberOr(event, "rate", 0);
    m_run.secondsLeft = numberOr(event, "secondsLeft", 0);
}

void RunFollower::applyFailed(const nlohmann::json& event)
{
    const std::string sentence = event.value("sentence", "The worker failed without a sentence.");
    const int code = event.value("exitCode", static_cast<int>(ExitCode::InternalError));
    // A full or read-only disk is no fault of the run: it goes on once that is mended, and somebody
    // asks for it.
    finish(code == static_cast<int>(ExitCode::DiskFull) ? JobState::Interrupted : JobState::Failed,
           code, sentence, event.at("time"));
}

void RunFollower::finish(JobState state, int exitCode, const std::string& sentence,
                         const std::string& time)
{
    m_run.state = state;
    m_run.exitCode = exitCode;
    m_run.sentence = sentence;
    m_run.ended = time;
    m_run.secondsLeft = 0;
    m_job.state = state;
    m_store.setJobState(m_job.id, state);
    if (state != JobState::Failed && state != JobState::Interrupted)
        return;
    std::string text = m_job.label + ": " + sentence;
    const std::string log = logTail(StudyLayout(m_store.folder()).run(m_run.name));
    if (!log.empty())
        text += "\nworker.log ends:\n" + log;
    m_store.addMessage(state == JobState::Failed ? Severity::Error : Severity::Warning, text,
                       m_job.id);
}

void RunFollower::endWith(JobState state, ExitCode code, const std::string& sentence)
{
    m_store.transaction([&] {
        finish(state, static_cast<int>(code), sentence, utcNow());
        m_store.updateRun(m_run);
    });
}

} // namespace palimpsest
