// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/bundle_copy.h"

#include <map>
#include <set>

#include <nlohmann/json.hpp>

namespace palimpsest
{

namespace
{

/// Work in progress, which says nothing of results: who conducts, and what was asked of whom.
const std::set<std::string> kWorkTables = {"conductor", "request"};
const std::set<std::string> kTextTables = {"reference_text", "translation"};

/// What people call the rows of a table.
const std::map<std::string, std::string> kContents = {
    {"domain", "domains"},
    {"evaluation", "evaluations"},
    {"message", "messages"},
    {"metric_record", "points of training curves"},
    {"reference_text", "test and dev texts with their references"},
    {"run", "runs"},
    {"score", "scores"},
    {"segment_statistic", "texts with statistics of each segment"},
    {"sweep", "sweeps"},
    {"translation", "translated texts"}};

std::string* textOf(StoredRow& row, const std::string& column)
{
    StoredValue* value = row.value(column);
    return value == nullptr ? nullptr : std::get_if<std::string>(value);
}

bool hasText(StoredRow& row, const std::string& column, const std::string& text)
{
    const std::string* value = textOf(row, column);
    return value != nullptr && *value == text;
}

/// The names that the study itself tells.
void learnNames(SqliteDatabase& source, PersonalNames& names)
{
    for (const char* query : {"SELECT DISTINCT host FROM run", "SELECT host FROM conductor"}) {
        auto row = source.query(query);
        while (row.step())
            names.addHost(row.text(0));
    }
    for (const std::string& table : tableNames(source)) {
        eachRow(source, table, [&](StoredRow& row) {
            for (const StoredValue& value : row.values) {
                if (const auto* text = std::get_if<std::string>(&value))
                    names.addNamesIn(*text);
            }
        });
    }
}

/// One pass over a study's tables.
class StudyCopy
{
public:
    StudyCopy(SqliteDatabase& bundle, const BundleOptions& options, PersonalNames names)
        : m_bundle(bundle), m_options(options), m_removal(std::move(names))
    {
    }

    void take(const std::string& table, StoredRow& row)
    {
        if (leavesOut(table, row))
            return;
        if (!m_options.withText && table == "domain")
            dropSamples(row);
        if (!m_options.keepNames)
            clean(table, row);
        putRow(m_bundle, table, row);
        count(table, row);
    }

    nlohmann::json contents() const { return m_contents; }

    nlohmann::json removed() const
    {
        std::map<std::string, std::int64_t> removed = m_removed;
        const NameRemoval::Counts& counts = m_removal.counts();
        removed["folders of paths"] += counts.paths;
        removed["host names"] += counts.hosts;
        removed["user names"] += counts.users;
        removed["process numbers"] += counts.processes;
        std::erase_if(removed, [](const auto& entry) { return entry.second == 0; });
        return removed;
    }

private:
    bool leavesOut(const std::string& table, StoredRow& row)
    {
        if (kWorkTables.contains(table)) {
            ++m_removed["requests and locks of work in progress"];
            return true;
        }
        if (table == "document" && hasText(row, "kind", "queue"))
            return true;
        if (table == "document" && hasText(row, "kind", kBundleDocument))
            return true; // of the bundle that this one is made from
        if (!m_options.withText && kTextTables.contains(table)) {
            ++m_removed[kContents.at(table)];
            return true;
        }
        return false;
    }

    void dropSamples(StoredRow& row)
    {
        std::string* text = textOf(row, "facts");
        nlohmann::json facts =
            text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
        if (!facts.is_object() || !facts.contains("samples"))
            return;
        m_removed["sample sentences"] += static_cast<std::int64_t>(facts["samples"].size());
        facts.erase("samples");
        *text = facts.dump();
    }

    void clean(const std::string& table, StoredRow& row)
    {
        if (table == "run") {
            if (std::string* host = textOf(row, "host"); host != nullptr && !host->empty()) {
                host->clear();
                ++m_removed["host names"];
            }
            auto* process = std::get_if<std::int64_t>(row.value("pid"));
            if (process != nullptr && *process != 0) {
                *process = 0;
                ++m_removed["process numbers"];
            }
        }
        for (StoredValue& value : row.values) {
            if (auto* text = std::get_if<std::string>(&value))
                *text = m_removal.cleanedColumn(*text);
        }
    }

    void count(const std::string& table, StoredRow& row)
    {
        if (const auto known = kContents.find(table); known != kContents.end())
            ++m_contents[known->second];
        else if (table == "job")
            ++m_contents[hasText(row, "kind", "trial") ? "trials" : "preparations of trials"];
        else if (table == "document")
            ++m_contents["stored documents: " + *textOf(row, "kind")];
    }

    SqliteDatabase& m_bundle;
    const BundleOptions& m_options;
    NameRemoval m_removal;
    std::map<std::string, std::int64_t> m_contents;
    std::map<std::string, std::int64_t> m_removed;
};

} // namespace

nlohmann::json copyStudy(SqliteDatabase& source, SqliteDatabase& bundle,
                         const BundleOptions& options)
{
    PersonalNames names = options.names;
    if (!options.keepNames)
        learnNames(source, names);
    StudyCopy copy(bundle, options, std::move(names));
    for (const std::string& table : tableNames(bundle))
        eachRow(source, table, [&](StoredRow& row) { copy.take(table, row); });
    auto study = bundle.query("SELECT id, name FROM study");
    study.step();
    return {{"study", {{"id", study.text(0)}, {"name", study.text(1)}}},
            {"contents", copy.contents()},
            {"removed", copy.removed()}};
}

} // namespace palimpsest
