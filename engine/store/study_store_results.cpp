// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <set>

#include "engine/store/compression.h"
#include "engine/store/metric_values.h"
#include "engine/store/study_store.h"
#include "engine/store/study_store_impl.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// Throws BadInput for what is no JSON, as a bad disk leaves it.
std::vector<std::pair<std::string, double>> storedValues(std::string_view record)
{
    try {
        return metricValues(record);
    } catch (const nlohmann::json::exception&) { // also numbers beyond all limits
        throwNoJson();
    }
}

} // namespace

std::int64_t StudyStore::eventOffset(RowId run) const
{
    return m_impl->database.number("SELECT event_offset FROM run WHERE id = ?", run);
}

void StudyStore::setEventOffset(RowId run, std::int64_t offset)
{
    // No new revision: readers do not care how far the file has been read.
    transaction([&] {
        m_impl->database.change("UPDATE run SET event_offset = ? WHERE id = ?", offset, run);
    });
}

void StudyStore::addMetrics(RowId run, std::int64_t step,
                            const std::map<std::string, double>& values)
{
    nlohmann::json fresh = nlohmann::json::object();
    for (const auto& [name, value] : values)
        fresh[name] = std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
    transaction([&] {
        // A resumed run reports some updates again: the later value stands, in the place of the
        // first.
        std::vector<std::pair<RowId, nlohmann::json>> known;
        {
            auto row = m_impl->database.query(
                "SELECT id, \"values\" FROM metric_record WHERE run_id = ? AND step = ?", run,
                step);
            while (row.step())
                known.emplace_back(row.integer(0), storedJson(row.text(1)));
        }
        for (auto& [id, record] : known) {
            const nlohmann::json before = record;
            for (auto& [name, value] : record.items()) {
                if (fresh.contains(name)) {
                    value = fresh[name];
                    fresh.erase(name);
                }
            }
            if (record != before)
                m_impl->database.change("UPDATE metric_record SET \"values\" = ? WHERE id = ?",
                                        jsonText(record), id);
        }
        if (!fresh.empty())
            m_impl->database.change(
                "INSERT INTO metric_record (run_id, step, \"values\") VALUES (?, ?, ?)", run, step,
                jsonText(fresh));
    });
}

std::vector<std::string> StudyStore::metricNames(RowId run) const
{
    std::vector<std::string> names;
    auto row = m_impl->database.query(
        "SELECT DISTINCT item.key FROM metric_record, "
        "json_each(metric_record.\"values\") AS item WHERE run_id = ? ORDER BY 1",
        run);
    while (row.step())
        names.push_back(row.text(0));
    return names;
}

std::vector<MetricPoint> StudyStore::metrics(RowId run, const std::string& name,
                                             std::int64_t afterStep) const
{
    std::vector<MetricPoint> points;
    auto row = m_impl->database.query(
        "SELECT step, item.value FROM metric_record, json_each(metric_record.\"values\") AS item "
        "WHERE run_id = ? AND step > ? AND item.key = ? AND item.value IS NOT NULL ORDER BY step",
        run, afterStep, name);
    while (row.step())
        points.push_back({row.integer(0), row.real(1)});
    return points;
}

MetricSeries StudyStore::metricSeries(RowId run, RowId& last) const
{
    MetricSeries series;
    last = 0;
    auto row = m_impl->database.query(
        "SELECT id, step, \"values\" FROM metric_record WHERE run_id = ? ORDER BY step", run);
    while (row.step()) {
        last = std::max(last, row.integer(0));
        const std::int64_t step = row.integer(1);
        for (const auto& [name, value] : storedValues(row.blob(2)))
            series[name].push_back({step, value});
    }
    return series;
}

namespace
{

/// Last update of each run: record, run, step, values.
constexpr const char* kLatestRecords =
    "SELECT last.id, run.id, last.step, last.\"values\" FROM run JOIN metric_record AS last "
    "ON last.id = (SELECT id FROM metric_record WHERE run_id = run.id ORDER BY step DESC LIMIT 1) "
    "ORDER BY run.id";

} // namespace

std::vector<MetricUpdate> StudyStore::latestMetrics(const std::string& name) const
{
    std::vector<MetricUpdate> updates;
    auto row = m_impl->database.query(kLatestRecords);
    while (row.step()) {
        for (const auto& [each, value] : storedValues(row.blob(3))) {
            if (each == name)
                updates.push_back({row.integer(1), name, {row.integer(2), value}, row.integer(0)});
        }
    }
    return updates;
}

std::set<std::string> StudyStore::latestMetricNames() const
{
    std::set<std::string> names;
    auto row = m_impl->database.query(kLatestRecords);
    while (row.step()) {
        for (const auto& [name, value] : storedValues(row.blob(3)))
            names.insert(name);
    }
    return names;
}

std::int64_t StudyStore::latestMetricRecord() const
{
    return m_impl->database.number("SELECT max(id) FROM metric_record");
}

std::vector<MetricUpdate> StudyStore::metricsSince(std::int64_t& after) const
{
    std::vector<MetricUpdate> updates;
    auto row = m_impl->database.query(
        "SELECT id, run_id, step, \"values\" FROM metric_record WHERE id > ? ORDER BY id", after);
    while (row.step()) {
        after = row.integer(0);
        for (const auto& [name, value] : storedValues(row.blob(3)))
            updates.push_back({row.integer(1), name, {row.integer(2), value}, row.integer(0)});
    }
    return updates;
}

namespace
{

void insertScores(SqliteDatabase& database, RowId evaluation, const std::vector<ScoreRow>& scores)
{
    for (const ScoreRow& score : scores) {
        std::optional<RowId> signature;
        if (!score.signature.empty()) {
            database.change("INSERT OR IGNORE INTO signature (text) VALUES (?)", score.signature);
            signature = database.number("SELECT id FROM signature WHERE text = ?", score.signature);
        }
        if (!std::isfinite(score.value))
            throw BadInput("The " + score.metric + " score of domain \"" + score.domain +
                           "\" is not a number and cannot be stored.");
        database.change(
            "INSERT INTO score (evaluation_id, domain, metric, role, value, signature_id) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            evaluation, score.domain, score.metric, toString(score.role), score.value, signature);
    }
}

void insertDetail(SqliteDatabase& database, RowId evaluation, const EvaluationDetail& detail)
{
    const std::string text = packLines(detail.translations);
    database.change("INSERT INTO translation VALUES (?, ?, ?, ?)", evaluation, detail.domain,
                    detail.translations.size(), Blob{text});
    for (const auto& [metric, rows] : detail.statistics) {
        const std::string data = packRows(rows);
        database.change("INSERT INTO segment_statistic VALUES (?, ?, ?, ?, ?, ?)", evaluation,
                        detail.domain, metric, rows.size(),
                        rows.empty() ? std::size_t{0} : rows.front().size(), Blob{data});
    }
}

/// Scores of all evaluations newer than `afterId`, by evaluation.
std::vector<std::pair<RowId, ScoreRow>> readScores(SqliteDatabase& database, RowId afterId)
{
    std::map<RowId, std::string> signatures;
    {
        auto row = database.query("SELECT id, text FROM signature");
        while (row.step())
            signatures.emplace(row.integer(0), row.text(1));
    }
    std::vector<std::pair<RowId, ScoreRow>> scores;
    auto row = database.query("SELECT evaluation_id, domain, role, metric, value, signature_id "
                              "FROM score WHERE evaluation_id > ? ORDER BY evaluation_id",
                              afterId);
    while (row.step())
        scores.emplace_back(row.integer(0),
                            ScoreRow{row.text(1), domainRoleFromString(row.text(2)), row.text(3),
                                     row.real(4),
                                     row.isNull(5) ? "" : signatures.at(row.integer(5))});
    return scores;
}

} // namespace

RowId StudyStore::addEvaluation(const EvaluationRow& evaluation,
                                const std::vector<EvaluationDetail>& details)
{
    RowId id = 0;
    transaction([&] {
        SqliteDatabase& database = m_impl->database;
        const char* split = toString(evaluation.split);
        database.change("DELETE FROM evaluation WHERE job_id = ? AND step = ? AND split = ?",
                        evaluation.job, evaluation.step, split);
        if (evaluation.selected) // a job keeps one checkpoint
            database.change("UPDATE evaluation SET selected = 0 WHERE job_id = ? AND split = ?",
                            evaluation.job, split);
        database.change("INSERT INTO evaluation (job_id, run_id, step, split, selected, time) "
                        "VALUES (?, ?, ?, ?, ?, ?)",
                        evaluation.job, evaluation.run, evaluation.step, split,
                        evaluation.selected ? 1 : 0,
                        evaluation.time.empty() ? utcNow() : evaluation.time);
        id = database.lastInsertId();
        insertScores(database, id, evaluation.scores);
        for (const EvaluationDetail& detail : details)
            insertDetail(database, id, detail);
    });
    return id;
}

std::vector<EvaluationRow> StudyStore::evaluations(RowId afterId) const
{
    std::vector<EvaluationRow> rows;
    auto row = m_impl->database.query(
        "SELECT id, job_id, run_id, step, split, selected, time FROM evaluation "
        "WHERE id > ? ORDER BY id",
        afterId);
    if (!row.step())
        return rows;
    // The statement, which is not at its end, holds one snapshot for both.
    std::vector<std::pair<RowId, ScoreRow>> scores = readScores(m_impl->database, afterId);
    auto score = scores.begin();
    do {
        rows.push_back({row.integer(0),
                        row.integer(1),
                        row.integer(2),
                        row.integer(3),
                        splitFromString(row.text(4)),
                        row.integer(5) != 0,
                        row.text(6),
                        {}});
        EvaluationRow& added = rows.back();
        // Scores of an evaluation that a bad disk took are passed over.
        score = std::find_if(score, scores.end(),
                             [&](const auto& each) { return each.first >= added.id; });
        const auto end = std::find_if(score, scores.end(),
                                      [&](const auto& each) { return each.first != added.id; });
        added.scores.reserve(static_cast<std::size_t>(end - score));
        for (; score != end; ++score)
            added.scores.push_back(std::move(score->second));
    } while (row.step());
    return rows;
}

EvaluationDetail StudyStore::evaluationDetail(RowId evaluation, const std::string& domain) const
{
    EvaluationDetail detail;
    detail.domain = domain;
    auto text = m_impl->database.query(
        "SELECT lines, text FROM translation WHERE evaluation_id = ? AND domain = ?", evaluation,
        domain);
    if (!text.step())
        throw BadInput("The study holds no translations of the domain \"" + domain +
                       "\" for that evaluation: choose another one.");
    detail.translations = unpackLines(text.blob(1), text.integer(0));
    auto row = m_impl->database.query("SELECT metric, segments, width, data FROM segment_statistic "
                                      "WHERE evaluation_id = ? AND domain = ?",
                                      evaluation, domain);
    while (row.step())
        detail.statistics[row.text(0)] = unpackRows(row.blob(3), row.integer(1), row.integer(2));
    return detail;
}

std::vector<std::vector<double>> StudyStore::segmentStatistics(RowId evaluation,
                                                               const std::string& domain,
                                                               const std::string& metric) const
{
    auto row = m_impl->database.query("SELECT segments, width, data FROM segment_statistic "
                                      "WHERE evaluation_id = ? AND domain = ? AND metric = ?",
                                      evaluation, domain, metric);
    if (!row.step())
        return {};
    return unpackRows(row.blob(2), row.integer(0), row.integer(1));
}

} // namespace palimpsest
