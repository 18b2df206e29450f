// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/study_reader.h"

#include <algorithm>
#include <exception>

#include "engine/store/bundle_file.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

namespace
{

/// A dead conductor changes nothing in the file, so its heartbeat is looked at every so many polls.
constexpr int kConductorPolls = 6;
/// A study with more of them than this is read by two threads when it is opened.
constexpr Revision kManyChanges = 5000;

template <typename Rows>
void moveOn(Revision& seen, const Rows& rows)
{
    for (const auto& row : rows) {
        seen = std::max(seen, row.revision);
    }
}

std::string fingerprint(const std::vector<DomainRow>& domains)
{
    std::string all;
    for (const DomainRow& row : domains) {
        all += std::to_string(row.id) + nlohmann::json(row.domain).dump() + row.facts.dump() + '\n';
    }
    return all;
}

std::string fingerprint(const std::optional<ConductorRow>& conductor)
{
    if (!conductor) {
        return "none";
    }
    return conductor->host + ' ' + std::to_string(conductor->pid) +
           (conductor->alive ? " alive" : " gone");
}

} // namespace

StudyReader::StudyReader()
{
    connect(&m_timer, &QTimer::timeout, this, &StudyReader::poll);
}

StudyReader::~StudyReader() = default;

void StudyReader::open(const QString& folder, quint64 token)
{
    close();
    m_store = std::make_unique<StudyStore>(folder.toStdString(), OpenMode::ReadOnly);
    m_token = token;
    // What runs have logged so far is read where someone looks at it: it may be millions of values.
    m_metric = m_store->latestMetricRecord();
}

void StudyReader::close()
{
    m_timer.stop();
    m_store.reset();
    m_failing = false;
    m_first = true;
    m_polls = 0;
    m_counter = -1;
    m_sweeps = m_jobs = m_runs = m_messages = 0;
    m_evaluation = 0;
    m_metric = 0;
    m_studyName.clear();
    m_domains.clear();
    m_conductor.clear();
}

void StudyReader::startPolling(int milliseconds)
{
    m_timer.start(milliseconds);
}

void StudyReader::readLatest()
{
    StudyIncrement increment;
    increment.token = m_token;
    if (!m_store) {
        return;
    }
    try {
        increment.latest = m_store->latestMetrics("drift");
    } catch (const std::exception&) {
        return; // the next read says why
    }
    if (!increment.latest.empty()) {
        Q_EMIT changed(increment);
    }
}

StudyIncrement StudyReader::read()
{
    StudyIncrement increment;
    increment.token = m_token;
    if (!m_store) {
        return increment;
    }
    try {
        // The counter is taken before the rows: a commit in between is seen again at the next poll.
        m_counter = m_store->changeCounter();
        readRows(increment);
        readConductor(increment);
        m_failing = false;
    } catch (const std::exception& error) {
        increment = {};
        increment.token = m_token;
        m_counter = -1;
        if (!m_failing) {
            increment.failure = QString::fromUtf8(error.what());
        }
        m_failing = true;
    }
    return increment;
}

void StudyReader::readRows(StudyIncrement& increment)
{
    StudyRow study = m_store->study();
    if (m_first || study.name != m_studyName) {
        m_studyName = study.name;
        increment.study = std::move(study);
    }
    std::vector<DomainRow> domains = m_store->domains();
    std::string print = fingerprint(domains);
    if (m_first || print != m_domains) {
        m_domains = std::move(print);
        increment.domains = std::move(domains);
    }
    std::future<Results> reading = readResults();
    m_first = false;
    increment.sweeps = m_store->sweeps(m_sweeps);
    moveOn(m_sweeps, increment.sweeps);
    increment.jobs = m_store->jobs(m_jobs);
    moveOn(m_jobs, increment.jobs);
    Results results = reading.get();
    increment.runs = std::move(results.runs);
    moveOn(m_runs, increment.runs);
    increment.evaluations = std::move(results.evaluations);
    for (const EvaluationRow& row : increment.evaluations) {
        m_evaluation = std::max(m_evaluation, row.id);
    }
    increment.metrics = m_store->metricsSince(m_metric);
    increment.messages = m_store->messages(m_messages);
    moveOn(m_messages, increment.messages);
}

std::future<StudyReader::Results> StudyReader::readResults() const
{
    const bool beside = m_first && m_store->revision() > kManyChanges &&
                        !isBundle(m_store->folder()); // which is looked through when it is opened
    const auto read = [runs = m_runs, evaluation = m_evaluation](const StudyStore& store) {
        return Results{store.runs(runs), store.evaluations(evaluation)};
    };
    if (!beside)
        return std::async(std::launch::deferred, [this, read] { return read(*m_store); });
    return std::async(std::launch::async, [folder = m_store->folder(), read] {
        return read(StudyStore(folder, OpenMode::ReadOnly));
    });
}

void StudyReader::readConductor(StudyIncrement& increment)
{
    std::optional<ConductorRow> conductor = m_store->conductor();
    std::string print = fingerprint(conductor);
    if (print != m_conductor) {
        m_conductor = std::move(print);
        increment.conductorRead = true;
        increment.conductor = std::move(conductor);
    }
}

void StudyReader::poll()
{
    if (!m_store) {
        return;
    }
    const bool lookAnyway = ++m_polls % kConductorPolls == 0;
    try {
        if (m_store->changeCounter() == m_counter && !lookAnyway) {
            return;
        }
    } catch (const std::exception&) {
        m_counter = -1; // read() says why, once
    }
    const StudyIncrement increment = read();
    const bool news = !increment.failure.isEmpty() || increment.study || increment.domains ||
                      !increment.sweeps.empty() || !increment.jobs.empty() ||
                      !increment.runs.empty() || !increment.evaluations.empty() ||
                      !increment.metrics.empty() || !increment.messages.empty() ||
                      increment.conductorRead;
    if (news) {
        Q_EMIT changed(increment);
    }
}

} // namespace palimpsest
