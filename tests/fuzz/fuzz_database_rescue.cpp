// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/database_rescue.h"

#include "engine/store/sqlite_database.h"
#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "tests/fuzz/patched_bytes.h"
#include "tests/fuzz/scratch_file.h"
#include "tests/support/sample_results.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

std::string soundDatabase(const fs::path& study)
{
    makeSampleResults(study);
    return readFile(StudyLayout(study).database());
}

/// No pages, constraints or keys that are broken.
bool isSound(const fs::path& database)
{
    SqliteDatabase read(database, SqliteDatabase::Access::ReadOnly);
    auto problem = read.query("PRAGMA integrity_check");
    auto key = read.query("PRAGMA foreign_key_check");
    return problem.step() && problem.text(0) == "ok" && !key.step();
}

} // namespace

/// A damaged study.db: what is rescued of it is sound, and can be read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("damaged.db");
    static const fs::path study = scratch.folder() / "study";
    static const std::string sound = soundDatabase(study);
    const std::string bytes = patchedBytes(sound, data, size);
    const fs::path damaged =
        scratch.holding(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    const fs::path rescued = StudyLayout(study).database();
    try {
        (void)rescueDatabase(damaged, rescued);
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    if (!isSound(rescued))
        std::abort();
    try {
        const StudyStore store(study, OpenMode::ReadOnly);
        (void)store.jobs();
        (void)store.evaluations();
    } catch (const BadInput&) {
        return 0; // a value that means nothing, as `study check` says
    }
    return 0;
}
