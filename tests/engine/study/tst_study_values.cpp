// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <limits>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/device_slot.h"
#include "engine/study/error.h"
#include "engine/study/model_options.h"
#include "engine/study/sealed_json.h"
#include "engine/study/strategy_spec.h"
#include "engine/study/study_layout.h"

using namespace palimpsest;

/// Canonical JSON, hashes, device slots, paths, presets and the strategy catalogue.
class TestStudyValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void canonicalTextIsUnique()
    {
        const auto a = nlohmann::json::parse(
            R"({"b": 1.0, "a": [0.1, -0.0, 1e3], "c": {"y": null, "x": true}})");
        QCOMPARE(canonicalJson(a),
                 std::string(R"({"a":[0.1,0,1000],"b":1,"c":{"x":true,"y":null}})"));
        QCOMPARE(canonicalJson(nlohmann::json::object()), std::string("{}"));
        QCOMPARE(canonicalJson(nlohmann::json::array()), std::string("[]"));
        QCOMPARE(canonicalJson(18446744073709551615ULL), std::string("18446744073709551615"));
        QCOMPARE(identityOf({{"x", 1}}), identityOf({{"x", 1.0}}));
        QVERIFY(identityOf({{"x", 1}}) != identityOf({{"x", "1"}}));
    }

    void canonicalTextRejectsWhatHasNoText()
    {
        QVERIFY_THROWS_EXCEPTION(BadInput, canonicalJson(std::numeric_limits<double>::quiet_NaN()));
        QVERIFY_THROWS_EXCEPTION(BadInput,
                                 canonicalJson({{"x", std::numeric_limits<double>::infinity()}}));
        QVERIFY_THROWS_EXCEPTION(BadInput, canonicalJson("\xff"));
    }

    /// Comparing a seal walks the value recursively: a stranger's nesting must not fill the stack.
    void sealedFilesAreNotNestedWithoutEnd()
    {
        const QTemporaryDir folder;
        const auto path = folder.filePath("model.json");
        const auto nested = [&](int depth) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(R"({"a":)" + QByteArray(depth, '[') + QByteArray(depth, ']') + "}");
        };
        nested(100);
        QVERIFY(readSealedJson(path.toStdString(), "copy it again").contains("a"));
        nested(200000);
        try {
            readSealedJson(path.toStdString(), "copy it again");
            QFAIL("a value nested 200000 deep was taken");
        } catch (const BadInput& error) {
            const QString sentence = error.what();
            QVERIFY2(sentence.contains("model.json") && sentence.contains("nested too deeply"),
                     error.what());
        }
    }

    /// Every flipped bit is found; without a seal pass only objects that never had one.
    void noBitOfASealedFileMayBeAnother()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("facts.json").toStdString();
        writeSealedJson(path, {{"vocabulary", 600}, {"of", std::string(64, 'a')}});
        const std::string sound = readFile(path);
        QVERIFY(readSealedJson(path, "train it again").contains("of"));
        const auto facts = nlohmann::json::parse(sound);
        for (std::size_t bit = 0; bit < 8 * sound.size(); ++bit) {
            std::string bad = sound;
            bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
            const auto read = nlohmann::json::parse(bad, nullptr, false);
            if (!read.is_discarded() && read == facts) // another blank between the facts
                continue;
            std::ofstream(path) << bad;
            QVERIFY_THROWS_EXCEPTION(BadInput, readSealedJson(path, "train it again"));
        }
        std::ofstream(path) << nlohmann::json{{"of", std::string(64, 'a')}}.dump();
        QVERIFY(readSealedJson(path, "train it again").contains("of"));
    }

    void hashesEqualSha256sum()
    {
        QCOMPARE(sha256("abc"),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QTemporaryDir folder;
        const QString path = folder.filePath("large");
        QByteArray content; // longer than one block of the reader
        for (int i = 0; i < 300000; ++i)
            content += static_cast<char>((i * 31) % 251);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        QProcess tool;
        tool.start("sha256sum", {path});
        QVERIFY(tool.waitForFinished());
        const std::string expected = tool.readAllStandardOutput().left(64).toStdString();
        QCOMPARE(sha256File(path.toStdString()), expected);
        QCOMPARE(sha256(content.toStdString()), expected);
        QVERIFY_THROWS_EXCEPTION(BadInput, sha256File(folder.filePath("absent").toStdString()));
        QVERIFY_THROWS_EXCEPTION(BadInput, sha256File(folder.path().toStdString()));
    }

    void deviceSlots()
    {
        QVERIFY(parseDeviceSlots("cpu:2x1") == (std::vector<DeviceSlot>{{"cpu", 1}, {"cpu", 1}}));
        QVERIFY(parseDeviceSlots("cuda:1") == (std::vector<DeviceSlot>{{"cuda:1", 1}}));
        QVERIFY(parseDeviceSlots("cuda:0x2,cpu:1x3") ==
                (std::vector<DeviceSlot>{{"cuda:0", 1}, {"cuda:0", 1}, {"cpu", 3}}));
        for (const char* wrong :
             {"", "cpu:0x1", "cpu:2x0", "gpu:0", "cpu:2x1,", "cuda:x2", "cpu:-1", "cpu 2"}) {
            try {
                parseDeviceSlots(wrong);
                QFAIL(wrong);
            } catch (const BadInput& error) {
                QVERIFY(std::string(error.what()).find("cpu:2x1") != std::string::npos);
            }
        }
    }

    void domainsHaveFoldersOfTheirOwn()
    {
        QCOMPARE(StudyLayout::corpusFile("news", Split::Dev, "de"),
                 std::string("corpora/news/dev.de"));
        const std::string spaced = StudyLayout::corpusFile("man pages", Split::Dev, "de");
        QVERIFY(spaced != StudyLayout::corpusFile("man_pages", Split::Dev, "de"));
        QVERIFY(spaced != StudyLayout::corpusFile("man.pages", Split::Dev, "de"));
        for (const char* nasty : {"..", "../x", "a/b", "", ".hidden", "\xc3\xa4"}) {
            const std::string path = StudyLayout::corpusFile(nasty, Split::Test, "en");
            QCOMPARE(std::count(path.begin(), path.end(), '/'), 2);
            QVERIFY(path.find("/.") == std::string::npos);
        }
        QCOMPARE(StudyLayout::modelFolder(std::string(64, 'a')), "models/" + std::string(12, 'a'));
    }

    /// Paths out of a stranger's study stay in its folder.
    void pathsDoNotLeaveTheStudy()
    {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString() + "/study";
        const std::filesystem::path elsewhere = folder.path().toStdString() + "/elsewhere";
        std::filesystem::create_directories(root / "runs");
        std::filesystem::create_directories(elsewhere / "aaaa");
        const StudyLayout layout(root);
        QCOMPARE(layout.absolute("models/abc"), root / "models/abc");
        QCOMPARE(layout.run("abc-1"), root / "runs/abc-1");
        for (const char* outside : {"../elsewhere", "models/../../elsewhere", "/etc", "..", "a/.."})
            QVERIFY_THROWS_EXCEPTION(BadInput, layout.absolute(outside));
        for (const char* outside : {"..", "../../elsewhere", "../runs/x"})
            QVERIFY_THROWS_EXCEPTION(BadInput, layout.run(outside));
        std::filesystem::create_symlink(elsewhere, root / "runs/link");
        QVERIFY_THROWS_EXCEPTION(BadInput, layout.run("link"));
        QVERIFY_THROWS_EXCEPTION(BadInput, layout.absolute("runs/link/aaaa"));
        std::filesystem::create_symlink(elsewhere, root / "models"); // where there is room
        QCOMPARE(layout.absolute("models/aaaa"), root / "models/aaaa");
    }

    void presetsHaveTheirSizes()
    {
        const auto near = [](std::int64_t count, double millions) {
            return std::abs(static_cast<double>(count) / 1e6 - millions) < 0.1 * millions;
        };
        QVERIFY(near(parameterCount(modelPreset("tiny"), 3000), 3.1));
        QVERIFY(near(parameterCount(modelPreset("small"), 8000), 7.6));
        QVERIFY(near(parameterCount(modelPreset("base"), 32000),
                     60.5)); // Vaswani et al. 2017: 65 M at 37,000
        for (const std::string& name : modelPresetNames())
            validate(modelPreset(name));
        QVERIFY_THROWS_EXCEPTION(BadInput, modelPreset("huge"));
    }

    void parametersAreCountedByHand()
    {
        ModelOptions options;
        options.dModel = 8;
        options.heads = 2;
        options.feedForward = 16;
        options.encoderLayers = 1;
        options.decoderLayers = 1;
        // attention: 4 (8·8 + 8) = 288; feed-forward: 2·8·16 + 16 + 8 = 280; a LayerNorm: 16
        const std::int64_t encoder = 288 + 280 + 2 * 16;
        const std::int64_t decoder = 2 * 288 + 280 + 3 * 16;
        QCOMPARE(parameterCount(options, 100), 100 * 8 + encoder + decoder + 2 * 16);
        options.norm = NormPlacement::Post;
        QCOMPARE(parameterCount(options, 100), 100 * 8 + encoder + decoder);
        options.tiedEmbeddings = false;
        QCOMPARE(parameterCount(options, 100), 3 * 100 * 8 + encoder + decoder);
    }

    void strategiesAreCompleted()
    {
        const StrategySpec both = completed(
            {"", true, {{"ewc", {{"lambda", 0.1}}}, {"mixing", nlohmann::json::object()}}});
        QCOMPARE(both.name, std::string("ewc+mixing"));
        QVERIFY(both.parameter("ewc", "scale") == nlohmann::json("raw"));
        QVERIFY(both.parameter("ewc", "factor") == nlohmann::json(0.5));
        QVERIFY(both.parameter("mixing", "ratio") == nlohmann::json(1.0));
        QVERIFY(both.parameter("mixing", "lambda").is_null());
        QVERIFY(neededImportance(both, {}).has_value());
        QCOMPARE(parameterLabel(both), std::string("1:1 λ=0.1"));
        StrategySpec slow = both;
        slow.training = {{"updates", 500.0}, {"learningRate", 3e-5}};
        QCOMPARE(parameterLabel(completed(slow)), std::string("1:1 λ=0.1 lr=3e-5 updates=500"));
        QVERIFY(slow.parameter("training", "updates") == nlohmann::json(500));
        QVERIFY(both.parameter("training", "updates").is_null());
        QVERIFY(completed(both) == both);

        const StrategySpec plain = completed({"", true, {}});
        QCOMPARE(plain.name, std::string("fine-tuning"));
        QVERIFY(!neededImportance(plain, {}).has_value());
        QCOMPARE(parameterLabel(plain), std::string());
        QCOMPARE(completed({"", false, {}}).name, std::string("baseline"));
        QCOMPARE(parameterLabel(completed({"", true, {{"ewc", {{"lambda", 1e-5}}}}})),
                 std::string("λ=1e-5"));
    }

    void wrongStrategiesAreNamed_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("said");
        QTest::newRow("kind") << R"({"parts":[{"kind":"ewk"}]})" << "ewk";
        QTest::newRow("parameter")
            << R"({"parts":[{"kind":"ewc","parameters":{"lamda":1}}]})" << "ewc.lamda";
        QTest::newRow("range") << R"({"parts":[{"kind":"ewc","parameters":{"lambda":-1}}]})"
                               << "ewc.lambda";
        QTest::newRow("type") << R"({"parts":[{"kind":"mixing","parameters":{"ratio":"x"}}]})"
                              << "mixing.ratio";
        QTest::newRow("choice") << R"({"parts":[{"kind":"ewc","parameters":{"scale":"log"}}]})"
                                << "normalised";
        QTest::newRow("above the range")
            << R"({"parts":[{"kind":"interpolation","parameters":{"share":1.5}}]})" << "at most 1";
        QTest::newRow("fraction") << R"({"parts":[{"kind":"lora","parameters":{"rank":2.5}}]})"
                                  << "whole number";
        QTest::newRow("both choose the text")
            << R"({"parts":[{"kind":"mixing"},{"kind":"oversampling"}]})" << "together";
        QTest::newRow("both choose what is trained")
            << R"({"parts":[{"kind":"lora"},{"kind":"freezing"}]})" << "together";
        QTest::newRow("two importances")
            << R"({"parts":[{"kind":"mas"},{"kind":"fisher-merging"}]})" << "together";
        QTest::newRow("projection of what does not train")
            << R"({"parts":[{"kind":"gradient-projection"},{"kind":"lora"}]})" << "together";
        QTest::newRow("twice") << R"({"parts":[{"kind":"ewc"},{"kind":"ewc"}]})" << "twice";
        QTest::newRow("idle") << R"({"adapts":false,"parts":[{"kind":"ewc"}]})" << "unadapted";
    }
    void wrongStrategiesAreNamed()
    {
        QFETCH(QString, json);
        QFETCH(QString, said);
        try {
            completed(nlohmann::json::parse(json.toStdString()).get<StrategySpec>());
            QFAIL("accepted");
        } catch (const BadInput& error) {
            QVERIFY2(QString(error.what()).contains(said), error.what());
        }
    }
};

QTEST_APPLESS_MAIN(TestStudyValues)
#include "tst_study_values.moc"
