// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/worker_context.h"

#include <filesystem>
#include <string_view>

#include <unistd.h>

#include "app/engine/worker/stop_signal.h"
#include "engine/study/error.h"
#include "palimpsest/version.h"

namespace palimpsest
{

using nlohmann::json;

WorkerContext::WorkerContext(StudyLayout layout, RunConfig config)
    : m_layout(std::move(layout)), m_config(std::move(config)), m_events(m_layout.run(m_config.run))
{
}

std::vector<const Domain*> WorkerContext::domains(DomainRole role) const
{
    std::vector<const Domain*> found;
    for (const Domain& domain : *m_config.domains) {
        if (domain.role == role)
            found.push_back(&domain);
    }
    return found;
}

std::vector<const Domain*> WorkerContext::domainsToLearn() const
{
    std::vector<const Domain*> found = domains(DomainRole::New);
    if (const auto& sequence = m_config.sequence; !sequence.empty())
        std::erase_if(found, [&](const Domain* domain) { return domain->name != sequence.back(); });
    return found;
}

std::vector<const Domain*> WorkerContext::learnedDomains() const
{
    std::vector<const Domain*> found = domains(DomainRole::Old);
    for (std::size_t i = 0; i + 1 < m_config.sequence.size(); ++i) {
        for (const Domain* domain : domains(DomainRole::New)) {
            if (domain->name == m_config.sequence[i])
                found.push_back(domain);
        }
    }
    return found;
}

std::vector<const Domain*> WorkerContext::domains() const
{
    std::vector<const Domain*> found;
    for (const Domain& domain : *m_config.domains)
        found.push_back(&domain);
    return found;
}

void WorkerContext::hello(const std::string& precision, std::optional<std::int64_t> resumedFrom)
{
    char host[256] = "";
    ::gethostname(host, sizeof host - 1);
    write(event::kHello, {{"protocol", RunConfig::kProtocol},
                          {"engine", kVersion},
                          {"kind", toString(m_config.kind)},
                          {"run", m_config.run},
                          {"pid", ::getpid()},
                          {"host", host},
                          {"device", m_config.device},
                          {"threads", m_config.threads},
                          {"precision", precision.empty() ? json() : json(precision)},
                          {"resumedFrom", resumedFrom ? json(*resumedFrom) : json()}});
    step = resumedFrom.value_or(0);
}

void WorkerContext::write(const char* type, json fields)
{
    const std::string_view name = type;
    const bool durable = name != event::kMetrics && name != event::kProgress;
    // Where the study's disk was removed, the open file of events is all that is left of it: what
    // was made since lies under its mount point, and must not be said to be in the study.
    if (durable && !std::filesystem::exists(runFolder() / "events.jsonl"))
        throw Error(ExitCode::DiskFull, runFolder().string() +
                                            " is not there any more; bring back its disk and "
                                            "start again.");
    m_events.write(type, std::move(fields), durable);
}

void WorkerContext::warn(const std::string& sentence)
{
    write(event::kWarning, {{"text", sentence}});
}

void WorkerContext::progress(const std::string& stage, std::int64_t done, std::int64_t total,
                             const std::string& unit)
{
    const Clock::time_point now = Clock::now();
    const bool begins = stage != m_stage || done < m_stageDone;
    if (begins) {
        m_stage = stage;
        m_stageDone = done;
        m_stageStart = now;
    }
    const bool ends = total > 0 && done >= total;
    if (!begins && !ends && now - m_lastProgress < std::chrono::milliseconds(500))
        return;
    m_lastProgress = now;
    const std::chrono::duration<double> took = now - m_stageStart;
    const auto made = static_cast<double>(done - m_stageDone);
    json rate;
    json left;
    if (made > 0 && took.count() > 0) {
        rate = made / took.count();
        if (total > 0)
            left = static_cast<double>(total - done) * took.count() / made;
    }
    write(event::kProgress, {{"stage", stage},
                             {"done", done},
                             {"total", total},
                             {"unit", unit},
                             {"rate", rate},
                             {"secondsLeft", left}});
}

ProgressFunction WorkerContext::progressFunction(const std::string& stage, const std::string& unit)
{
    return [this, stage, unit](std::int64_t done, std::int64_t total) {
        progress(stage, done, total, unit);
    };
}

double WorkerContext::secondsSinceStart() const
{
    return std::chrono::duration<double>(Clock::now() - m_start).count();
}

bool WorkerContext::stopRequested() const
{
    return stopSignalled();
}

void WorkerContext::leaveIfStopped() const
{
    if (stopRequested())
        throw Error(ExitCode::Stopped,
                    "Stopped on request; start the run \"" + m_config.run + "\" again to go on.");
}

} // namespace palimpsest
