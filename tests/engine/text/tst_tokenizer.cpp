// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include "engine/study/canonical_json.h"
#include "tests/engine/text/text_fixture.h"

using namespace palimpsest;

namespace
{

/// What Python's SentencePiece makes of the lines, with the same model.
QJsonObject referenceOf(const std::filesystem::path& model, const std::vector<std::string>& lines)
{
    QProcess python;
    python.start(PALIMPSEST_PYTHON, {PALIMPSEST_SOURCE_DIR "/tests/engine/text/encode_reference.py",
                                     QString::fromStdString(model.string())});
    QJsonArray input;
    for (const std::string& line : lines)
        input.append(QString::fromStdString(line));
    python.write(QJsonDocument(input).toJson());
    python.closeWriteChannel();
    if (!python.waitForFinished(60000) || python.exitCode() != 0)
        qFatal("%s", python.readAllStandardError().constData());
    return QJsonDocument::fromJson(python.readAllStandardOutput()).object();
}

} // namespace

class TokenizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodesAsTheReference_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("unigram") << static_cast<int>(TokenizerKind::Unigram);
        QTest::newRow("bpe") << static_cast<int>(TokenizerKind::Bpe);
    }

    void encodesAsTheReference()
    {
        QFETCH(const int, kind);
        const TextFolder folder;
        const Tokenizer tokenizer = makeTokenizer(folder, static_cast<TokenizerKind>(kind));
        QCOMPARE(tokenizer.vocabularySize(), 600);
        std::vector<std::string> lines = {"",
                                          "  ",
                                          "ka lo mi",
                                          "ｆｕｌｌ ﬁ ①",
                                          "日本語 😀",
                                          "a\u00a0b\u202fc",
                                          "</s> <s> <pad>",
                                          "x\u200by \\ \""};
        MadeUpText made(11);
        for (int line = 0; line < 200; ++line)
            lines.push_back(made.sentence(1, 40));
        const auto model = folder.path() / "tokenizer" / "tokenizer.model";
        const QJsonObject reference = referenceOf(model, lines);
        QCOMPARE(reference["special"].toArray(), QJsonArray({0, 1, 2, 3}));
        for (std::size_t line = 0; line < lines.size(); ++line) {
            const auto ids = tokenizer.encode(lines[line], TextSide::Source);
            QJsonArray array;
            for (const auto id : ids)
                array.append(id);
            const int row = static_cast<int>(line);
            QCOMPARE(array, reference["ids"].toArray()[row].toArray());
            QCOMPARE(QString::fromStdString(tokenizer.decode(ids)),
                     reference["text"].toArray()[row].toString());
        }
    }

    void byteFallbackLosesNothing()
    {
        const TextFolder folder;
        const Tokenizer tokenizer = makeTokenizer(folder);
        const std::string text = "日本語 ka 😀";
        auto ids = tokenizer.encode(text, TextSide::Target);
        QCOMPARE(tokenizer.decode(ids), text);
        ids.insert(ids.begin(), kBeginId);
        ids.push_back(kEndId);
        ids.push_back(kPadId);
        QCOMPARE(tokenizer.decode(ids), text);
        const auto outside = sentenceOf([&] { tokenizer.decode(std::vector{600}); });
        QVERIFY2(contains(outside, "600 is outside"), outside.c_str());
    }

    void smallTextLowersTheVocabulary_data() { encodesAsTheReference_data(); }

    void smallTextLowersTheVocabulary()
    {
        QFETCH(const int, kind);
        const TextFolder folder;
        TokenizerOptions options;
        options.kind = static_cast<TokenizerKind>(kind);
        const auto text = folder.write("t.txt", "\xEF\xBB\xBF"
                                                "the small text\r\nhas few words\r\n\r\n");
        const auto sentence = trainTokenizer(options, {text}, folder.path() / "tk");
        const Tokenizer tokenizer(folder.path() / "tk" / "tokenizer.model");
        QVERIFY(tokenizer.vocabularySize() < 8000);
        QVERIFY(tokenizer.vocabularySize() > 260);
        QVERIFY2(contains(sentence, std::to_string(tokenizer.vocabularySize()) + " pieces only"),
                 sentence.c_str());
        QCOMPARE(tokenizer.decode(tokenizer.encode("the few words", TextSide::Source)),
                 std::string("the few words"));
        QCOMPARE(tokenizer.hash(), sha256File((folder.path() / "tk" / "tokenizer.model").string()));
    }

    void samplingIsExactAndSeeded()
    {
        const TextFolder folder;
        std::string text;
        MadeUpText made(5);
        for (int line = 0; line < 4000; ++line)
            text += made.sentence(3, 9) + "\n";
        const auto file = folder.write("t.txt", text);
        const auto train = [&](std::uint64_t seed) {
            TokenizerOptions options;
            options.vocabulary = 400;
            options.maxSentences = 500;
            options.seed = seed;
            trainTokenizer(options, {file, file}, folder.path() / "tk");
            return Tokenizer(folder.path() / "tk" / "tokenizer.model").hash();
        };
        const auto first = train(1);
        QCOMPARE(train(1), first);
        QVERIFY(train(2) != first);
    }

    void namesWhatIsWrong()
    {
        const TextFolder folder;
        const auto load = [](const std::filesystem::path& file) {
            return sentenceOf([&] { const Tokenizer tokenizer(file); });
        };
        QVERIFY(contains(load(folder.path() / "none.model"), "none.model does not exist"));
        const auto damaged = load(folder.write("bad.model", "this is no model"));
        QVERIFY2(contains(damaged, "bad.model is not a SentencePiece model"), damaged.c_str());
        TokenizerOptions options;
        options.vocabulary = 300;
        const auto text =
            folder.write("t.txt", "abcdefghijklmnopqrstuvwxyz äöü ABCDEFGHIJKLMNOPQRSTUVWXYZ\n");
        const auto small =
            sentenceOf([&] { trainTokenizer(options, {text}, folder.path() / "tk"); });
        QVERIFY2(contains(small, "300 pieces is too small"), small.c_str());
        const auto blank = folder.write("blank.txt", "\n \n");
        const auto none =
            sentenceOf([&] { trainTokenizer(options, {blank}, folder.path() / "tk"); });
        QVERIFY2(contains(none, "no text"), none.c_str());
        QVERIFY(!std::filesystem::exists(folder.path() / "tk"));
    }
};

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tst_tokenizer.moc"
