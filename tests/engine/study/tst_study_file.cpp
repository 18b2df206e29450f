// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "engine/study/error.h"
#include "engine/study/study_file.h"
#include "tests/support/said_by.h"

using namespace palimpsest;

namespace
{

const char* kToml = R"([study]
name = "News and captions"
source = "de"
target = "en"

[[domain]]
name = "news"
role = "old"
train = ["news.de.gz", "news.en.gz"]
dev = "dev.tsv"
test = ["test.tsv"]

[[domain]]
name = "captions"
train = ["c.de", "c.en"]
dev = ["d.de", "d.en"]
test = ["t.de", "t.en"]
note = "CC BY"

[tokenizer]
vocabulary = 4000
[model]
preset = "tiny"
[base]
learningRate = 0.002
[training]
budget = {policy = "new-data-epochs", newDataEpochs = 2}
[fisher]
sentences = 500
[evaluation]
beam = 5
[sweep]
name = "grid"
seeds = [1, 2]
devices = "cpu:2x1"
strategies = [
  "baseline",
  "fine-tuning",
  {name = "ewc", lambda = [1, 0.1], scale = "normalised"},
  {name = "ewc+mixing", lambda = [1, 0.1], ratio = 1},
  {name = "replay", parts = ["mixing"], ratio = [10, 1]},
  {name = "l2", training = {learningRate = [1e-3, 1e-4], dropout = 0}},
]
)";

class Folder
{
public:
    std::filesystem::path write(const QString& name, const QByteArray& content)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return file.fileName().toStdString();
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

class TestStudyFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsToml()
    {
        Folder folder;
        const StudyFile file = readStudyFile(folder.write("study.toml", kToml));
        QCOMPARE(file.name, std::string("News and captions"));
        QCOMPARE(file.sourceLanguage, std::string("de"));
        QCOMPARE(file.domains.size(), std::size_t{2});
        QVERIFY(file.domains[0].role == DomainRole::Old);
        QVERIFY(file.domains[1].role == DomainRole::New);
        QCOMPARE(file.domains[0].files.at(Split::Train).size(), std::size_t{2});
        QCOMPARE(file.domains[0].files.at(Split::Dev), std::vector<std::string>{"dev.tsv"});
        const SweepSpec& sweep = file.sweep;
        QCOMPARE(sweep.base.tokenizer.vocabulary, 4000);
        QCOMPARE(sweep.base.model.dModel, modelPreset("tiny").dModel);
        QCOMPARE(sweep.base.training.learningRate, 0.002);
        QVERIFY(sweep.training.budget.policy == BudgetPolicy::NewDataEpochs);
        QCOMPARE(sweep.training.budget.updates, std::int64_t{0}); // no bound that nobody wrote
        QCOMPARE(sweep.fisher.sentences, 500);
        QCOMPARE(sweep.evaluation.beam, 5);
        QCOMPARE(sweep.strategies.size(), std::size_t{6});
        QVERIFY(!sweep.strategies[0].base.adapts);
        QVERIFY(sweep.strategies[1].base.parts.empty());
        QVERIFY(sweep.strategies[2].axes.at("ewc.lambda") == (std::vector<nlohmann::json>{1, 0.1}));
        QVERIFY(sweep.strategies[2].base.parameter("ewc", "scale") == nlohmann::json("normalised"));
        QVERIFY(sweep.strategies[3].base.parameter("mixing", "ratio") == nlohmann::json(1));
        QCOMPARE(sweep.strategies[4].base.name, std::string("replay"));
        QCOMPARE(sweep.strategies[4].axes.at("mixing.ratio").size(), std::size_t{2});
        QVERIFY(sweep.strategies[5].axes.at("training.learningRate") ==
                (std::vector<nlohmann::json>{1e-3, 1e-4}));
        QVERIFY(sweep.strategies[5].base.parameter("training", "dropout") == nlohmann::json(0));
    }

    void readsTheSameFromJson()
    {
        Folder folder;
        const char* json = R"({"study": {"name": "x", "source": "de", "target": "en"},
            "domain": [{"name": "news", "role": "old", "train": ["a","b"], "dev": "c", "test": "d"}],
            "sweep": {"strategies": ["baseline", {"name": "ewc", "lambda": [1, 0.1]}]}})";
        const StudyFile file = readStudyFile(folder.write("study.json", json));
        QCOMPARE(file.sweep.strategies[1].axes.at("ewc.lambda").size(), std::size_t{2});
        QCOMPARE(file.domains[0].files.at(Split::Test), std::vector<std::string>{"d"});
    }

    void mistakesAreFound_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("said");
        QTest::newRow("syntax") << "source = \"de\"" << "source = de" << 3 << "";
        QTest::newRow("section") << "[fisher]" << "[fischer]" << 0 << "\"fischer\"";
        QTest::newRow("field") << "vocabulary = 4000" << "vocabluary = 4000" << 21
                               << "\"tokenizer.vocabluary\"";
        QTest::newRow("type") << "beam = 5" << "beam = \"5\"" << 31 << "\"evaluation.beam\"";
        QTest::newRow("value") << "learningRate = 0.002" << "learningRate = -1" << 25
                               << "\"base.learningRate\"";
        QTest::newRow("strategy") << "{name = \"ewc\"," << "{name = \"ewk\"," << 39 << "ewk";
        QTest::newRow("parameter") << "ratio = 1}" << "ration = 1}" << 40 << "ration";
        QTest::newRow("range") << "lambda = [1, 0.1], scale" << "lambda = [1, -0.1], scale" << 39
                               << "lambda";
        QTest::newRow("ratio 0") << "ratio = [10, 1]" << "ratio = [10, 0]" << 41
                                 << "must be above 0";
        QTest::newRow("own option") << "dropout = 0" << "drop = 0" << 42 << "training.drop";
        QTest::newRow("own range")
            << "1e-4], dropout" << "-1], dropout" << 42 << "training.learningRate";
        QTest::newRow("own budget")
            << "dropout = 0" << "targetTokens = [9, 8]" << 42 << "new-data-epochs";
        QTest::newRow("tokens") << "newDataEpochs = 2" << "targetTokens = 0" << 27
                                << "\"training.budget.targetTokens\"";
        QTest::newRow("role") << "role = \"old\"" << "role = \"ancient\"" << 8
                              << "\"domain.0.role\"";
        QTest::newRow("split") << "dev = \"dev.tsv\"\n" << "\n" << 6 << "\"domain.0.dev\"";
        QTest::newRow("files") << "dev = \"dev.tsv\"" << "dev = [\"a\",\"b\",\"c\"]" << 10
                               << "\"domain.0.dev\"";
        QTest::newRow("twice") << "name = \"captions\"" << "name = \"news\"" << 14 << "\"news\"";
        QTest::newRow("date") << "beam = 5" << "beam = 2020-01-01" << 31 << "date";
        QTest::newRow("seeds") << "seeds = [1, 2]" << "seeds = [1, 1]" << 34 << "\"sweep.seeds\"";
        const QString beam = "beam = 5\n";
        QTest::newRow("letter outside quotes") << beam << beam + "ä = 1\n" << 32 << "saw 'ä'";
        QTest::newRow("search") << beam << beam + "[search]\nmethod = \"best\"\n"
                                << 33 << "\"search.method\"";
        QTest::newRow("searched values") << beam << beam + "[search]\nvalues = \"some\"\n"
                                         << 33 << "\"search.values\"";
        QTest::newRow("configurations") << beam << beam + "[search]\nconfigurations = 0\n"
                                        << 33 << "\"search.configurations\"";
        QTest::newRow("stopping") << beam << beam + "[stopping]\nafter = 1.5\n"
                                  << 33 << "\"stopping.after\"";
        QTest::newRow("sequence") << beam << beam + "[sequence]\ndomains = [\"captions\"]\n"
                                  << 33 << "at least two";
        QTest::newRow("decay") << beam << beam + "[sequence]\ndecay = 2\n"
                               << 33 << "\"sequence.decay\"";
    }
    void mistakesAreFound()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(int, line);
        QFETCH(QString, said);
        QString text = kToml;
        QVERIFY(text.contains(from));
        text.replace(from, to);
        Folder folder;
        const auto path = folder.write("study.toml", text.toUtf8());
        try {
            readStudyFile(path);
            QFAIL("accepted");
        } catch (const BadInput& error) {
            const QString sentence = error.what();
            QVERIFY2(sentence.contains("study.toml"), error.what());
            QVERIFY2(sentence.contains(said), error.what());
            if (line > 0)
                QVERIFY2(sentence.contains(QRegularExpression(QString("[Ll]ine %1\\b").arg(line))),
                         error.what());
        }
    }

    void brokenJsonNamesItsLine()
    {
        Folder folder;
        const auto path = folder.write("study.json", "{\n \"study\": {\n  \"name\": ,\n }\n}\n");
        try {
            readStudyFile(path);
            QFAIL("accepted");
        } catch (const BadInput& error) {
            QVERIFY2(QString(error.what()).contains("line 3"), error.what());
        }
    }

    void aNumberTooLargeForJsonNamesItsLine()
    {
        Folder folder;
        const auto path =
            folder.write("study.json", "{\n \"study\": {\n  \"name\": 1e999\n }\n}\n");
        const QString said = saidBy([&] { readStudyFile(path); });
        QVERIFY2(said.contains("line 3") && said.contains("1e999 is too large"), qPrintable(said));
    }

    void absentFileIsNamed()
    {
        try {
            readStudyFile("/nowhere/study.toml");
            QFAIL("accepted");
        } catch (const BadInput& error) {
            QVERIFY(QString(error.what()).contains("/nowhere/study.toml"));
        }
    }
};

QTEST_APPLESS_MAIN(TestStudyFile)
#include "tst_study_file.moc"
