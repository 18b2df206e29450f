// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/domain.h"
#include "engine/study/planner.h"
#include "engine/study/sweep_spec.h"

namespace palimpsest
{

/// Row ids of study.db. Revisions come from one counter of the database: every insert or change of
/// a row in a revisioned table takes the next value, so "what is new since r" is one index range.
using RowId = std::int64_t;
using Revision = std::int64_t;

struct StudyRow {
    std::string id; ///< UUID, made at creation
    std::string name;
    std::string sourceLanguage;
    std::string targetLanguage;
    std::string created; ///< ISO 8601 UTC, as all times in the database
    std::string engineVersion;
};

struct DomainRow {
    RowId id = 0;
    Domain domain;
    nlohmann::json facts; ///< overlap and leakage warnings, length statistics, samples
};

enum class SweepState { Draft, Queued, Running, Paused, Done, PartlyDone, Cancelled };
const char* toString(SweepState state); ///< as in the database: "partly-done"
struct SweepRow {
    RowId id = 0;
    SweepSpec spec;
    SweepState state = SweepState::Draft;
    std::string created;
    std::string note; ///< people's own words
    Revision revision = 0;
};

/// A job of a plan as the database knows it: something to make, once, by identity. Trials are jobs
/// of kind Trial.
enum class JobState {
    Waiting, ///< not started yet
    Running,
    Paused,      ///< stopped on request, resumable
    Interrupted, ///< its worker or conductor died; resumable
    Failed,
    Done,
    Cancelled,
};
const char* toString(JobState state);
struct JobRow {
    RowId id = 0;
    RunKind kind = RunKind::Trial;
    std::string identity;
    std::string label;
    RunConfig config; ///< without run, device, threads
    std::vector<std::string> requires_;
    JobState state = JobState::Waiting;
    int position = 0;          ///< order in the queue, smaller first
    std::vector<RowId> sweeps; ///< sweeps it belongs to
    nlohmann::json facts;      ///< of the artifact made: parameters, vocabulary, Fisher trace …
    std::string note;          ///< people's own words
    std::vector<std::string> tags;
    std::string binned; ///< when it was put into the bin; empty = it is not there
    Revision revision = 0;
};

/// One execution of a job. The latest one carries the progress that people see.
struct RunRow {
    RowId id = 0;
    RowId job = 0;
    std::string name; ///< folder under runs/
    JobState state = JobState::Running;
    std::string device;
    int threads = 1;
    std::string host;
    std::int64_t pid = 0;
    std::string started;
    std::string ended;    ///< empty while running
    int exitCode = -1;    ///< -1 = none yet
    std::string sentence; ///< why it failed, or empty
    std::string stage;    ///< of the latest progress event
    double done = 0;      ///< in `unit`
    double total = 0;
    std::string unit;
    double rate = 0; ///< units per second
    double secondsLeft = 0;
    Revision revision = 0;
};

struct MetricPoint {
    std::int64_t step = 0;
    double value = 0;
};
struct MetricUpdate {
    RowId run = 0;
    std::string name; ///< "loss", "penalty", "penaltyRatio", "drift", "tokensPerSecond" …
    MetricPoint point;
    RowId record = 0; ///< grows in the order of arrival; values of one update share it
};
/// Everything that a run has logged: name → points in ascending step.
using MetricSeries = std::map<std::string, std::vector<MetricPoint>>;

/// Score of one evaluation on one domain with one metric.
struct ScoreRow {
    std::string domain;
    DomainRole role = DomainRole::New;
    std::string metric; ///< "bleu", "chrf", "ter", "loss"
    double value = 0;
    std::string signature; ///< sacreBLEU's, empty for "loss"
};

/// Scores of one checkpoint of one job on one split.
struct EvaluationRow {
    RowId id = 0; ///< grows with time: "new since" is `id > last`
    RowId job = 0;
    RowId run = 0;
    std::int64_t step = 0;
    Split split = Split::Dev;
    bool selected = false; ///< this is the checkpoint that the job keeps
    std::string time;
    std::vector<ScoreRow> scores;
};

/// What an evaluation stores beside its scores for one domain, so that tests and sentence views
/// need nothing else. `statistics` holds, per metric, the per-segment sufficient statistics of
/// engine/scoring.
struct EvaluationDetail {
    std::string domain;
    std::vector<std::string> translations;
    std::map<std::string, std::vector<std::vector<double>>>
        statistics; ///< metric → segment → values
};

/// Source and reference of a domain's split, kept in the database for sentence views and
/// re-scoring.
struct ReferenceText {
    std::vector<std::string> sources;
    std::vector<std::string> references;
};

enum class RequestState { Open, Done, Refused };
const char* toString(RequestState state);
/// What a window or command line asks of the conductor.
struct RequestRow {
    RowId id = 0;
    std::string action;     ///< see kRequestActions
    nlohmann::json payload; ///< {"sweep": id} or {"job": id} …
    RequestState state = RequestState::Open;
    std::string answer; ///< sentence of the conductor
    std::string created;
};
/// sweep.start, sweep.pause, sweep.resume, sweep.cancel: {"sweep": id};
/// job.start, job.pause, job.resume, job.cancel, job.retry: {"job": id}; job.move: {"job": id,
/// "position": n}; conductor.stop: {} (pause everything and leave);
/// study.resume: {} (go on with every sweep that was interrupted).
inline constexpr const char* kRequestActions[] = {
    "sweep.start", "sweep.pause", "sweep.resume", "sweep.cancel", "job.start",      "job.pause",
    "job.resume",  "job.cancel",  "job.retry",    "job.move",     "conductor.stop", "study.resume"};

enum class Severity { Info, Warning, Error };
const char* toString(Severity severity);
/// A message for the log page. Equal texts are one row with a counter.
struct MessageRow {
    RowId id = 0;
    Severity severity = Severity::Info;
    std::string text;
    RowId job = 0; ///< 0 = none
    int count = 1;
    std::string first;
    std::string last;
    Revision revision = 0;
};

/// Who conducts this study at present.
struct ConductorRow {
    std::string host;
    std::int64_t pid = 0;
    std::string bootId;
    std::string heartbeat;
    bool alive = false; ///< heartbeat is fresh, or the process exists on this host and boot
};

} // namespace palimpsest
