// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/score_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/reporting/csv_reader.h"
#include "engine/reporting/csv_text.h"
#include "engine/reporting/text_list.h"
#include "engine/scoring/unicode.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

constexpr std::array kNeeded = {"system", "split", "domain", "metric", "value"};
constexpr std::array kOptional = {"strategy", "parameters", "seed", "step", "selected",
                                  "role",     "signature",  "time", "trial"};
constexpr std::size_t kLongestMetric = 40;
constexpr double kMostScore = 1e9;

/// A record with the names of its columns.
class Line
{
public:
    Line(const std::string& file, const std::vector<std::string>& columns, const CsvRecord& record)
        : m_file(file), m_columns(columns), m_record(record)
    {
        if (record.fields.size() != columns.size())
            throw BadInput(file + ", line " + std::to_string(record.line) + " has " +
                           std::to_string(record.fields.size()) + " fields, but the head has " +
                           std::to_string(columns.size()) + "; give each line as many.");
    }

    int number() const { return m_record.line; }

    /// Empty where the table has no such column. As it was before csvLine made it inert, so that
    /// scores.csv of an export gives back the names.
    std::string text(const std::string& column) const
    {
        const auto found = std::ranges::find(m_columns, column);
        return found == m_columns.end()
                   ? std::string()
                   : textBehindInert(
                         m_record.fields[static_cast<std::size_t>(found - m_columns.begin())]);
    }

    std::string needed(const std::string& column) const
    {
        const std::string value = text(column);
        if (value.empty())
            fail(column, "is empty; fill it in");
        return value;
    }

    template <class Number>
    Number number(const std::string& column, const std::string& value) const
    {
        Number number{};
        const auto end = std::from_chars(value.data(), value.data() + value.size(), number);
        if (end.ec != std::errc() || end.ptr != value.data() + value.size())
            fail(column, "is \"" + value + "\"; give a number such as " +
                             (std::is_integral_v<Number> ? "1" : "31.4"));
        return number;
    }

    [[noreturn]] void fail(const std::string& column, const std::string& problem) const
    {
        throw BadInput(m_file + ", line " + std::to_string(m_record.line) + ": the column \"" +
                       column + "\" " + problem + ".");
    }

private:
    const std::string& m_file;
    const std::vector<std::string>& m_columns;
    const CsvRecord& m_record;
};

void requireColumns(const std::string& file, const std::vector<std::string>& columns)
{
    for (const char* name : kNeeded) {
        if (std::ranges::find(columns, name) == columns.end())
            throw BadInput(file + ", line 1: there is no column \"" + name + "\"; needed are " +
                           joined(kNeeded, ", ") + ".");
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool known = std::ranges::find(kNeeded, columns[i]) != kNeeded.end() ||
                           std::ranges::find(kOptional, columns[i]) != kOptional.end();
        if (!known)
            throw BadInput(file + ", line 1: the column \"" + columns[i] +
                           "\" is unknown; remove it, or name it one of " + joined(kNeeded, ", ") +
                           ", " + joined(kOptional, ", ") + ".");
        if (std::ranges::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i),
                              columns[i]) != columns.begin() + static_cast<std::ptrdiff_t>(i))
            throw BadInput(file + ", line 1: the column \"" + columns[i] + "\" is there twice.");
    }
}

std::string metricOf(const Line& line)
{
    const std::string metric = line.needed("metric");
    const bool plain = std::ranges::all_of(metric, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("+-_.").find(c) != std::string_view::npos;
    });
    if (!plain || metric.size() > kLongestMetric)
        line.fail("metric", "is \"" + metric +
                                "\"; use lower-case letters and digits, such as bleu or comet");
    return metric;
}

double valueOf(const Line& line, const std::string& metric)
{
    const double value = line.number<double>("value", line.needed("value"));
    const bool percent = metric == "bleu" || metric == "chrf" || metric == "chrf++";
    const bool positive = percent || metric == "ter" || metric == "loss";
    if (!std::isfinite(value) || std::abs(value) > kMostScore || (positive && value < 0) ||
        (percent && value > 100))
        line.fail("value", "is " + line.text("value") + ", which is no " + metric +
                               (percent ? "; it lies between 0 and 100" : ""));
    return value;
}

DomainRole roleOf(const Line& line, const std::string& name, const std::vector<DomainRow>& domains)
{
    std::string known;
    for (const DomainRow& row : domains) {
        if (row.domain.name == name) {
            const std::string role = line.text("role");
            if (!role.empty() && role != toString(row.domain.role))
                line.fail("role", "is \"" + role + "\", but \"" + name + "\" is " +
                                      toString(row.domain.role) + " in this study");
            return row.domain.role;
        }
        known += (known.empty() ? "" : ", ") + row.domain.name;
    }
    line.fail("domain", "names \"" + name + "\", which the study does not have; it has " +
                            (known.empty() ? "none, so add it first" : known));
}

std::optional<bool> selectedOf(const Line& line)
{
    const std::string text = line.text("selected");
    if (text.empty())
        return std::nullopt;
    if (text != "0" && text != "1")
        line.fail("selected",
                  "is \"" + text + "\"; give 1 for the checkpoint that is kept, else 0");
    return text == "1";
}

TableScore scoreOf(const Line& line, const std::vector<DomainRow>& domains)
{
    TableScore row;
    row.line = line.number();
    row.system = {line.needed("system"), line.text("strategy"), line.text("parameters"), {}};
    if (const std::string seed = line.text("seed"); !seed.empty())
        row.system.seed = line.number<std::uint64_t>("seed", seed);
    const std::string split = line.needed("split");
    if (split != "dev" && split != "test")
        line.fail("split", "is \"" + split + "\"; use dev or test");
    row.split = splitFromString(split);
    if (const std::string step = line.text("step"); !step.empty())
        row.step = line.number<std::int64_t>("step", step);
    if (row.step < 0)
        line.fail("step", "is below 0");
    row.selected = selectedOf(line);
    row.time = line.text("time");
    if (!row.time.empty() &&
        (row.time.size() < 20 || row.time[10] != 'T' || !row.time.ends_with('Z')))
        line.fail("time", "is \"" + row.time + "\"; write it as 2026-01-31T12:00:00Z");
    const std::string domain = line.needed("domain");
    const std::string metric = metricOf(line);
    row.score = {domain, roleOf(line, domain, domains), metric, valueOf(line, metric),
                 line.text("signature")};
    return row;
}

void refuseDoubles(const std::string& file, const std::vector<TableScore>& rows)
{
    std::map<std::tuple<ImportedSystem, Split, std::int64_t, std::string, std::string>, int> seen;
    for (const TableScore& row : rows) {
        const auto [place, fresh] = seen.try_emplace(
            {row.system, row.split, row.step, row.score.domain, row.score.metric}, row.line);
        if (!fresh)
            throw BadInput(file + ", line " + std::to_string(row.line) + " gives " +
                           row.score.metric + " of \"" + row.system.name + "\" on \"" +
                           row.score.domain + "\" once more than line " +
                           std::to_string(place->second) + "; keep one of them.");
    }
}

} // namespace

std::vector<TableScore> readScoreTable(const std::filesystem::path& file,
                                       const std::vector<DomainRow>& domains)
{
    const std::string name = file.string();
    const std::string text = readFile(file);
    if (!isValidUtf8(text))
        throw BadInput(name + " is not valid UTF-8; convert it to UTF-8 first.");
    const std::vector<CsvRecord> records = readCsv(text, name);
    if (records.size() < 2)
        throw BadInput(name + " holds no scores; give a head with " + joined(kNeeded, ", ") +
                       ", then a line a score.");
    const std::vector<std::string>& columns = records.front().fields;
    requireColumns(name, columns);
    std::vector<TableScore> rows;
    for (std::size_t i = 1; i < records.size(); ++i)
        rows.push_back(scoreOf(Line(name, columns, records[i]), domains));
    refuseDoubles(name, rows);
    return rows;
}

} // namespace palimpsest
