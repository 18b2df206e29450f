// SPDX-License-Identifier: GPL-3.0-or-later
// The score subcommand prints what sacreBLEU's command prints, byte by byte.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include "corpora.h"
#include "python_reference.h"

using namespace palimpsest;

class TestScoreCommand : public QObject
{
    Q_OBJECT

private:
    struct Output {
        int code = -1;
        QByteArray out;
        QByteArray err;
    };

    Output run(const QString& program, const QStringList& arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("SACREBLEU"), m_folder.path()); // its models
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(m_folder.filePath(QStringLiteral("a.txt")));
        process.start(program, arguments);
        process.waitForFinished(60000);
        return {process.exitCode(), process.readAllStandardOutput(),
                process.readAllStandardError()};
    }

    Output ours(const QStringList& arguments) const
    {
        return run(QStringLiteral(PALIMPSEST_SCORE_COMMAND),
                   QStringList{QStringLiteral("score")} + arguments);
    }

    void write(const char* name, const QByteArray& text) const
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    static QByteArray joined(const std::vector<std::string>& lines)
    {
        QByteArray text;
        for (const std::string& line : lines) {
            QByteArray clean = QByteArray::fromStdString(line);
            for (const char c : {'\n', '\r', '\t'})
                clean.replace(c, ' ');
            text += clean + '\n';
        }
        return text;
    }

    /// A SentencePiece model where sacreBLEU keeps those that it has downloaded.
    void trainTokenizer() const
    {
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("models")));
        const QString script = QStringLiteral(
            "import sentencepiece, shutil\n"
            "sentencepiece.SentencePieceTrainer.train(input='r1.txt', vocab_size=400,"
            " model_prefix='small', byte_fallback=True, minloglevel=2)\n"
            "shutil.copy('small.model', 'models/flores200sacrebleuspm')\n");
        const Output output =
            run(QStringLiteral(PALIMPSEST_PYTHON), {QStringLiteral("-c"), script});
        QVERIFY2(output.code == 0, output.err);
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(hasPython(), "the tests' Python environment is missing");
        const ScoredCorpus a = nastyCorpus(21, 60, 2);
        write("r1.txt", joined(a.references[0]));
        write("r2.txt", joined(a.references[1]));
        write("a.txt", joined(a.hypotheses));
        write("b_x.txt", joined(disturbedCorpus(a.references[0], 5).hypotheses));
        // TER and its tests take sacreBLEU long: a few lines only.
        const ScoredCorpus few = nastyCorpus(22, 12, 1);
        write("few_r.txt", joined(few.references[0]));
        write("few_a.txt", joined(few.hypotheses));
        write("few_b.txt", joined(disturbedCorpus(few.references[0], 6).hypotheses));
        QByteArray pairs; // an empty last field would be stripped with its tab
        for (std::size_t i = 0; i < a.references[0].size(); ++i)
            pairs += joined({a.references[0][i]}).trimmed() + '\t' +
                     joined({a.references[1][i] + " end"}).trimmed() + '\n';
        write("pairs.tsv", pairs);
        trainTokenizer();
        write("short.txt", "one line\n");
        write("latin.txt", QByteArray("caf\xe9\n"));
        write("empty.txt", "");
    }

    void sameOutput_data()
    {
        QTest::addColumn<QString>("line");
        for (const char* line : {
                 "r1.txt -i a.txt -m bleu chrf",
                 "r1.txt r2.txt -i a.txt -m bleu chrf -f text -w 4",
                 "r1.txt -i a.txt -b",
                 "r1.txt -m bleu -lc -tok intl -sh -f text",
                 "r1.txt -m bleu -s floor -sv 0.3 -l de-en -q",
                 "r1.txt -i a.txt -m bleu chrf --confidence --confidence-n 200",
                 "r1.txt -i a.txt -m chrf -sl -cw 2 -b -w 6",
                 "r1.txt -i a.txt -sl",
                 "r1.txt -i a.txt -tok flores200 -lc",
                 "r1.txt -i a.txt -tok none -s add-k -sv 2 -w 3 --force",
                 "r1.txt -i a.txt -m chrf -cc 4 --chrf-beta 3 --chrf-whitespace "
                 "--chrf-lowercase -f text",
                 "r1.txt -i a.txt -m chrf --chrf-eps-smoothing -w 5",
                 "pairs.tsv -nr 2 -i a.txt -m bleu chrf -f text -w 3",
                 "few_r.txt -i few_a.txt -m bleu chrf ter -w 2",
                 "few_r.txt -i few_a.txt -m ter --ter-normalized --ter-no-punct "
                 "--ter-case-sensitive -f text -w 4",
                 "few_r.txt -i few_a.txt -m ter -sl -b",
                 "few_r.txt -i few_a.txt -m ter --confidence --confidence-n 50",
                 "few_r.txt -i few_a.txt few_b.txt -m bleu chrf ter --paired-ar -parn 60 -f text",
                 "few_r.txt -i few_a.txt few_b.txt -m bleu --paired-ar -parn 60 -l de-fr -e utf-8",
                 "r1.txt -i a.txt b_x.txt -m chrf bleu -f text",
                 "r1.txt -i a.txt b_x.txt -m chrf bleu",
                 "r1.txt -i a.txt b_x.txt -m bleu chrf --paired-bs -f text --paired-bs-n 200",
                 "r1.txt -i a.txt b_x.txt a.txt --paired-bs -pbsn 200",
                 "r1.txt r2.txt -i a.txt b_x.txt -m bleu chrf --paired-ar -parn 300 -f latex",
             })
            QTest::newRow(line) << QString::fromLatin1(line);
    }
    void sameOutput()
    {
        QFETCH(QString, line);
        const QStringList arguments = line.split(QLatin1Char(' '));
        const Output theirs =
            run(QStringLiteral(PALIMPSEST_PYTHON),
                QStringList{QStringLiteral("-m"), QStringLiteral("sacrebleu")} + arguments);
        QVERIFY2(theirs.code == 0, theirs.err);
        const Output own = ours(arguments);
        QVERIFY2(own.code == 0, own.err);
        QVERIFY(!own.out.isEmpty());
        QCOMPARE(QString::fromUtf8(own.out), QString::fromUtf8(theirs.out));
    }

    /// References after -r, and a model without a name in sacreBLEU: the same figure as
    /// flores200's, with a tag of our own.
    void ownOptions()
    {
        const QByteArray byPosition =
            ours({QStringLiteral("r1.txt"), QStringLiteral("-i"), QStringLiteral("a.txt")}).out;
        QCOMPARE(ours({QStringLiteral("-i"), QStringLiteral("a.txt"), QStringLiteral("-r"),
                       QStringLiteral("r1.txt")})
                     .out,
                 byPosition);
        const auto line = [&](const QString& option, const QString& value) {
            return QString::fromUtf8(
                ours({QStringLiteral("r1.txt"), QStringLiteral("-i"), QStringLiteral("a.txt"),
                      QStringLiteral("-f"), QStringLiteral("text"), QStringLiteral("-w"),
                      QStringLiteral("6"), option, value})
                    .out);
        };
        QString named = line(QStringLiteral("-tok"), QStringLiteral("flores200"));
        const QString given = line(QStringLiteral("--spm-model"), QStringLiteral("small.model"));
        const auto tag =
            QRegularExpression(QStringLiteral("tok:(spm-[0-9a-f]{8})\\|")).match(given);
        QVERIFY2(tag.hasMatch(), given.toUtf8());
        QCOMPARE(given, named.replace(QStringLiteral("flores200"), tag.captured(1)));
    }

    void badInput_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("says");
        const auto add = [](const char* line, const char* says) {
            QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(says);
        };
        add("-i a.txt", "There is no reference");
        add("r1.txt -i short.txt", "aligned line by line");
        add("r1.txt -i latin.txt", "latin.txt is not valid UTF-8");
        add("empty.txt -i empty.txt", "has no lines");
        add("r1.txt -i missing.txt", "missing.txt cannot be opened");
        add("r1.txt -i a.txt -m meteor", "meteor");
        add("r1.txt -i a.txt -tok zh", "zh");
        add("r1.txt -i a.txt --paired-bs", "several systems");
        add("r1.txt -i a.txt b_x.txt --confidence", "--paired-bs");
        add("r1.txt -i a.txt b_x.txt --paired-bs -pbsn 0", "at least 1");
        add("r1.txt -i a.txt --nonsense", "nonsense");
        add("r1.txt -i a.txt -l en-zh", "target language zh");
        add("r1.txt -i a.txt -tok flores101", "--spm-model");
        add("r1.txt -i a.txt --spm-model a.txt", "not a SentencePiece model");
        add("r1.txt -i a.txt --spm-model small.model -tok 13a", "give one of them");
        add("r1.txt -i a.txt -m ter --ter-asian-support", "Asian support");
        add("-t wmt17 -l en-de -i a.txt", "wmt17");
        add("r1.txt -i a.txt -e latin-1", "UTF-8");
    }
    void badInput()
    {
        QFETCH(QString, line);
        QFETCH(QString, says);
        const Output own = ours(line.split(QLatin1Char(' ')));
        QCOMPARE(own.code, 2);
        QVERIFY2(QString::fromUtf8(own.err).contains(says), own.err);
        QVERIFY(own.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestScoreCommand)
#include "tst_score_command.moc"
