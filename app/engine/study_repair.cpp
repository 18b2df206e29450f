// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_repair.h"

#include <algorithm>

#include "engine/store/database_rescue.h"
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

class StudyRepair
{
public:
    explicit StudyRepair(const fs::path& study)
        : m_study(study), m_aside(study / "damaged" / timeForNames())
    {
    }

    std::vector<std::string> repair(const std::vector<Finding>& findings)
    {
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
        case FindingKind::Leftover:
            recoverLeftover(finding.path);
            return;
        case FindingKind::Config:
        case FindingKind::Events:
            moveAside(fs::path(finding.path).parent_path()); // the run's whole folder
            return;
        default:
            moveAside(finding.path);
        }
    }

    void moveAside(const fs::path& relative)
    {
        const fs::path from = m_study / relative;
        if (!fs::exists(from))
            return; // with a folder that was moved before
        const fs::path to = m_aside / relative;
        fs::create_directories(to.parent_path());
        fs::rename(from, to);
        syncToDisk(from.parent_path());
        m_done.push_back("Moved " + relative.string() + " to " +
                         to.lexically_relative(m_study).string() + ".");
    }

    /// A folder that a crash left between two versions is finished or undone first.
    void recoverLeftover(const fs::path& relative)
    {
        const fs::path folder = m_study / relative;
        if (folder.extension() == ".old" || folder.extension() == ".tmp") {
            fs::path whole = folder;
            recoverFolder(whole.replace_extension());
        }
        moveAside(relative);
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
        if (!fs::exists(file)) {
            m_done.push_back("Not mended: " + file.string() +
                             " is missing; copy it from a backup.");
            return;
        }
        const fs::path made(file.string() + ".rescued");
        const Rescue rescued = rescueDatabase(file, made);
        fs::create_directories(m_aside);
        for (const char* ending : {"", "-wal", "-shm"}) {
            const fs::path part(file.string() + ending);
            if (fs::exists(part))
                fs::rename(part, m_aside / part.filename());
        }
        fs::rename(made, file);
        syncToDisk(m_study);
        restoreReferences();
        std::int64_t rows = 0;
        for (const auto& [table, count] : rescued.rows)
            rows += count;
        m_done.push_back("Made study.db anew from " + std::to_string(rows) +
                         " rows that could be read; " + std::to_string(rescued.lost) +
                         " are known to be lost. The damaged file is in " +
                         m_aside.lexically_relative(m_study).string() + ".");
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

} // namespace

std::vector<std::string> repairStudy(const fs::path& study, const std::vector<Finding>& findings)
{
    requireNoConductor(study);
    return StudyRepair(study).repair(findings);
}

} // namespace palimpsest
