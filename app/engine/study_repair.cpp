// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_repair.h"

#include <algorithm>

#include "app/engine/study_workers.h"
#include "engine/store/database_rescue.h"
#include "engine/store/sqlite_database.h"
#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"
#include "engine/study/utc_time.h"
#include "engine/text/corpus_hash.h"
#include "engine/text/parallel_reader.h"

namespace palimpsest
{

namespace
{

namespace fs = std::filesystem;

constexpr const char* kAside = "damaged";

class StudyRepair
{
public:
    explicit StudyRepair(const fs::path& study)
        : m_study(study), m_aside(study / kAside / timeForNames())
    {
    }

    std::vector<std::string> repair(const std::vector<Finding>& findings)
    {
        if (fs::is_symlink(m_study / kAside))
            throw BadInput((m_study / kAside).string() +
                           " is a symbolic link: remove it, so that what is damaged stays in the "
                           "study.");
        for (const Finding& finding : findings)
            mend(finding);
        return std::move(m_done);
    }

private:
    /// "2026-01-31T12-00-00.123Z"
    static std::string timeForNames()
    {
        std::string time = utcNow();
        std::ranges::replace(time, ':', '-');
        return time;
    }

    void mend(const Finding& finding)
    {
        switch (finding.kind) {
        case FindingKind::Database:
            if (!m_databaseDone)
                rescue();
            m_databaseDone = true;
            return;
        case FindingKind::Text:
            m_done.push_back("Not mended: " + finding.sentence);
            return;
        case FindingKind::State:
            interrupt();
            return;
        default:
            break;
        }
        if (const std::string link = linkOn(finding.path); !link.empty())
            m_done.push_back(
                "Not mended, for " + link +
                " is a symbolic link, behind which nothing is moved: " + finding.sentence);
        else if (finding.kind == FindingKind::Leftover)
            recoverLeftover(finding.path);
        else if (finding.kind == FindingKind::Config || finding.kind == FindingKind::Events)
            moveAside(fs::path(finding.path).parent_path()); // the run's whole folder
        else
            moveAside(finding.path);
    }

    /// The first link on a path in the study: whoever made it chose what lies behind it.
    std::string linkOn(const fs::path& relative) const
    {
        fs::path below;
        for (const fs::path& part : relative) {
            below /= part;
            if (fs::is_symlink(m_study / below))
                return below.string();
        }
        return {};
    }

    void makeAside() const
    {
        fs::create_directories(m_aside);
        syncToDisk(m_study / kAside);
        syncToDisk(m_study);
    }

    void moveAside(const fs::path& relative)
    {
        const fs::path from = m_study / relative;
        if (!fs::exists(from))
            return; // with a folder that was moved before
        const fs::path to = m_aside / relative;
        makeAside();
        movePath(from, to);
        m_done.push_back("Moved " + relative.string() + " to " +
                         to.lexically_relative(m_study).string() + ".");
    }

    /// The folder that had stepped aside for a new one goes back where there is no new one.
    void recoverLeftover(const fs::path& relative)
    {
        fs::path whole = relative;
        whole.replace_extension();
        if (relative.extension() != ".old" || fs::exists(m_study / whole))
            return moveAside(relative);
        movePath(m_study / relative, m_study / whole);
        m_done.push_back("Put " + whole.string() + " back, which had stepped aside.");
    }

    void interrupt()
    {
        if (m_statesDone)
            return;
        m_statesDone = true;
        StudyStore store(m_study, OpenMode::ReadWrite);
        store.transaction([&] {
            for (const JobRow& job : store.jobs()) {
                if (job.state != JobState::Running)
                    continue;
                store.setJobState(job.id, JobState::Interrupted);
                if (auto run = store.latestRun(job.id); run && run->state == JobState::Running) {
                    run->state = JobState::Interrupted;
                    run->ended = utcNow();
                    run->sentence = "Its worker was gone when the study was repaired; resume it "
                                    "to go on from its last checkpoint.";
                    store.updateRun(*run);
                }
                m_done.push_back(job.label + " is interrupted now: resume it.");
            }
        });
    }

    void rescue()
    {
        const fs::path file = StudyLayout(m_study).database();
        const fs::path made = rescuedFileOf(m_study);
        if (isWhole(made, file)) {
            m_done.push_back("Finished an earlier repair, which had made study.db anew.");
        } else if (fs::exists(file)) {
            const Rescue rescued = rescueDatabase(file, made);
            std::int64_t rows = 0;
            for (const auto& [table, count] : rescued.rows)
                rows += count;
            m_done.push_back("Made study.db anew from " + std::to_string(rows) +
                             " rows that could be read; " + std::to_string(rescued.lost) +
                             " are known to be lost. The damaged file is in " +
                             m_aside.lexically_relative(m_study).string() + ".");
        } else {
            m_done.push_back("Not mended: " + file.string() +
                             " is missing; copy it from a backup.");
            return;
        }
        putInPlace(made, file);
        restoreReferences();
    }

    /// Whether the new database stood there when an earlier repair ended, and nothing has been
    /// written into the damaged one since. Its log is moved away before it is replaced.
    static bool isWhole(const fs::path& made, const fs::path& file)
    {
        const fs::path log(file.string() + "-wal");
        if (!fs::exists(made) || (fs::exists(log) && fs::file_size(log) > 0) ||
            (fs::exists(file) && fs::last_write_time(file) > fs::last_write_time(made)))
            return false;
        try {
            SqliteDatabase database(made, SqliteDatabase::Access::Untrusted); // leaves no files
            return database.number("SELECT count(*) FROM study") > 0;
        } catch (const Error&) {
            return false;
        }
    }

    /// There is a study.db at any moment; the log of the damaged one never lies beside the new one.
    void putInPlace(const fs::path& made, const fs::path& file)
    {
        makeAside();
        if (fs::exists(file))
            keepFileAs(file, m_aside / file.filename());
        for (const char* ending : {"-wal", "-shm"}) {
            const fs::path part(file.string() + ending);
            if (fs::exists(part))
                movePath(part, m_aside / part.filename());
        }
        replaceFile(made, file);
    }

    /// Dev and test text that was lost with study.db, from the study's own files.
    void restoreReferences()
    {
        StudyStore store(m_study, OpenMode::ReadWrite);
        const StudyLayout layout(m_study);
        for (const DomainRow& row : store.domains()) {
            for (const auto& [split, corpus] : row.domain.splits) {
                const fs::path source = layout.absolute(corpus.source);
                const fs::path target = layout.absolute(corpus.target);
                if (split == Split::Train || hasReference(store, row.domain.name, split) ||
                    !fs::exists(source) || corpusHash(source, target) != corpus.hash)
                    continue;
                ReferenceText text;
                ParallelReader reader({source, target});
                for (SentencePair pair; reader.next(pair);) {
                    text.sources.push_back(pair.source);
                    text.references.push_back(pair.target);
                }
                store.storeReference(row.domain.name, split, corpus.hash, text);
                m_done.push_back("Took the " + std::string(toString(split)) + " text of \"" +
                                 row.domain.name + "\" from the study's files again.");
            }
        }
    }

    static bool hasReference(const StudyStore& store, const std::string& domain, Split split)
    {
        try {
            store.reference(domain, split);
            return true;
        } catch (const BadInput&) {
            return false;
        }
    }

    fs::path m_study;
    fs::path m_aside;
    std::vector<std::string> m_done;
    bool m_databaseDone = false;
    bool m_statesDone = false;
};

void requireNoConductor(const fs::path& study)
{
    std::optional<ConductorRow> conductor;
    try {
        conductor = StudyStore(study, OpenMode::ReadOnly).conductor();
    } catch (const Error&) {
        return; // too damaged to say, and so for a conductor to work
    }
    if (conductor && conductor->alive)
        throw Error(ExitCode::Locked, study.string() +
                                          ": a conductor works on this study; pause its sweeps "
                                          "first, then repair it.");
}

void requireNoWorker(const fs::path& study)
{
    if (const std::string worker = workerAtWork(study); !worker.empty())
        throw Error(ExitCode::Locked, study.string() + ": " + worker + "; then repair the study.");
}

} // namespace

std::vector<std::string> repairStudy(const fs::path& study, const std::vector<Finding>& findings)
{
    requireNoConductor(study);
    requireNoWorker(study);
    return StudyRepair(study).repair(findings);
}

} // namespace palimpsest
