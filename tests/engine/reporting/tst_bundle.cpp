// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/bundle.h"
#include "engine/reporting/table_formats.h"
#include "engine/store/bundle_file.h"
#include "engine/store/compression.h"
#include "engine/store/table_content.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "tests/support/said_by.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

namespace
{

constexpr const char* kHost = "gpunode7";
constexpr const char* kUser = "annalena";
constexpr const char* kPlace = "/export/projects/annalena/secret grant";

QByteArray shell(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished())
        return process.errorString().toUtf8();
    return process.readAllStandardOutput() + process.readAllStandardError();
}

/// A scored study whose rows tell by whom and where it was made, in every place where they can.
StudyStore makeTellingStudy(const std::filesystem::path& folder)
{
    StudyStore store = makeScoredResults(folder);
    const std::string place = kPlace;
    for (RunRow run : store.runs()) {
        run.host = std::string(kHost) + ".cluster.example.org";
        run.pid = 4711;
        run.sentence = place + "/runs/x/worker.log: cannot be read (process 4711 on " +
                       std::string(kHost) + ").";
        store.updateRun(run);
    }
    const DomainRow news = *store.domain("news");
    store.updateDomain(
        news.id, news.domain,
        {{"files", {{"train", {{"paths", {place + "/my data.de", place + "/my data.en"}}}}}},
         {"samples", {{{"source", "Ein Satz."}, {"target", "A sentence."}}}}});
    for (const char* split : {"dev", "test"}) {
        ReferenceText text;
        for (int i = 0; i < kScoredSegments; ++i) {
            text.sources.push_back("Quelle " + std::to_string(i));
            text.references.push_back(scoredReference("news", i));
        }
        store.storeReference("news", splitFromString(split), "h", text);
    }
    store.addMessage(Severity::Error, std::string("Written by ") + kUser + " to /home/" + kUser +
                                          "/studies/one/study.db on " + kHost + ".");
    store.addMetrics(store.runs().front().id, 10, {{"loss", 4.25}, {"drift", 0.5}});
    store.setDocument("recipe", "table 1", {{"output", place + "/table.tex"}, {"decimals", 1}});
    store.setDocument("queue", "wanted jobs", nlohmann::json::array({1}));
    store.addRequest("sweep.start", {{"sweep", 1}});
    store.takeConductorLock({std::string(kHost), 4711, "boot", "", false});
    return store;
}

/// Everything in a database as bytes, BLOBs unpacked.
std::string everythingIn(const std::filesystem::path& file)
{
    SqliteDatabase database(file, SqliteDatabase::Access::Untrusted);
    std::string all = readFile(file);
    for (const std::string& table : tableNames(database)) {
        eachRow(database, table, [&](StoredRow& row) {
            for (const StoredValue& value : row.values) {
                if (const auto* blob = std::get_if<StoredBlob>(&value))
                    all += decompressed(blob->bytes);
            }
        });
    }
    return all;
}

} // namespace

class TestBundle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        makeTellingStudy(study());
        m_manifest = writeBundle(study(), path("whole.palimpsest"), options());
    }

    void holdsEveryResult()
    {
        const StudyStore whole(study(), OpenMode::ReadOnly);
        const StudyStore bundle(path("whole.palimpsest"), OpenMode::ReadOnly);
        QVERIFY(bundle.readOnly() && bundle.readOnlyReason().find("bundle") != std::string::npos);
        QCOMPARE(csvTable(resultsTable(bundle, {})), csvTable(resultsTable(whole, {})));
        const EvaluationRow evaluation = whole.evaluations().front();
        const EvaluationDetail sent = bundle.evaluationDetail(evaluation.id, "news");
        QCOMPARE(sent.translations, whole.evaluationDetail(evaluation.id, "news").translations);
        QCOMPARE(bundle.reference("news", Split::Test).references,
                 whole.reference("news", Split::Test).references);
        const RunRow run = whole.runs().front();
        QCOMPARE(bundle.metrics(run.id, "loss").front().value, 4.25);
        QCOMPARE(bundle.documents("recipe").at("table 1").at("decimals").get<int>(), 1);
        QCOMPARE(m_manifest.at("contents").at("evaluations").get<std::size_t>(),
                 whole.evaluations().size());
        const std::string text = describeBundle(m_manifest);
        for (const char* part : {"scores:", "host names:", "SHA-256"})
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
    }

    void tellsNobodysNames()
    {
        const std::string all = everythingIn(path("whole.palimpsest"));
        QVERIFY(all.find("erste") == std::string::npos && all.find("news12 ") != std::string::npos);
        for (const char* name : {kHost, kUser, "secret", "/export", "/home", "4711"})
            QVERIFY2(all.find(name) == std::string::npos, name);
        const StudyStore bundle(path("whole.palimpsest"), OpenMode::ReadOnly);
        const nlohmann::json files = bundle.domain("news")->facts.at("files");
        QCOMPARE(files.at("train").at("paths").at(0).get<std::string>(), std::string("my data.de"));
        QCOMPARE(bundle.messages().front().text,
                 std::string("Written by [user] to study.db on [host]."));
        QVERIFY(bundle.openRequests().empty() && !bundle.conductor());
        QVERIFY(bundle.documents("queue").empty());
        for (const char* what : {"host names", "user names", "process numbers", "folders of paths",
                                 "requests and locks of work in progress"})
            QVERIFY2(m_manifest.at("removed").contains(what), what);
    }

    void namesStayWhereTheyAreWanted()
    {
        BundleOptions keep = options();
        keep.keepNames = true;
        writeBundle(study(), path("named.palimpsest"), keep);
        const std::string all = everythingIn(path("named.palimpsest"));
        QVERIFY(all.find(kHost) != std::string::npos && all.find(kPlace) != std::string::npos);
    }

    void sentencesCanBeLeftOut()
    {
        BundleOptions without = options();
        without.withText = false;
        const nlohmann::json manifest = writeBundle(study(), path("figures.palimpsest"), without);
        const std::string all = everythingIn(path("figures.palimpsest"));
        for (const char* text : {"news12 ", "Quelle 1", "Ein Satz."})
            QVERIFY2(all.find(text) == std::string::npos, text);
        const StudyStore whole(study(), OpenMode::ReadOnly);
        const StudyStore bundle(path("figures.palimpsest"), OpenMode::ReadOnly);
        QCOMPARE(csvTable(resultsTable(bundle, {})),
                 csvTable(resultsTable(whole, {}))); // intervals
        QVERIFY(manifest.at("removed").contains("sample sentences"));
        // A bundle of a bundle leaves out more.
        const nlohmann::json again =
            writeBundle(path("whole.palimpsest"), path("again.palimpsest"), without);
        QCOMPARE(again.at("contents").dump(), manifest.at("contents").dump());
        QVERIFY(checkBundle(path("again.palimpsest")).intact());
    }

    void pythonFindsTheSameChecksums()
    {
        const auto found = nlohmann::json::parse(
            shell(PALIMPSEST_PYTHON,
                  {PALIMPSEST_SOURCE_DIR "/tests/engine/reporting/bundle_reference.py",
                   QString::fromStdString(path("whole.palimpsest").string())})
                .toStdString());
        QVERIFY2(found.at("problems").empty(), found.dump().c_str());
        QCOMPARE(found.at("tables").get<std::size_t>(), m_manifest.at("tables").size());
        QVERIFY(checkBundle(path("whole.palimpsest")).intact());
    }

    void oneMomentIsShownWhileAnotherWrites()
    {
        StudyStore writer(study(), OpenMode::ReadWrite);
        const std::size_t before = writer.evaluations().size();
        writer.transaction([&] { // holds the write lock, half done
            EvaluationRow half = writer.evaluations().front();
            half.step = 999;
            half.selected = false;
            writer.addEvaluation(half, {});
            writeBundle(study(), path("moment.palimpsest"), options());
        });
        const StudyStore bundle(path("moment.palimpsest"), OpenMode::ReadOnly);
        QCOMPARE(bundle.evaluations().size(), before);
        QVERIFY(checkBundle(path("moment.palimpsest")).intact());
    }

    void sqliteReadsItWhereNobodyCanWrite()
    {
        QProcess process;
        const QString file = QString::fromStdString(path("whole.palimpsest").string());
        process.start("unshare",
                      {"--map-root-user", "--mount", "sh", "-c",
                       "mkdir -p \"$2\" && mount -t tmpfs -o size=64m tmpfs \"$2\" || exit 77\n"
                       "cp \"$1\" \"$2/b.palimpsest\" && mount -o remount,ro \"$2\" || exit 77\n"
                       "touch \"$2/x\" 2>/dev/null && exit 78\n"
                       "sqlite3 \"$2/b.palimpsest\" 'SELECT count(*) FROM tradeoff' && "
                       "exec \"$3\" sealedReader \"$2/b.palimpsest\"",
                       "sh", file, m_folder.filePath("sealed"),
                       QCoreApplication::applicationFilePath()});
        QVERIFY(process.waitForFinished());
        if (process.exitCode() == 77)
            QSKIP("This system does not let a user mount a small disk.");
        const QByteArray said = process.readAllStandardOutput() + process.readAllStandardError();
        QVERIFY2(process.exitCode() == 0, said.constData());
        QVERIFY2(said.contains("14\n"), said.constData()); // 7 trials, two metrics
        QVERIFY2(said.contains("7 evaluations, intact"), said.constData());
    }

    void changesAreFound_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("said");
        QTest::newRow("all scores") << "UPDATE score SET value = value + 0.1" << "\"score\"";
        QTest::newRow("one score") << "UPDATE score SET value = 99 WHERE (evaluation_id, domain, "
                                      "metric) = (SELECT evaluation_id, domain, metric FROM score "
                                      "LIMIT 1)"
                                   << "\"score\"";
        QTest::newRow("row") << "DELETE FROM message" << "\"message\"";
        QTest::newRow("document") << "INSERT INTO document VALUES ('view', 'v', '{}')"
                                  << "\"document\"";
        QTest::newRow("manifest") << "UPDATE document SET value = json_set(value, '$.made', 'x') "
                                     "WHERE kind = 'bundle'"
                                  << "manifest";
    }
    void changesAreFound()
    {
        QFETCH(QString, sql);
        QFETCH(QString, said);
        const auto file = changed(sql);
        const BundleCheck check = checkBundle(file);
        QVERIFY(!check.intact());
        QCOMPARE(check.changes.size(), std::size_t{1});
        QVERIFY2(check.changes.front().find(said.toStdString()) != std::string::npos,
                 check.changes.front().c_str());
        const StudyStore still(file, OpenMode::ReadOnly); // it can be looked at, with a notice
        QVERIFY(!still.evaluations().empty());
    }

    void layoutIsNoChange()
    {
        QVERIFY(checkBundle(changed("PRAGMA page_size = 16384; VACUUM; REINDEX")).intact());
    }

    void hostileSchemasAreRefused_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("trigger") << "CREATE TRIGGER t AFTER INSERT ON message BEGIN DELETE FROM "
                                    "score; END";
        QTest::newRow("view in place of a table")
            << "ALTER TABLE counter RENAME TO c; CREATE VIEW counter AS SELECT name, value FROM c";
        QTest::newRow("view with functions")
            << "DROP VIEW tradeoff; CREATE VIEW tradeoff AS SELECT load_extension('x')";
        QTest::newRow("other column") << "ALTER TABLE run ADD COLUMN x DEFAULT 7";
        QTest::newRow("virtual table") << "CREATE VIRTUAL TABLE f USING fts5(x)";
        QTest::newRow("missing table") << "DROP VIEW metric; DROP TABLE metric_record";
        QTest::newRow("newer") << "PRAGMA user_version = 99";
        QTest::newRow("other program") << "PRAGMA application_id = 7";
        QTest::newRow("orphan")
            << "PRAGMA foreign_keys = OFF; UPDATE evaluation SET job_id = job_id + 9000";
        QTest::newRow("infinite") << "UPDATE score SET value = 9e999";
        QTest::newRow("no JSON") << "PRAGMA ignore_check_constraints = ON; UPDATE job SET config = "
                                    "'{'";
    }
    void hostileSchemasAreRefused()
    {
        QFETCH(QString, sql);
        const auto file = changed(sql);
        const QString said = saidBy([&] { StudyStore store(file, OpenMode::ReadOnly); });
        QVERIFY2(said.contains("changed.palimpsest"), qPrintable(said));
        QVERIFY2(said != "nothing" && !said.contains("statement"), qPrintable(said));
    }

    void deepNestingIsRefused()
    {
        const QString deep = QString("[").repeated(10000) + QString("]").repeated(10000);
        const auto file = changed(
            "PRAGMA ignore_check_constraints = ON; UPDATE domain SET facts = '" + deep + "'");
        const QString said = saidBy([&] { StudyStore store(file, OpenMode::ReadOnly); });
        QVERIFY2(said.contains("domain.facts holds no JSON"), qPrintable(said));
    }

    void framesThatClaimTooMuchAreRefused()
    {
        // A valid frame header that announces 8 GiB: magic, 8-byte content size, one empty block.
        std::string frame("\x28\xB5\x2F\xFD\xC0\x58", 6);
        frame +=
            std::string("\x00\x00\x00\x00\x02\x00\x00\x00", 8) + std::string("\x01\x00\x00", 3);
        QVERIFY_THROWS_EXCEPTION(BadInput, decompressed(frame));
        QVERIFY_THROWS_EXCEPTION(BadInput, unpackRows(packRows({{1, 2}}), 1LL << 61, 1LL << 2));
        const std::string zeros(40'000'000, '\0'); // equal statistics shrink that much
        QCOMPARE(decompressed(compressed(zeros)), zeros);
    }

    void damagedFilesAreNamed()
    {
        const std::string whole = readFile(path("whole.palimpsest"));
        for (const std::size_t size : {whole.size() / 2, std::size_t{3000}, std::size_t{40}}) {
            std::ofstream(path("cut.palimpsest"), std::ios::binary) << whole.substr(0, size);
            const QString said =
                saidBy([&] { StudyStore store(path("cut.palimpsest"), OpenMode::ReadOnly); });
            QVERIFY2(said.contains("cut.palimpsest") && said.contains("damaged"), qPrintable(said));
            QVERIFY(saidBy([&] { checkBundle(path("cut.palimpsest")); }) != "nothing");
        }
        QVERIFY(saidBy([&] { checkBundle(study()); }).contains("not a file"));
        QVERIFY(saidBy([&] { checkBundle(study() / "study.db"); }).contains("no manifest"));
    }

    void nothingIsWrittenToIt()
    {
        const auto file = path("whole.palimpsest");
        QVERIFY(saidBy([&] {
                    StudyStore store(file, OpenMode::ReadWrite);
                }).contains("is a bundle, which is for reading only"));
        StudyStore bundle(file, OpenMode::ReadOnly);
        QVERIFY(saidBy([&] { bundle.addMessage(Severity::Info, "x"); }).contains("bundle"));
        QVERIFY(!(QFile(QString::fromStdString(file.string())).permissions() &
                  QFileDevice::WriteOwner));
    }

    void appearsAsAWholeOrNotAtAll()
    {
        QVERIFY(saidBy([&] { writeBundle(study(), study()); }).contains("is a folder"));
        QVERIFY(saidBy([&] {
                    writeBundle(study(), study() / "study.db");
                }).contains("the study itself"));
        QVERIFY(
            saidBy([&] { writeBundle(path("none"), path("x.palimpsest")); }).contains("no study"));
        const auto entries = [&] {
            std::size_t count = 0;
            for ([[maybe_unused]] const auto& entry :
                 std::filesystem::directory_iterator(m_folder.path().toStdString()))
                ++count;
            return count;
        };
        const std::size_t before = entries();
        QVERIFY_THROWS_EXCEPTION(std::exception,
                                 writeBundle(study(), path("nowhere") / "x.palimpsest"));
        QVERIFY_THROWS_EXCEPTION(BadInput, writeBundle(path("none"), path("y.palimpsest")));
        writeBundle(study(), path("whole.palimpsest"), options()); // replaces the read-only file
        QCOMPARE(entries(), before);
    }

    void olderBundlesAreBroughtUpToDateInMemory()
    {
        const Migration both[] = {
            {1, "PRAGMA application_id = 1346456649; CREATE TABLE t (x); INSERT INTO t VALUES (7);"
                "PRAGMA user_version = 1;"},
            {2, "ALTER TABLE t ADD COLUMN y DEFAULT 8; PRAGMA user_version = 2;"}};
        const auto file = path("old.palimpsest");
        {
            SqliteDatabase database(file, SqliteDatabase::Access::Create);
            applyMigrations(database, std::span(both).first(1));
        }
        const std::string bytes = readFile(file);
        SqliteDatabase bundle(file, SqliteDatabase::Access::Untrusted);
        receiveBundle(bundle, both);
        QCOMPARE(bundle.number("SELECT x * 10 + y FROM t"), 78);
        QCOMPARE(readFile(file), bytes);
        QVERIFY(!std::filesystem::exists(file.string() + ".v1"));
    }

private:
    std::filesystem::path path(const char* name) const
    {
        return m_folder.filePath(name).toStdString();
    }
    std::filesystem::path study() const { return path("study"); }
    static BundleOptions options()
    {
        BundleOptions options;
        options.names = {};
        options.names.addUser(kUser);
        return options;
    }
    /// The bundle after a stranger's statements.
    std::filesystem::path changed(const QString& sql) const
    {
        const auto file = path("changed.palimpsest");
        std::filesystem::remove(file);
        std::filesystem::copy_file(path("whole.palimpsest"), file);
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        const QByteArray said =
            shell("sqlite3", {"-bail", QString::fromStdString(file.string()), sql});
        if (!said.isEmpty())
            qFatal("%s", said.constData());
        return file;
    }

    QTemporaryDir m_folder;
    nlohmann::json m_manifest;
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && std::string(argv[1]) == "sealedReader") { // see sqliteReadsItWhereNobody…
        const StudyStore store(argv[2], OpenMode::ReadOnly);
        std::printf("%zu evaluations, %s\n", store.evaluations().size(),
                    checkBundle(argv[2]).intact() ? "intact" : "changed");
        return 0;
    }
    TestBundle test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_bundle.moc"
