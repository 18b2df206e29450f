// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/atomic_file.h"
#include "engine/text/marian_vocabulary.h"
#include "tests/engine/text/text_fixture.h"

using namespace palimpsest;

namespace fs = std::filesystem;

class MarianVocabularyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsMarianVocabularies()
    {
        const TextFolder folder;
        const auto read = [&](const std::string& yaml, int size) {
            writeFileAtomically(folder.path() / "a.vocab.yml", yaml);
            return readMarianVocabulary(folder.path(), size, size - 1, 0).pieces;
        };
        const auto pieces = read("\"</s>\": 0\n'<unk>': 1\nplain: 2\n\"a: \\\"b\\x22\": 3\n"
                                 "'it''s': 4\n\"\\u2581der\": 5\n▁x: 6\n",
                                 8);
        QCOMPARE(pieces, (std::vector<std::string>{"<pad>", "<unk>", "plain", "</s>", "a: \"b\"",
                                                   "it's", "▁der", "▁x"}));
        const auto wrong = [&](const std::string& yaml, const char* named) {
            const std::string sentence = sentenceOf([&] { read(yaml, 5); });
            QVERIFY2(sentence.find(named) != std::string::npos, sentence.c_str());
            QVERIFY2(sentence.find("a.vocab.yml") != std::string::npos, sentence.c_str());
        };
        wrong("<unk>: 0\n</s>: 1\n", "</s>");
        wrong("</s>: 0\n<unk>: 1\n<pad>: 2\n", "<pad>");
        wrong("</s>: 0\n<unk>: 1\nx: 5\n", "\"x\"");
        wrong("</s>: 0\n<unk>: 1\nx: one\n", "x: one");
        wrong("</s>: 0\n<unk>: 1\nx: 1\n", "same id");
        fs::remove(folder.path() / "a.vocab.yml");
        const std::string none = sentenceOf([&] { readMarianVocabulary(folder.path(), 5, 4, 0); });
        QVERIFY2(none.find("vocab.yml") != std::string::npos, none.c_str());
    }
};

QTEST_GUILESS_MAIN(MarianVocabularyTest)
#include "tst_marian_vocabulary.moc"
