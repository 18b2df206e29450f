// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's bundle where nothing else is: an empty root with the C library of a bare Debian.
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include "engine/store/study_store.h"
#include "engine/study/atomic_file.h"
#include "tests/integration/engine_process.h"

using namespace palimpsest;

namespace
{

namespace fs = std::filesystem;

/// What libc6 brings; everything else has to be in the bundle.
constexpr const char* kLibraries[] = {
    "/lib/x86_64-linux-gnu/libc.so.6",       "/lib/x86_64-linux-gnu/libm.so.6",
    "/lib/x86_64-linux-gnu/libdl.so.2",      "/lib/x86_64-linux-gnu/librt.so.1",
    "/lib/x86_64-linux-gnu/libpthread.so.0", "/lib64/ld-linux-x86-64.so.2"};

QString said(const EngineResult& result)
{
    return QString::fromStdString(result.output + result.errors);
}

EngineResult run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForStarted() ? finish(process) : EngineResult{};
}

std::map<std::string, double> scoresOf(const fs::path& study)
{
    std::map<std::string, double> scores;
    const StudyStore store(study, OpenMode::ReadOnly);
    for (const EvaluationRow& evaluation : store.evaluations()) {
        for (const ScoreRow& score : evaluation.scores)
            scores[store.job(evaluation.job)->identity + toString(evaluation.split) +
                   std::to_string(evaluation.step) + score.domain + score.metric] = score.value;
    }
    return scores;
}

} // namespace

class BareRoot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void startsInAnEmptyRoot();
    void runsASweepInAnEmptyRoot();

private:
    fs::path root() const { return m_folder.path().toStdString() + "/root"; }
    /// A command inside the root, which has /proc and /dev as every system does.
    EngineResult inRoot(const QStringList& words) const
    {
        QStringList arguments = {"--mount", "--fork"};
        if (::geteuid() != 0)
            arguments << "--user" << "--map-root-user";
        arguments << "sh" << "-c"
                  << "mount --rbind /proc \"$0/proc\" && mount --rbind /dev \"$0/dev\" && "
                     "PATH=$PATH:/usr/sbin exec chroot \"$0\" \"$@\""
                  << QString::fromStdString(root().string());
        return run("unshare", arguments + words);
    }

    QTemporaryDir m_folder;
};

void BareRoot::initTestCase()
{
    for (const char* library : kLibraries) {
        if (!fs::exists(library))
            QSKIP(qPrintable(QString("This is no Debian on x86-64 (%1 is missing).").arg(library)));
        fs::create_directories((root() / fs::path(library).relative_path()).parent_path());
        fs::copy_file(fs::canonical(library), root() / fs::path(library).relative_path());
    }
    for (const char* folder : {"proc", "dev", "tmp"})
        fs::create_directories(root() / folder);
    const EngineResult nothing = inRoot({"/nothing-is-here"});
    if (!said(nothing).contains("nothing-is-here")) // said by chroot itself
        QSKIP(qPrintable("No root of one's own is possible here: " + said(nothing)));
    const EngineResult installed =
        run(PALIMPSEST_CMAKE, {"--install", PALIMPSEST_BUILD, "--component", "engine", "--strip",
                               "--prefix", QString::fromStdString((root() / "made").string())});
    QVERIFY2(installed.code == 0, qPrintable(said(installed)));
    fs::create_directories(root() / "opt");
    fs::rename(root() / "made", root() / "opt" / "elsewhere"); // it does not know where it lies
}

void BareRoot::startsInAnEmptyRoot()
{
    const EngineResult result = inRoot({"/opt/elsewhere/bin/palimpsest-engine", "--version"});
    QVERIFY2(result.code == 0 && result.output.starts_with("palimpsest-engine "),
             qPrintable(said(result)));
}

/// The conductor and its workers train, estimate and translate, to the scores that the engine has
/// here.
void BareRoot::runsASweepInAnEmptyRoot()
{
    const fs::path here = m_folder.path().toStdString() + "/here";
    fs::create_directories(here);
    writeStudyWith(here / "study.toml", R"("baseline", { name = "ewc", lambda = 1 })", 20);
    const EngineResult ours = runEngine(sweepRun(here));
    QVERIFY2(ours.code == 0, qPrintable(said(ours)));

    const std::string data = PALIMPSEST_TEST_DATA "/small/";
    fs::copy(data, root() / "data", fs::copy_options::recursive);
    std::string text = readFile(here / "study.toml");
    for (std::size_t at = text.find(data); at != std::string::npos; at = text.find(data))
        text.replace(at, data.size(), "/data/");
    fs::create_directories(root() / "study");
    std::ofstream(root() / "study" / "study.toml") << text;
    const EngineResult theirs = inRoot({"/opt/elsewhere/bin/palimpsest-engine", "sweep", "run",
                                        "--study", "/study", "--file", "/study/study.toml"});
    QVERIFY2(theirs.code == 0, qPrintable(said(theirs)));
    const auto wanted = scoresOf(here);
    QVERIFY(!wanted.empty());
    QVERIFY(scoresOf(root() / "study") == wanted);
}

QTEST_GUILESS_MAIN(BareRoot)
#include "tst_bare_root.moc"
