// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include "engine/study/exit_code.h"
#include "tests/integration/command_folder.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

namespace
{

/// A Markdown table without the text around it, which names the study.
QStringList rowsOf(const EngineResult& table)
{
    const QStringList lines = QString::fromStdString(table.output).split('\n');
    return lines.filter(QRegularExpression("^\\|"));
}

} // namespace

/// Bundles, exports of a whole study and imports, through the real program.
class BundleCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_folder.problem().empty(), m_folder.problem().c_str());
        makeScoredResults(m_folder.path("scored").toStdString());
        const EngineResult made = m_folder.run("export bundle --study @scored -o @b.palimpsest");
        QVERIFY2(made.code == 0, made.errors.c_str());
        m_list = made.output;
    }

    void everyReadingCommandTakesABundle()
    {
        for (const char* part : {"It contains", "scores: 42", "Left out", "SHA-256"})
            QVERIFY2(m_list.find(part) != std::string::npos, m_list.c_str());
        for (const char* command :
             {"study info", "domain list", "sweep status", "export table --format csv",
              "export table --format latex", "export figure --format csv"}) {
            const EngineResult folder = m_folder.run(QString(command) + " --study @scored");
            const EngineResult bundle = m_folder.run(QString(command) + " --study @b.palimpsest");
            QVERIFY2(bundle.code == 0, bundle.errors.c_str());
            QCOMPARE(bundle.output, folder.output);
        }
    }

    void bundlesAreChecked()
    {
        const EngineResult whole = m_folder.run("bundle check @b.palimpsest");
        QVERIFY2(whole.code == 0 && whole.output.starts_with("Unchanged."), whole.errors.c_str());
        const auto manifest = m_folder.run("bundle check @b.palimpsest --json").json();
        QVERIFY(m_list.find(manifest.at("checksum").get<std::string>()) != std::string::npos);
        QVERIFY(QFile::copy(m_folder.path("b.palimpsest"), m_folder.path("c.palimpsest")));
        QFile::setPermissions(m_folder.path("c.palimpsest"),
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        QCOMPARE(QProcess::execute("sqlite3", {m_folder.path("c.palimpsest"),
                                               "UPDATE score SET value = 50 WHERE value < 50"}),
                 0);
        const QString said = m_folder.failure("bundle check @c.palimpsest", 2);
        QVERIFY2(said.contains("c.palimpsest is not as it was made") && said.contains("\"score\""),
                 qPrintable(said));
    }

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* line, const char* said) {
            QTest::newRow(name) << QString(line) << QString(said);
        };
        row("bundle without a name", "export bundle --study @scored", "-o study.palimpsest");
        row("bundle of nothing", "export bundle --study @nowhere -o @x", "There is no study in");
        row("bundle in no folder", "export bundle --study @scored -o @nowhere/x", "nowhere/x");
        row("bundle over a folder", "export bundle --study @scored -o @scored", "is a folder");
        row("no bundle", "bundle check @a.de", "a.de");
        row("bundle that is not there", "bundle check @nowhere", "not a file");
        row("text as a study", "study info --study @a.de", "a.de");
        row("change of a bundle", "import scores --study @b.palimpsest --file @a.de",
            "for reading only");
        row("sweep in a bundle", "sweep run --study @b.palimpsest", "b.palimpsest");
        row("export without a name", "export study --study @scored", "folder");
        row("export into a file", "export study --study @scored -o @a.de", "is not a folder");
        row("unknown format", "export study --study @scored -o @x --format xml", "--format");
        row("no runs to show", "export study --study @full -o @x --format tensorboard",
            "no run of a trial");
        row("no table", "import scores --study @full --file @nowhere.csv", "nowhere.csv");
        row("table without a head", "import scores --study @full --file @a.de", "a.de, line 1");
        row("file without its domain",
            "import outputs --study @full --system x --domain music --file @f.en --file @c.en",
            "1 --domain and 2 --file");
        row("too short an output",
            "import outputs --study @full --system x --domain music --file @short.en",
            "short.en has 2 lines");
    }
    void mistakesAreNamed()
    {
        QFETCH(QString, line);
        QFETCH(QString, said);
        m_folder.write("short.en", "one\ntwo\n");
        const QString sentence = m_folder.failure(line, 2);
        QVERIFY2(sentence.contains(said), qPrintable(sentence));
    }

    void studiesGoOutAndComeBack()
    {
        const EngineResult csv = m_folder.run("export study --study @scored -o @csv --json");
        QVERIFY2(csv.code == 0, csv.errors.c_str());
        QCOMPARE(csv.json().size(), std::size_t{5});
        QVERIFY(QFile::exists(m_folder.path("csv/trials.csv")));
        const EngineResult events =
            m_folder.run("export study --study @b.palimpsest -o @events --format tensorboard");
        QVERIFY2(events.code == 0, events.errors.c_str());
        QCOMPARE(QDir(m_folder.path("events")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(),
                 qsizetype(7));
        makeSampleStore(m_folder.path("fresh").toStdString());
        const EngineResult back =
            m_folder.run("import scores --study @fresh --file @csv/scores.csv --json");
        QVERIFY2(back.code == 0, back.errors.c_str());
        QCOMPARE(back.json().at("scores").get<int>(), 42);
        // The scores came back; what tests rest on did not.
        m_folder.write("plain.json", R"({"name": "plain", "test": "none"})");
        const QString wanted = "export table --recipe @plain.json --format markdown --study ";
        const auto table = m_folder.run(wanted + "@fresh");
        QVERIFY2(table.code == 0, table.errors.c_str());
        QCOMPARE(rowsOf(table), rowsOf(m_folder.run(wanted + "@scored")));
    }

    void outputsBecomePoints()
    {
        const EngineResult made =
            m_folder.run("import outputs --study @full --system Marian --domain music --file @f.en "
                         "--domain software --file @c.en");
        QVERIFY2(made.code == 0, made.errors.c_str());
        const auto rows =
            m_folder.run("export table --metric chrf --study @full --json").json().at("rows");
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].at("strategy").get<std::string>(), std::string("imported"));
        QCOMPARE(rows[0].at("parameters").get<std::string>(), std::string("Marian"));
        QCOMPARE(rows[0].at("figures").at("mean new").at("mean").get<double>(),
                 100.0); // the references
    }

private:
    CommandFolder m_folder;
    std::string m_list;
};

QTEST_GUILESS_MAIN(BundleCommands)
#include "tst_bundle_commands.moc"
