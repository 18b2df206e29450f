// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/study/write_point.h"
#include "tests/integration/crash_traces.h"
#include "tests/integration/finished_study.h"

using namespace palimpsest;

namespace fs = std::filesystem;

/// "What you can rely on" in README.md, point 2: a real process ends at its n-th write point, for
/// every n until a sweep passes undisturbed. In the suite not for every n: from the first on in
/// steps of a prime number, so that no pattern of writes hides between them. With
/// PALIMPSEST_CRASHES=200 or more for every n.
class WritePoints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void aConductorThatEndsAtAnyLosesNothing();
    void workersThatEndAtAnyGoOn();

private:
    static int step(int usual) { return accidents(0) >= kAll ? 1 : usual; }
    /// What is wrong with the study after all, empty where nothing is.
    std::string problemAtTheEnd(const fs::path& study) const;

    static constexpr int kAll = 200;
    FinishedStudy m_finished;
};

void WritePoints::initTestCase()
{
    QCOMPARE(m_finished.make(), std::string());
    QVERIFY(m_finished.results.size() >= 3);
}

void WritePoints::cleanup()
{
    for (const char* name : {"PALIMPSEST_DIE_AT", "PALIMPSEST_WORKER_DIES_AT", "PALIMPSEST_DEATHS"})
        qunsetenv(name);
}

std::string WritePoints::problemAtTheEnd(const fs::path& study) const
{
    if (const std::string problem = notDoneOnce(study); !problem.empty())
        return problem;
    if (resultsOf(study) != m_finished.results)
        return "the results are not those of an undisturbed sweep";
    const nlohmann::json checked = studyCommand("check", study).json();
    for (const auto& finding : checked.at("findings")) {
        if (finding.at("kind") != "leftover" && finding.at("kind") != "orphan")
            return finding.dump();
    }
    return {};
}

/// Its workers live on; the next conductor takes them over, or what they have done meanwhile.
void WritePoints::aConductorThatEndsAtAnyLosesNothing()
{
    int deaths = 0;
    int point = 1;
    for (;; point += step(97)) {
        const fs::path study = m_finished.unmade("points");
        qputenv("PALIMPSEST_DIE_AT", QByteArray::number(point));
        const EngineResult ended = runEngine(sweepRun(study));
        qunsetenv("PALIMPSEST_DIE_AT");
        const std::string at = "point " + std::to_string(point) + ": ";
        if (ended.code != kDiedAtWritePoint) {
            QVERIFY2(ended.code == 0, (at + ended.errors).c_str());
            break;
        }
        ++deaths;
        const auto done = shownAsDone(study);
        const auto checkpoints = runsWithCheckpoint(study);
        std::string problem = FinishedStudy::finishSweep(study);
        for (const auto& look :
             {startedAnew(study, checkpoints), noLongerShown(study, done), problemAtTheEnd(study)})
            problem += look;
        QVERIFY2(problem.empty(), (at + problem).c_str());
    }
    qInfo("the conductor ended at %d of less than %d points", deaths, point);
    QVERIFY(deaths >= 2);
}

/// The first worker of each kind ends at its n-th; the conductor lives, and has each go on by
/// itself.
void WritePoints::workersThatEndAtAnyGoOn()
{
    std::map<std::string, int> deaths;
    int point = 1;
    for (;; point += step(41)) {
        const fs::path study = m_finished.unmade("points");
        const fs::path notes = study / "deaths";
        fs::create_directories(notes);
        qputenv("PALIMPSEST_WORKER_DIES_AT", QByteArray::number(point));
        qputenv("PALIMPSEST_DEATHS", notes.c_str());
        const EngineResult ended = runEngine(sweepRun(study));
        std::string who = "point " + std::to_string(point);
        for (const auto& note : fs::directory_iterator(notes)) {
            ++deaths[note.path().filename().string()];
            who += " " + note.path().filename().string();
        }
        QVERIFY2(ended.code == 0, (who + ": " + ended.errors).c_str());
        const std::string problem = problemAtTheEnd(study);
        QVERIFY2(problem.empty(), (who + ": " + problem).c_str());
        if (fs::is_empty(notes))
            break;
    }
    for (const char* kind : {"tokenizer", "base", "fisher", "trial"}) {
        qInfo("workers of kind %s ended at %d of less than %d points", kind, deaths[kind], point);
        QVERIFY2(deaths[kind] >= 1, kind);
    }
}

QTEST_GUILESS_MAIN(WritePoints)
#include "tst_write_points.moc"
