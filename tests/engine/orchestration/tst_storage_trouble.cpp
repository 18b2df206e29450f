// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <csignal>

#include <sys/resource.h>

#include <QTest>

#include "engine/orchestration/conductor.h"
#include "engine/store/sqlite_database.h"
#include "engine/study/storage_error.h"
#include "engine/study/study_layout.h"
#include "tests/engine/orchestration/scripted_study.h"

using namespace palimpsest;

namespace
{

/// As long as it lives, another program holds the study's write lock.
class Locked
{
public:
    explicit Locked(const ScriptedStudy& study)
        : m_database(StudyLayout(study.folder()).database(), SqliteDatabase::Access::ReadWrite)
    {
        m_database.execute("BEGIN IMMEDIATE");
    }
    ~Locked() { m_database.rollBack(); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;

private:
    SqliteDatabase m_database;
};

/// As long as it lives, files of this process cannot grow, as on a full disk or under a quota: the
/// system refuses the write with a number that SQLite only calls an error of input and output.
class Full
{
public:
    explicit Full(const ScriptedStudy&)
    {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit tight = m_before;
        tight.rlim_cur = 1024;
        ::setrlimit(RLIMIT_FSIZE, &tight);
    }
    ~Full() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    Full(const Full&) = delete;
    Full& operator=(const Full&) = delete;

private:
    rlimit m_before{};
};

/// Cannot start the first fine-tuning, as where the worker's log finds no room.
class CrowdedStudy : public ScriptedStudy
{
public:
    void start(const RunConfig& config, const DeviceSlot& slot) override
    {
        if (config.strategy.name == "fine-tuning" && refusals++ == 0) {
            if (locks)
                locked = std::make_unique<Locked>(*this);
            throw StorageError(ExitCode::DiskFull, "There is no room.");
        }
        ScriptedStudy::start(config, slot);
    }

    bool locks = false; ///< nor can the study be written then
    std::unique_ptr<Locked> locked;
    int refusals = 0;
};

} // namespace

/// The study's file is locked or its disk full while workers are at work: none of them is harmed,
/// and nothing that they wrote is lost.
class StorageTroubleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("PALIMPSEST_LOCK_PATIENCE", "50"); }
    void init();
    void cleanup();
    void whatWorkersWroteIsTakenOnceAfterALock() { workThrough<Locked>(ExitCode::Locked); }
    void whatWorkersWroteIsTakenOnceAfterAFullDisk() { workThrough<Full>(ExitCode::DiskFull); }
    void aWorkerThatIsLostMeanwhileGoesOn();
    void pausingReachesWorkersAllTheSame();
    void aRequestIsAnsweredAfterwards();
    void aJobThatFoundNoRoomIsStartedLater_data();
    void aJobThatFoundNoRoomIsStartedLater();

private:
    ScriptedStudy& study() { return *m_study; }
    /// The code of the trouble that a step meets; Done = none.
    ExitCode stepsInto()
    {
        m_conductor->reread(); // as after the step before
        try {
            m_conductor->step();
        } catch (const StorageError& error) {
            return error.code();
        }
        return ExitCode::Done;
    }
    void stepToTheEnd()
    {
        m_conductor->reread();
        while (m_conductor->step()) {
        }
    }
    template <class Trouble>
    void workThrough(ExitCode code);

    std::unique_ptr<ScriptedStudy> m_study;
    std::unique_ptr<Conductor> m_conductor;
    RowId m_sweep = 0;
    std::string m_run; ///< of fine-tuning, whose worker lives
};

void StorageTroubleTest::init()
{
    m_study = std::make_unique<ScriptedStudy>();
    study().leaveFineTuningRunning();
    m_sweep = study().addSweep(study().smallSweep());
    m_conductor = std::make_unique<Conductor>(study().store(), study(), ConductorOptions());
    QVERIFY(study().worksUntilFineTuning(*m_conductor, m_sweep));
    m_run = study().started.back();
    study().script = [this](const RunConfig& config, EventWriter& events) {
        study().workThrough(config, events);
    };
}

void StorageTroubleTest::cleanup()
{
    m_conductor.reset();
    m_study.reset();
}

template <class Trouble>
void StorageTroubleTest::workThrough(ExitCode code)
{
    const JobRow job = study().jobOf("Fine-tuning");
    RunConfig config = job.config;
    config.run = m_run;
    {
        EventWriter events = study().writer(m_run);
        study().workThrough(config, events);
    }
    {
        const Trouble trouble(study());
        QCOMPARE(static_cast<int>(stepsInto()), static_cast<int>(code));
        QCOMPARE(static_cast<int>(stepsInto()), static_cast<int>(code));
    }
    study().alive.erase(m_run);
    stepToTheEnd();
    QCOMPARE(study().stateOf(m_sweep), SweepState::Done);
    QVERIFY(study().killed.empty() && study().asked.empty());
    QCOMPARE(study().started.size(), std::size_t(6)); // each job once
    const RunRow run = *study().store().latestRun(job.id);
    QCOMPARE(run.name, m_run);
    QCOMPARE(study().store().metrics(run.id, "loss").size(), std::size_t(2)); // updates 1 and 5
    QCOMPARE(study().store().evaluations().size(), std::size_t(6));
}

/// Its end and its going on are one: neither is lost.
void StorageTroubleTest::aWorkerThatIsLostMeanwhileGoesOn()
{
    study().alive.erase(m_run);
    study().endings[m_run] = {.signal = SIGKILL};
    {
        const Locked locked(study());
        QCOMPARE(static_cast<int>(stepsInto()), static_cast<int>(ExitCode::Locked));
    }
    stepToTheEnd();
    QCOMPARE(study().stateOf(m_sweep), SweepState::Done);
    QCOMPARE(study().started.size(), std::size_t(7));
}

void StorageTroubleTest::pausingReachesWorkersAllTheSame()
{
    {
        const Locked locked(study());
        QVERIFY_THROWS_EXCEPTION(StorageError, m_conductor->pauseAll());
        QCOMPARE(study().asked, std::vector<std::string>{m_run});
        QVERIFY(!m_conductor->workersLive());
    }
    QVERIFY(!m_conductor->stopping()); // what waits may not start, once it is written
    m_conductor->reread();
    m_conductor->pauseAll();
    while (m_conductor->step()) {
    }
    QCOMPARE(study().asked.size(), std::size_t(1));
    QCOMPARE(study().jobOf("Fine-tuning").state, JobState::Paused);
    QCOMPARE(study().jobOf("EWC").state, JobState::Waiting);
    QCOMPARE(study().stateOf(m_sweep), SweepState::Paused);
}

void StorageTroubleTest::aRequestIsAnsweredAfterwards()
{
    const RowId request = study().store().addRequest("conductor.stop", {});
    {
        const Locked locked(study());
        QCOMPARE(static_cast<int>(stepsInto()), static_cast<int>(ExitCode::Locked));
    }
    stepToTheEnd();
    QCOMPARE(study().store().request(request)->state, RequestState::Done);
    QCOMPARE(study().stateOf(m_sweep), SweepState::Paused);
}

void StorageTroubleTest::aJobThatFoundNoRoomIsStartedLater_data()
{
    QTest::addColumn<bool>("locks");
    QTest::newRow("for its worker") << false;
    QTest::newRow("nor for saying so") << true;
}

void StorageTroubleTest::aJobThatFoundNoRoomIsStartedLater()
{
    QFETCH(const bool, locks);
    m_conductor.reset();
    auto crowded = std::make_unique<CrowdedStudy>();
    CrowdedStudy& other = *crowded;
    other.locks = locks;
    m_study = std::move(crowded);
    m_conductor = std::make_unique<Conductor>(study().store(), study(), ConductorOptions());
    m_sweep = study().addSweep(study().smallSweep());
    study().store().addRequest("sweep.start", {{"sweep", m_sweep}});
    QVERIFY_THROWS_EXCEPTION(StorageError, while (m_conductor->step()){});
    other.locked.reset();
    QVERIFY(study().jobOf("Fine-tuning").state == (locks ? JobState::Running : JobState::Waiting));
    stepToTheEnd();
    QCOMPARE(other.refusals, 2);
    QCOMPARE(study().stateOf(m_sweep), SweepState::Done);
}

QTEST_GUILESS_MAIN(StorageTroubleTest)
#include "tst_storage_trouble.moc"
