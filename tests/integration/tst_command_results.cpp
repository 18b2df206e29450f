// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include "engine/study/exit_code.h"
#include "tests/integration/command_folder.h"

using namespace palimpsest;

/// Where results of the real program go, what they say, and what happens when there is no room.
class CommandResults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_folder.problem().empty(), m_folder.problem().c_str()); }
    void resultsGoWhereTheyAreSent();
    void domainsShowWhatIsWrongWithThem();
    void jsonDescribesAStudyAsToml();
    void olderStudiesAreBroughtUpToDate();
    void fullDisks_data();
    void fullDisks();

private:
    CommandFolder m_folder;
};

void CommandResults::fullDisks_data()
{
    QTest::addColumn<QString>("size"); ///< of the disk
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("left"); ///< files on the disk afterwards
    QTest::newRow("new study") << "16k"
                               << "\"$engine\" study create --study disk/s --source de --target en"
                               << "";
    QTest::newRow("big text") << "1m"
                              << "\"$engine\" study create --study disk/s --source de --target en "
                                 ">&2 && \"$engine\" domain "
                                 "add --study disk/s --name big --role old --train big.tsv --dev "
                                 "b.de b.en --test c.de c.en"
                              << "disk/s/study.db";
    QTest::newRow("export") << "16k"
                            << "head -c 16384 /dev/zero >disk/fill; "
                               "\"$engine\" study info --study full -o disk/info.txt"
                            << "disk/fill";
    QTest::newRow("standard output") << "16k"
                                     << "\"$engine\" study info --study full >/dev/full" << "";
}

void CommandResults::fullDisks()
{
    QFETCH(const QString, size);
    QFETCH(const QString, script);
    QFETCH(const QString, left);
    QVERIFY(QDir().mkpath(m_folder.path("disk")));
    if (!QFile::exists(m_folder.path("big.tsv"))) {
        QByteArray text;
        for (int line = 0; line < 40000; ++line)
            text += "eine lange Zeile " + QByteArray::number(line) + "\ta long line\n";
        m_folder.write("big.tsv", text);
    }
    QProcess shell;
    shell.setWorkingDirectory(m_folder.root());
    const QString mount = "mount -t tmpfs -o size=" + size + " tmpfs disk || exit 77\n";
    shell.start("unshare", {"--map-root-user", "--mount", "sh", "-c",
                            "engine=" PALIMPSEST_ENGINE "\n" + mount + script +
                                "\ncode=$?\nfind disk -type f ! -name '*-wal' ! -name '*-shm'\n"
                                "exit $code"});
    QVERIFY(shell.waitForFinished());
    const QString said = QString::fromUtf8(shell.readAllStandardError());
    if (shell.exitCode() == 77 || said.contains("unshare"))
        QSKIP("This system does not let a user mount a small disk.");
    QVERIFY2(shell.exitCode() == static_cast<int>(ExitCode::DiskFull), qPrintable(said));
    QVERIFY2(said.contains("space") || said.contains("room"), qPrintable(said));
    QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()).trimmed(), left);
}

void CommandResults::resultsGoWhereTheyAreSent()
{
    const EngineResult shown = m_folder.run("study info --study @full");
    QCOMPARE(shown.code, 0);
    const EngineResult stored = m_folder.run("study info --study @full -o @out/info.txt");
    QVERIFY(stored.code == 0 && stored.output.empty());
    QFile file(m_folder.path("out/info.txt"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().toStdString(), shown.output);
    // A device is written to, not replaced by a file.
    const EngineResult device = m_folder.run("study info --study @full -o /dev/stdout");
    QCOMPARE(device.output, shown.output);
    QCOMPARE(m_folder.run("study info --study @full --json").json().at("domains").size(),
             std::size_t{2});
    const EngineResult plan = m_folder.run("sweep plan --study @full --json");
    QVERIFY2(plan.code == 0, plan.errors.c_str());
    QCOMPARE(plan.json().size(), std::size_t{3 + 5}); // tokenizer, base, Fisher; trials
}

/// Looking is enough: no one has to know which commands write.
void CommandResults::olderStudiesAreBroughtUpToDate()
{
    QVERIFY(QDir().mkpath(m_folder.path("old")));
    QProcess shell;
    shell.setStandardInputFile(PALIMPSEST_TEST_DATA "/schema/study-v1.sql");
    shell.start("sqlite3", {m_folder.path("old/study.db")});
    QVERIFY(shell.waitForFinished() && shell.exitCode() == 0);
    const EngineResult shown = m_folder.run("study info --study @old");
    QVERIFY2(shown.code == 0, shown.errors.c_str());
    QVERIFY2(shown.errors.find("brought up to date") != std::string::npos, shown.errors.c_str());
    QVERIFY(QFile::exists(m_folder.path("old/study.db.v1")));
    const EngineResult again = m_folder.run("study info --study @old");
    QCOMPARE(again.output, shown.output);
    QCOMPARE(again.errors, std::string());
}

void CommandResults::domainsShowWhatIsWrongWithThem()
{
    QByteArray tsv = "der Satz c1\tthe sentence c1\n"; // test text of "software"
    tsv += QByteArray("noch ein Satz\tanother one\n").repeated(3) + "\tno source\n";
    m_folder.write("leak.tsv", tsv);
    const EngineResult added = m_folder.run(
        "domain add --study @full --name leaky --role new --train @leak.tsv --dev @e.de @e.en "
        "--test @f.de @f.en");
    QVERIFY2(added.code == 0, added.errors.c_str());
    for (const char* command : {"domain list --study @full", "study info --study @full"}) {
        const QString text = QString::fromStdString(m_folder.run(command).output);
        QVERIFY2(text.contains("train: 4 pairs, 1 blank left out, 2 duplicates"), qPrintable(text));
        QVERIFY2(text.contains("Warning: 1 of 20 test segments of \"software\" also occur in the "
                               "training text of \"leaky\""),
                 qPrintable(text));
        QVERIFY2(text.contains("Warning: 20 of 20 test segments of \"leaky\" also occur in the "
                               "test text of \"music\""),
                 qPrintable(text));
    }
    QVERIFY(QString::fromStdString(added.output).contains("Warning: 1 of 20 test segments"));
    const nlohmann::json info = m_folder.run("study info --study @full --json").json();
    const nlohmann::json& leaky = info.at("domains").at(2);
    QCOMPARE(leaky.at("splits").at("train").at("duplicates").get<int>(), 2);
    QVERIFY(leaky.at("warnings").size() >= 2);
    // The same once more changes nothing.
    const EngineResult again = m_folder.run(
        "domain add --study @full --name leaky --role new --train @leak.tsv --dev @e.de @e.en "
        "--test @f.de @f.en");
    QCOMPARE(again.code, 0);
    QVERIFY2(again.output.find("already") != std::string::npos, again.output.c_str());
}

void CommandResults::jsonDescribesAStudyAsToml()
{
    const nlohmann::json study = {
        {"study", {{"name", "small"}, {"source", "de"}, {"target", "en"}}},
        {"domain",
         {{{"name", "software"},
           {"role", "old"},
           {"train", {"a.de", "a.en"}},
           {"dev", {"b.de", "b.en"}},
           {"test", {"c.de", "c.en"}}},
          {{"name", "music"},
           {"train", {"d.de", "d.en"}},
           {"dev", {"e.de", "e.en"}},
           {"test", {"f.de", "f.en"}}}}},
        {"training", {{"learningRate", 1e-3}}},
        {"evaluation", {{"beam", 1}}},
        {"sweep",
         {{"name", "grid"},
          {"strategies",
           {"baseline",
            {{"name", "ewc"}, {"lambda", {1, 0.1}}},
            {{"name", "mixing"}, {"ratio", {10, 1}}}}}}}};
    m_folder.write("study.json", QByteArray::fromStdString(study.dump(2)));
    const EngineResult fromJson =
        m_folder.run("sweep plan --json --study @json --file @study.json");
    const EngineResult fromToml = m_folder.run("sweep plan --json --study @toml --file @good.toml");
    QVERIFY2(fromJson.code == 0, fromJson.errors.c_str());
    QCOMPARE(fromJson.output, fromToml.output); // identities included
}

QTEST_GUILESS_MAIN(CommandResults)
#include "tst_command_results.moc"
