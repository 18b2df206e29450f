// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include "engine/study/exit_code.h"
#include "tests/integration/command_folder.h"

using namespace palimpsest;

namespace
{

/// Subcommands as people type them; those that print results take --json and -o.
const QStringList kCommands = {"study create",
                               "study info",
                               "study check",
                               "study repair",
                               "base import",
                               "export model",
                               "export selection",
                               "export sentences",
                               "domain add",
                               "domain list",
                               "tokenizer train",
                               "base train",
                               "fisher",
                               "sweep plan",
                               "sweep run",
                               "sweep status",
                               "sweep pause",
                               "sweep resume",
                               "sweep cancel",
                               "conduct",
                               "trial",
                               "evaluate",
                               "translate",
                               "score",
                               "export table",
                               "export claims",
                               "export figure",
                               "export provenance",
                               "export bundle",
                               "export study",
                               "bundle check",
                               "import scores",
                               "import outputs",
                               "demo",
                               "resume"};
const QStringList kWithoutResults = {"conduct", "resume", "trial",
                                     "score"}; // score names its formats by -f

} // namespace

/// What the real program says to what people get wrong: one sentence that names the file, line or
/// field, the right exit code, and nothing half written.
class CommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_folder.problem().empty(), m_folder.problem().c_str()); }
    void everySubcommandHasHelp();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void namesSteerNoTerminal();
    void mistakesInTextAreNamed_data();
    void mistakesInTextAreNamed();
    void mistakesInStudyFilesAreNamed_data();
    void mistakesInStudyFilesAreNamed();
    void studiesOfOtherVersions();

private:
    CommandFolder m_folder;
};

void CommandLine::everySubcommandHasHelp()
{
    const EngineResult all = m_folder.run("--help");
    QCOMPARE(all.code, 0);
    for (const QString& command : kCommands) {
        QVERIFY2(QString::fromStdString(all.output).contains(command.section(' ', 0, 0)),
                 qPrintable(command));
        const EngineResult help = m_folder.run(command + " --help");
        QCOMPARE(help.code, 0);
        const QString text = QString::fromStdString(help.output);
        QVERIFY2(text.contains("Usage:") && help.errors.empty(), qPrintable(command));
        if (kWithoutResults.contains(command))
            continue;
        QVERIFY2(text.contains("--json"), qPrintable(command + "\n" + text));
        QVERIFY2(text.contains("-o,--output"), qPrintable(command + "\n" + text));
    }
}

void CommandLine::mistakesAreNamed_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("said");
    const auto row = [](const char* name, const char* line, const QStringList& said) {
        QTest::newRow(name) << QString(line) << said;
    };
    row("no subcommand", "", {"subcommand"});
    row("unknown subcommand", "swep", {"no subcommand \"swep\"", "--help"});
    row("unknown subcommand of a group", "sweep rum", {"no subcommand \"rum\"", "sweep --help"});
    row("unknown option", "study info --stuhdy x", {"--stuhdy"});
    row("option without value", "study info --study", {"--study"});
    row("missing option", "study create --study @new", {"--source"});
    row("no study", "study info --study @nowhere", {"There is no study in", "nowhere"});
    row("study there already", "study create --study @study --source de --target en",
        {"study", "exists already: open that study"});
    row("same languages", "study create --study @new --source de --target de",
        {"two different languages", "--source"});
    row("folder below a file", "study create --study @a.de/new --source de --target en",
        {"a.de/new", "Could not make the folder"});
    row("folder that nobody may write", "study create --study /proc/new --source de --target en",
        {"/proc/new", "Could not make the folder"});
    row("output that cannot be written", "study info --study @full -o /proc/out",
        {"/proc/out", "Could not write"});
    row("output that is a folder", "study info --study @full -o @full", {"is a folder"});
    row("unknown role",
        "domain add --study @study --name x --role older --train @a.de @a.en --dev @b.de @b.en "
        "--test @c.de @c.en",
        {"--role", "older"});
    row("domain with other text",
        "domain add --study @full --name music --role new --train @a.de @a.en --dev @b.de @b.en "
        "--test @c.de @c.en",
        {"\"music\"", "other text"});
    row("no sweep", "sweep run --study @study", {"no sweep", "--file"});
    row("unknown sweep", "sweep status --study @full --sweep other", {"\"other\"", "\"grid\""});
    row("missing study file", "sweep run --study @new --file @nowhere.toml", {"nowhere.toml"});
    row("GPU that is not here", "sweep run --study @full --devices cuda:9", {"cuda:9", "cpu"});
    row("unknown device", "sweep run --study @full --devices tpu:1", {"\"tpu:1\"", "cpu:2x1"});
    row("unknown device, detached", "conduct --study @full --devices cuda:9", {"cuda:9"});
    row("pause of what does not run", "sweep pause --study @full", {"\"grid\"", "not running"});
    row("run that is not there", "trial --study @full --run abc-1", {"abc-1", "no such run"});
    row("no base model", "evaluate --study @full", {"no finished base model", "base train"});
    row("evaluation on a GPU that is not here", "evaluate --study @full --device cuda:9",
        {"cuda:9"});
    row("evaluation on an unknown device", "evaluate --study @full --device tpu", {"\"tpu\""});
    row("model folder that is none", "evaluate --study @full --model corpora --tokenizer corpora",
        {"model.json"});
    row("no model", "translate", {"--model", "--study"});
    row("half a model", "translate --model m", {"--tokenizer"});
    row("no tokenizer", "translate --model @full --tokenizer @full", {"tokenizer.model"});
    row("damaged tokenizer", "translate --model @full --tokenizer @a.de", {"a.de"});
    row("study without a model", "translate --study @full", {"no finished base model"});
    row("nothing to export", "export table --study @full --format latex",
        {"no finished trial", "--metric"});
    row("nothing to choose from", "export selection --study @full", {"bleu on dev", "metric"});
    row("no such choice", "export selection --study @full --kept paper", {"\"paper\"", "--save"});
    row("unknown recipe", "export table --study @full --recipe Tables",
        {"\"Tables\"", "\"Strategies\""});
    row("missing recipe", "export table --study @full --recipe @no.json", {"no.json"});
    row("changes of no recipe", "export table --study @full --changes", {"--recipe"});
    row("claims of an error rate", "export claims --study @full --metric ter", {"bleu or chrf"});
    row("no figure yet", "export figure --study @full --format csv", {"no finished trial"});
    row("no curves yet", "export figure --study @full --kind curves --format csv",
        {"metric:loss", "no finished trial"});
    row("unknown kind", "export figure --study @full --kind pie", {"--kind", "pie"});
    row("recipe of no figure", "export figure --study @full --recipe @a.de",
        {"a.de", "does not say where it comes from"});
    row("nothing to read a record from", "export provenance @nowhere.pdf", {"nowhere.pdf"});
    row("file without a record", "export provenance @a.de",
        {"a.de", "does not say where it comes from"});
    row("unknown format", "export table --study @full --format word", {"--format", "word"});
    row("missing reference", "score -r @nowhere.en -i @a.en", {"nowhere.en"});
    row("lines that do not match", "score -r @short.en -i @a.en", {"20"});
    row("unknown pair of the demo", "demo --study @new --pair de-fr", {"--pair", "de-fr"});
}

void CommandLine::mistakesAreNamed()
{
    QFETCH(const QString, line);
    QFETCH(const QStringList, said);
    m_folder.write("short.en", "one\ntwo\n");
    const QString sentence = m_folder.failure(line, static_cast<int>(ExitCode::BadInput));
    for (const QString& word : said)
        QVERIFY2(sentence.contains(word), qPrintable(word + " is not in: " + sentence));
    QVERIFY(!QFile::exists(m_folder.path("new")));
}

/// A sentence with a name from elsewhere, which would set the terminal's title and colour.
void CommandLine::namesSteerNoTerminal()
{
    const QString name = QStringLiteral("\x1b]0;owned\x07\x1b[31mgrid\u009b2J");
    const QString sentence = m_folder.failure("sweep status --study @full --sweep " + name,
                                              static_cast<int>(ExitCode::BadInput));
    QVERIFY2(sentence.contains("[31mgrid"), qPrintable(sentence)); // shown, not obeyed
    for (const QChar character : sentence)
        QVERIFY2(character == '\n' || character.category() != QChar::Other_Control,
                 qPrintable(sentence.toUtf8().toPercentEncoding()));
}

void CommandLine::mistakesInTextAreNamed_data()
{
    QTest::addColumn<QByteArray>("source"); ///< of the test split, which is read last
    QTest::addColumn<QString>("files");
    QTest::addColumn<QStringList>("said");
    const auto row = [](const char* name, const QByteArray& source, const char* files,
                        const QStringList& said) {
        QTest::newRow(name) << source << QString(files) << said;
    };
    const char* files = "@x.de @c.en";
    row("missing", "x\n", "@nowhere.de @c.en", {"nowhere.de", "exists"});
    row("folder", "x\n", "@full @c.en", {"full"});
    row("line counts", "eins\nzwei\n", files, {"x.de has 2", "c.en has 20", "line"});
    row("empty", "", files, {"x.de"});
    row("invalid UTF-8", QByteArray("eins\nzw\xE4i\n") + QByteArray("x\n").repeated(18), files,
        {"x.de, line 2", "UTF-8"});
    row("same file", "x\n", "@c.en @c.en", {"c.en", "same file"});
    row("same text", "x\n", "@c.en @copy.en", {"same text"});
    row("TSV without tab", "eins\tone\nzwei two\n", "@x.de", {"x.de, line 2", "tab"});
    row("no gzip file", QByteArray("\x1f\x8b\x08\x00garbage", 11), files, {"x.de", "damaged"});
    row("three files", "x\n", "@x.de @c.en @c.de", {"--test", "2 required"});
}

void CommandLine::mistakesInTextAreNamed()
{
    QFETCH(const QByteArray, source);
    QFETCH(const QString, files);
    QFETCH(const QStringList, said);
    m_folder.write("x.de", source);
    QFile::copy(m_folder.path("c.en"), m_folder.path("copy.en"));
    const QString sentence = m_folder.failure(
        "domain add --study @study --name wrong --role new --train @a.de @a.en --dev @b.de "
        "@b.en --test " +
            files,
        static_cast<int>(ExitCode::BadInput));
    for (const QString& word : said)
        QVERIFY2(sentence.contains(word), qPrintable(word + " is not in: " + sentence));
    QVERIFY(!QFile::exists(m_folder.path("study/corpora/wrong")));
}

void CommandLine::mistakesInStudyFilesAreNamed_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QStringList>("said");
    const auto row = [](const char* name, const char* from, const char* to,
                        const QStringList& said) {
        QTest::newRow(name) << QString(from) << QString(to) << said;
    };
    row("syntax", "beam = 1", "beam = = 1", {"line 20"});
    row("unknown field", "beam = 1", "beem = 1", {"line 20", "\"evaluation.beem\"", "beam"});
    row("unknown section", "[evaluation]", "[evolution]", {"\"evolution\"", "evaluation"});
    row("wrong type", "beam = 1", "beam = true", {"line 20", "\"evaluation.beam\"", "true"});
    row("out of range", "learningRate = 1e-3", "learningRate = 0", {"learningRate", "above 0"});
    row("unknown strategy", "\"baseline\"", "\"magic\"",
        {"line 23", "magic", "ewc, l2, mas, mixing"});
    row("negative λ", "lambda = [1, 0.1]", "lambda = [1, -0.1]", {"line 23", "lambda", "-0.1"});
    row("λ that is no number", "lambda = [1, 0.1]", "lambda = [1, nan]", {"lambda", "finite"});
    row("ratio 0", "ratio = [10, 1]", "ratio = [10, 0]", {"line 23", "ratio", "above 0"});
    row("unknown parameter", "ratio = [10, 1]", "rate = 1", {"rate", "no such parameter"});
    row("no strategies", "strategies = [\"baseline\",", "seeds = [1]\nlist = [\"baseline\",",
        {"list"});
    row("unknown device", "name = \"grid\"", "name = \"grid\"\ndevices = \"tpu\"", {"\"tpu\""});
    row("limit of time", "[evaluation]", "[limits]\nminutes = -5\n[evaluation]",
        {"\"limits.minutes\"", "-5", "0 for no limit"});
    row("limit of memory", "[evaluation]", "[limits]\nmemoryMb = 1\n[evaluation]",
        {"\"limits.memoryMb\"", "at least 64 MB"});
    row("retries", "[evaluation]", "[limits]\nretries = 1000\n[evaluation]",
        {"\"limits.retries\"", "1000", "between 0"});
    row("missing text", "\"d.de\"", "\"nowhere.de\"", {"nowhere.de", "\"music\"", "exist"});
    row("other languages than the study's", "target = \"en\"", "target = \"fr\"", {"de to en"});
}

void CommandLine::mistakesInStudyFilesAreNamed()
{
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const QStringList, said);
    QString text = QString::fromUtf8(kStudyFile);
    QVERIFY(text.contains(from));
    m_folder.write("wrong.toml", text.replace(from, to).toUtf8());
    const bool existing = said.contains("de to en");
    const QString study = existing ? "@full" : "@new";
    const QString sentence = m_folder.failure("sweep run --file @wrong.toml --study " + study,
                                              static_cast<int>(ExitCode::BadInput));
    for (const QString& word : said)
        QVERIFY2(sentence.contains(word), qPrintable(word + " is not in: " + sentence));
    QVERIFY2(existing || sentence.contains("wrong.toml") || sentence.contains("nowhere.de"),
             qPrintable(sentence));
    QVERIFY(!QFile::exists(m_folder.path("new")));
}

void CommandLine::studiesOfOtherVersions()
{
    QVERIFY(QDir().mkpath(m_folder.path("newer")));
    QVERIFY(QFile::copy(m_folder.path("study/study.db"), m_folder.path("newer/study.db")));
    QProcess sqlite;
    sqlite.start("sqlite3", {m_folder.path("newer/study.db"), "PRAGMA user_version = 99"});
    QVERIFY(sqlite.waitForFinished() && sqlite.exitCode() == 0);
    const QString sentence = m_folder.failure(
        "domain add --study @newer --name x --role old --train @a.de @a.en --dev @b.de @b.en "
        "--test @c.de @c.en",
        2);
    QVERIFY2(sentence.contains("newer version") && sentence.contains("newer/study.db"),
             qPrintable(sentence));
    const EngineResult info = m_folder.run("study info --study @newer");
    QCOMPARE(info.code, 0);
    QVERIFY(info.output.find("de to en") != std::string::npos);
    QVERIFY2(info.errors.find("newer version") != std::string::npos, info.errors.c_str());

    m_folder.write("noise/study.db", QByteArray("this is no database ").repeated(500));
    const QString noise = m_folder.failure("study info --study @noise", 2);
    QVERIFY2(noise.contains("noise/study.db") && noise.contains("not a study"), qPrintable(noise));
}

QTEST_GUILESS_MAIN(CommandLine)
#include "tst_command_line.moc"
