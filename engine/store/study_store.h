// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/store/rows.h"

namespace palimpsest
{

enum class OpenMode {
    ReadWrite, ///< migrates an older schema (after a backup study.db.v<n>); refuses a newer one
    ReadOnly,  ///< never writes; also opens a newer schema (readOnlyReason says so)
};

/// study.db: the one place where results live. WAL, BEGIN IMMEDIATE, busy timeout, foreign keys,
/// numbered migrations (resources/schema/, compiled in). One object is one connection and belongs
/// to one thread; open a second one for another thread. The unit of writing is a transaction: a
/// killed process never leaves half an evaluation. Errors of SQLite become Error with a sentence
/// that names the file and the remedy.
class StudyStore
{
public:
    StudyStore(const std::filesystem::path& studyFolder, OpenMode mode);
    /// A new study, opened for writing. study.db appears in the folder (made where it is missing)
    /// as a whole or not at all, and an existing one is refused (BadInput). Empty fields of `study`
    /// (id, created, engineVersion) are filled in.
    static StudyStore create(const std::filesystem::path& studyFolder, const StudyRow& study);
    ~StudyStore();
    StudyStore(StudyStore&&) noexcept;
    StudyStore& operator=(StudyStore&&) noexcept;

    static constexpr int kSchemaVersion = 2;

    const std::filesystem::path& folder() const;
    bool readOnly() const;
    std::string readOnlyReason() const; ///< empty when writable
    bool ofNewerVersion() const;        ///< a newer version of the program wrote it

    /// Runs `work` in one BEGIN IMMEDIATE transaction; rolls back when it throws. Nested calls
    /// join.
    void transaction(const std::function<void()>& work);

    /// Grows whenever any connection commits (PRAGMA data_version plus our own writes): poll this,
    /// then read what changed.
    std::int64_t changeCounter() const;
    Revision revision() const; ///< newest revision in the database

    // Study and domains.
    StudyRow study() const;
    void renameStudy(const std::string& name);
    RowId addDomain(const Domain& domain, const nlohmann::json& facts);
    void updateDomain(RowId id, const Domain& domain, const nlohmann::json& facts);
    void removeDomain(RowId id); ///< throws BadInput when results refer to it
    std::vector<DomainRow> domains() const;
    std::optional<DomainRow> domain(const std::string& name) const;
    StudyFacts facts() const;
    void storeReference(const std::string& domain, Split split, const std::string& hash,
                        const ReferenceText& text);
    ReferenceText reference(const std::string& domain,
                            Split split) const; ///< throws BadInput when absent

    // Sweeps, jobs, runs.
    RowId addSweep(const SweepSpec& spec);
    void updateSweep(RowId id, const SweepSpec& spec); ///< drafts and extensions
    void setSweepState(RowId id, SweepState state);
    void setSweepNote(RowId id, const std::string& note);
    std::vector<SweepRow> sweeps(Revision since = 0) const;
    std::optional<SweepRow> sweep(RowId id) const;

    /// Adds the jobs of a plan that the database does not have yet (by identity) and links all of
    /// them to the sweep (0 = none). Finished ones stay finished: that is how repeated sweeps
    /// re-use results. What lies in the bin comes out of it when a sweep asks for it.
    void addJobs(const std::vector<Job>& jobs, RowId sweep);
    std::vector<JobRow> jobs(Revision since = 0) const;
    std::optional<JobRow> job(RowId id) const;
    std::optional<JobRow> jobByIdentity(const std::string& identity) const;
    void setJobState(RowId id, JobState state);
    void setJobPosition(RowId id, int position);
    void setJobFacts(RowId id, const nlohmann::json& facts);
    void setJobNote(RowId id, const std::string& note);
    /// Blanks around a tag are dropped, as are empty ones and repetitions.
    void setJobTags(RowId id, const std::vector<std::string>& tags);
    /// Puts jobs into the bin, or takes them out. What lies there is left out of trade-offs, tables
    /// and figures; nothing of it is deleted. Throws BadInput, and bins none of them, when one is
    /// waiting or running.
    void setJobBinned(const std::vector<RowId>& ids, bool binned);

    RowId addRun(const RunRow& run);
    void updateRun(const RunRow& run); ///< all columns of the row with run.id
    std::vector<RunRow> runs(Revision since = 0) const;
    std::optional<RunRow> latestRun(RowId job) const;

    // What workers report.
    /// How far events.jsonl of a run has been taken in.
    std::int64_t eventOffset(RowId run) const;
    void setEventOffset(RowId run, std::int64_t offset);
    void addMetrics(RowId run, std::int64_t step, const std::map<std::string, double>& values);
    std::vector<std::string> metricNames(RowId run) const;
    std::vector<MetricPoint> metrics(RowId run, const std::string& name,
                                     std::int64_t afterStep = -1) const;
    /// All series of a run; `last` becomes the newest record among them (0 = there is none).
    MetricSeries metricSeries(RowId run, RowId& last) const;
    /// The value of a metric at the last update of each run that logged it there.
    std::vector<MetricUpdate> latestMetrics(const std::string& name) const;
    /// Metric rows in the order of arrival, over all runs; `after` is the last seen cursor and is
    /// moved on.
    std::vector<MetricUpdate> metricsSince(std::int64_t& after) const;
    /// All names that some run logged at its last update.
    std::set<std::string> latestMetricNames() const;
    std::int64_t latestMetricRecord() const; ///< cursor behind all rows

    /// One transaction: evaluation, scores, statistics, translations (zstd). A second evaluation of
    /// the same (job, step, split) replaces the first.
    RowId addEvaluation(const EvaluationRow& evaluation,
                        const std::vector<EvaluationDetail>& details);
    std::vector<EvaluationRow> evaluations(RowId afterId = 0) const;
    /// Throws BadInput when absent.
    EvaluationDetail evaluationDetail(RowId evaluation, const std::string& domain) const;

    /// Sufficient statistics of each segment, without the texts; empty where there are none.
    std::vector<std::vector<double>> segmentStatistics(RowId evaluation, const std::string& domain,
                                                       const std::string& metric) const;

    // Requests, messages, conductor, settings.
    RowId addRequest(const std::string& action, const nlohmann::json& payload);
    std::vector<RequestRow> openRequests() const;
    std::optional<RequestRow> request(RowId id) const;
    void answerRequest(RowId id, RequestState state, const std::string& answer);

    void addMessage(Severity severity, const std::string& text, RowId job = 0);
    std::vector<MessageRow> messages(Revision since = 0) const;

    /// Takes or renews the conductor's lock. Returns false when another living conductor holds it.
    bool takeConductorLock(const ConductorRow& owner);
    void releaseConductorLock(const ConductorRow& owner);
    std::optional<ConductorRow> conductor() const;

    /// Named JSON documents: views, recipes, drafts.
    void setDocument(const std::string& kind, const std::string& name, const nlohmann::json& value);
    std::map<std::string, nlohmann::json> documents(const std::string& kind) const;
    std::optional<nlohmann::json> document(const std::string& kind, const std::string& name) const;
    void removeDocument(const std::string& kind, const std::string& name);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace palimpsest
