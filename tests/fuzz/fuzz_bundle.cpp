// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/bundle.h"

#include "engine/reporting/tradeoff.h"
#include "engine/store/study_store.h"
#include "engine/store/table_content.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "tests/fuzz/patched_bytes.h"
#include "tests/fuzz/scratch_file.h"
#include "tests/support/sample_results.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

/// A small sound bundle, and every value in it that may be replaced.
struct Sample {
    struct Place {
        std::string table;
        std::string column;
    };

    explicit Sample(const fs::path& folder)
    {
        {
            StudyStore store = makeSampleResults(folder / "study");
            for (const DomainRow& row : store.domains())
                store.storeReference(row.domain.name, Split::Test, "hash",
                                     {{"eins", "zwei"}, {"one", "two"}});
            store.setDocument("view", "runs", {{"filter", "ewc"}});
        }
        writeBundle(folder / "study", folder / "sound", {});
        bytes = readFile(folder / "sound");
        SqliteDatabase database(folder / "sound", SqliteDatabase::Access::Untrusted);
        for (const std::string& table : tableNames(database)) {
            auto column = database.query("SELECT name FROM pragma_table_info(?)", table);
            while (column.step())
                places.push_back({table, column.text(0)});
        }
    }

    std::string bytes;
    std::vector<Place> places;
};

/// The rest of the input takes the place of the values in one column.
void replaceValue(const fs::path& file, const Sample& sample, const std::uint8_t* data,
                  std::size_t size)
{
    const Sample::Place& place = sample.places[data[0] % sample.places.size()];
    const std::string value(reinterpret_cast<const char*>(data) + 1, size - 1);
    SqliteDatabase database(file, SqliteDatabase::Access::ReadWrite);
    database.execute("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF");
    try {
        // A blob stays one; a column of numbers makes numbers of texts that are one.
        database.change("UPDATE OR REPLACE \"" + place.table + "\" SET \"" + place.column +
                            "\" = iif(typeof(\"" + place.column +
                            "\") = 'blob', CAST(?1 AS BLOB), ?1)",
                        value);
    } catch (const Error&) {
        return; // no such value fits there
    }
}

/// What the window and the subcommands read of a bundle.
void readAll(const fs::path& file)
{
    const StudyStore store(file, OpenMode::ReadOnly);
    (void)store.study();
    for (const DomainRow& row : store.domains())
        (void)store.reference(row.domain.name, Split::Test);
    (void)store.sweeps();
    (void)store.messages();
    (void)store.documents("view");
    const auto jobs = store.jobs();
    const auto evaluations = store.evaluations();
    for (const EvaluationRow& evaluation : evaluations) {
        for (const ScoreRow& score : evaluation.scores) {
            if (score.metric == "bleu")
                (void)store.evaluationDetail(evaluation.id, score.domain);
        }
    }
    for (const RunRow& run : store.runs()) {
        RowId last = 0;
        (void)store.metricSeries(run.id, last);
    }
    (void)tradeoffPoints(jobs, evaluations, {});
}

} // namespace

/// A bundle from a stranger: the first byte says whether bytes or a column's values of a sound one
/// are replaced.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("bundle.palimpsest");
    static const Sample sample(scratch.folder());
    if (size < 2)
        return 0;
    const bool values = data[0] % 2 == 1;
    const std::string bytes =
        values ? sample.bytes : patchedBytes(sample.bytes, data + 1, size - 1);
    const fs::path file =
        scratch.holding(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    if (values)
        replaceValue(file, sample, data + 1, size - 1);
    try {
        readAll(file);
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    try {
        (void)checkBundle(file);
    } catch (const BadInput&) {
        return 0;
    }
    return 0;
}
