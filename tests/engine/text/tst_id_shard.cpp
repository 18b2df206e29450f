// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <malloc.h>

#include "engine/text/id_shard.h"
#include "engine/text/shard_format.h"
#include "tests/engine/text/text_fixture.h"
#include "tests/support/process_memory.h"

using namespace palimpsest;

namespace
{

constexpr int kMillion = 1'000'000;

std::vector<std::int32_t> closed(std::vector<std::int32_t> ids)
{
    ids.push_back(kEndId);
    return ids;
}

void flipByte(const std::filesystem::path& file, std::int64_t position)
{
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(position);
    const char byte = static_cast<char>(stream.get() ^ 0x10);
    stream.seekp(position);
    stream.put(byte);
}

std::string openError(const std::filesystem::path& file)
{
    return sentenceOf([&] { const IdShard shard(file); });
}

struct Encoded {
    TextFolder folder;
    Tokenizer tokenizer = makeTokenizer(folder);
    std::vector<std::string> source;
    std::vector<std::string> target;
    std::string tag;

    std::filesystem::path encode(int threads, const std::string& into,
                                 const LengthFilter& filter = {},
                                 const ProgressFunction& progress = {}) const
    {
        std::string sourceText;
        std::string targetText;
        for (const auto& line : source)
            sourceText += line + "\n";
        for (const auto& line : target)
            targetText += line + "\n";
        return encodeShard(folder.write("t.de", sourceText), folder.write("t.en", targetText),
                           "hash", tokenizer, filter, folder.path() / into, threads, progress, tag);
    }

    void fill(int pairs)
    {
        MadeUpText made(19);
        for (int pair = 0; pair < pairs; ++pair) {
            source.push_back(made.sentence(1, 20));
            target.push_back(made.sentence(1, 20));
        }
    }
};

std::string contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

class IdShardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatTheTokenizerMakes()
    {
        Encoded text;
        text.fill(5000);
        std::int64_t lastDone = 0;
        std::int64_t lastTotal = -1;
        const IdShard shard(text.encode(1, "shards", LengthFilter{1000, 1000},
                                        [&](std::int64_t done, std::int64_t total) {
                                            QVERIFY(done >= lastDone);
                                            lastDone = done;
                                            lastTotal = total;
                                        }));
        QCOMPARE(lastDone, lastTotal);
        QCOMPARE(shard.size(), std::int64_t{5000});
        std::int64_t sourcePieces = 0;
        std::size_t longest = 0;
        for (std::int64_t index = 0; index < shard.size(); ++index) {
            const EncodedPair pair = shard[index];
            const auto line = static_cast<std::size_t>(index);
            QVERIFY(std::ranges::equal(
                pair.source, closed(text.tokenizer.encode(text.source[line], TextSide::Source))));
            QVERIFY(std::ranges::equal(
                pair.target, closed(text.tokenizer.encode(text.target[line], TextSide::Target))));
            sourcePieces += static_cast<std::int64_t>(pair.source.size());
            longest = std::max(longest, pair.source.size() + pair.target.size());
        }
        QCOMPARE(shard.facts().sourcePieces, sourcePieces);
        QCOMPARE(shard.facts().longestPair, static_cast<std::int64_t>(longest));
    }

    void putsTheTagInFrontOfEverySource()
    {
        Encoded text;
        text.source = {"ka lo", "\u00a0", ">>fra<< mi re"};
        text.target = {"ton ba", "ka", "mi"};
        const auto plain = text.encode(1, "shards");
        text.tag = "music:";
        const auto withTags = text.encode(1, "shards");
        QVERIFY(plain != withTags);
        QCOMPARE(text.encode(1, "shards"), withTags);
        const IdShard shard(withTags);
        QCOMPARE(shard.facts().blank, std::int64_t{1}); // a tag alone is no sentence
        QCOMPARE(shard.size(), std::int64_t{2});
        const auto encoded = [&](const char* line) {
            return closed(text.tokenizer.encode(line, TextSide::Source));
        };
        QVERIFY(std::ranges::equal(shard[0].source, encoded("music: ka lo")));
        QVERIFY(std::ranges::equal(shard[1].source, encoded(">>fra<< music: mi re")));
        QVERIFY(std::ranges::equal(shard[0].target,
                                   closed(text.tokenizer.encode("ton ba", TextSide::Target))));
    }

    void countsWhatIsLeftOut()
    {
        Encoded text;
        const auto words = [](int count) {
            std::string line;
            for (int word = 0; word < count; ++word)
                line += "日"; // three byte pieces each
            return line;
        };
        text.source = {"ka lo", "\u00a0", words(80), words(30), "mi re"};
        text.target = {"ton ba", "ka", "ka lo mi ton ver", words(1), words(66)};
        const IdShard shard(text.encode(1, "shards"));
        QCOMPARE(shard.facts().blank, std::int64_t{1});
        QCOMPARE(shard.facts().overLong, std::int64_t{1});
        QCOMPARE(shard.facts().overRatio, std::int64_t{2});
        QCOMPARE(shard.facts().pairs, std::int64_t{1});
        QVERIFY(std::ranges::equal(shard[0].source,
                                   closed(text.tokenizer.encode("ka lo", TextSide::Source))));
        // Another filter is another shard.
        const IdShard loose(text.encode(1, "shards", LengthFilter{1000, 1000}));
        QCOMPARE(loose.size(), std::int64_t{4});
    }

    void doesNotDependOnThreadsAndIsKept()
    {
        Encoded text;
        text.fill(9000);
        const auto one = text.encode(1, "one");
        const auto three = text.encode(3, "three");
        QVERIFY(contentOf(one) == contentOf(three));
        QCOMPARE(one.filename(), three.filename());
        const auto written = std::filesystem::last_write_time(one);
        text.source.clear(); // would fail, were the text read again
        QCOMPARE(text.encode(1, "one"), one);
        QVERIFY(std::filesystem::last_write_time(one) == written);
        QCOMPARE(std::distance(std::filesystem::directory_iterator(text.folder.path() / "one"), {}),
                 1);
    }

    void namesDamage()
    {
        Encoded text;
        text.fill(100);
        const auto file = text.encode(1, "shards");
        const std::string whole = contentOf(file);
        const auto size = std::filesystem::file_size(file);
        for (std::int64_t position = 0; position < static_cast<std::int64_t>(sizeof(ShardHeader));
             ++position) {
            flipByte(file, position);
            const auto sentence = openError(file);
            QVERIFY2(contains(sentence, file.string()), qPrintable(QString::number(position)));
            flipByte(file, position);
        }
        QCOMPARE(openError(file), std::string());
        for (const std::uintmax_t cut :
             {size - 1, size / 2, std::uintmax_t{72}, std::uintmax_t{9}}) {
            std::filesystem::resize_file(file, cut);
            QVERIFY2(contains(openError(file), "truncated"), openError(file).c_str());
        }
        std::filesystem::remove(file);
        QVERIFY(contains(openError(file), "does not exist"));
        text.folder.write("shards/" + file.filename().string(), whole.substr(0, 1000));
        QCOMPARE(text.encode(1, "shards"), file); // made again in the place of the damaged one
        QVERIFY(contentOf(file) == whole);
        flipByte(file, static_cast<std::int64_t>(size) - 2);
        const auto damaged = sentenceOf([&] {
            const IdShard shard(file);
            (void)shard[99];
        });
        QVERIFY2(contains(damaged, "damaged at pair 100"), damaged.c_str());
    }

    /// A checksum keeps nobody from writing what he likes: sizes that overflow are not believed.
    void refusesCountsTheFileCannotHold_data()
    {
        QTest::addColumn<qint64>("pairs");
        QTest::addColumn<qint64>("sourcePieces");
        QTest::addColumn<qint64>("targetPieces");
        QTest::newRow("pairs that wrap around") << (qint64{1} << 60) << qint64{0} << qint64{0};
        QTest::newRow("negative pairs") << qint64{-1} << qint64{8} << qint64{0};
        QTest::newRow("negative pieces") << qint64{0} << qint64{-4} << qint64{4};
        QTest::newRow("pieces that wrap around")
            << qint64{0} << (qint64{1} << 62) << (qint64{1} << 62);
    }
    void refusesCountsTheFileCannotHold()
    {
        QFETCH(qint64, pairs);
        QFETCH(qint64, sourcePieces);
        QFETCH(qint64, targetPieces);
        ShardHeader header;
        header.pairs = pairs;
        header.sourcePieces = sourcePieces;
        header.targetPieces = targetPieces;
        header.checksum = header.computeChecksum();
        std::string bytes(reinterpret_cast<const char*>(&header), sizeof(header));
        bytes.append(8, '\0'); // what an empty shard has behind its header
        const TextFolder folder;
        const auto sentence = openError(folder.write("made-up.ids", bytes));
        QVERIFY2(contains(sentence, "made-up.ids is damaged: its header claims more"),
                 sentence.c_str());
    }

    void invalidTextLeavesNothingBehind()
    {
        Encoded text;
        text.fill(10000);
        text.target.back() = "\xFF";
        const auto sentence = sentenceOf([&] { text.encode(2, "shards"); });
        QVERIFY2(contains(sentence, "t.en, line 10000"), sentence.c_str());
        QVERIFY(std::filesystem::is_empty(text.folder.path() / "shards"));
    }

    // A corpus of 1 M pairs makes a shard of about 60 MB from 30 MB of text; the peak must not
    // follow them.
    void encodesAMillionPairsInBoundedMemory()
    {
        const TextFolder folder;
        const Tokenizer tokenizer = makeTokenizer(folder);
        {
            std::ofstream source(folder.path() / "m.de");
            std::ofstream target(folder.path() / "m.en");
            MadeUpText made(23);
            std::vector<std::string> lines(1009);
            for (auto& line : lines)
                line = made.sentence(1, 3) + "\n";
            for (std::size_t pair = 0; pair < kMillion; ++pair) {
                source << lines[pair % 1009];
                target << lines[pair * 7 % 1009];
            }
        }
        ::malloc_trim(0); // what the tokenizer's training freed must not serve as room
        std::ofstream("/proc/self/clear_refs") << "5"; // the peak starts again from here
        const std::int64_t before = processMemory("VmRSS");
        const IdShard shard(encodeShard(folder.path() / "m.de", folder.path() / "m.en", "million",
                                        tokenizer, {}, folder.path() / "shards", 1));
        const std::int64_t growth = processMemory("VmHWM") - before;
        QCOMPARE(shard.size(), std::int64_t{kMillion});
        const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(
            std::filesystem::directory_iterator(folder.path() / "shards")->path()));
        qInfo("shard %lld KiB, peak memory grew by %lld KiB", static_cast<long long>(bytes / 1024),
              static_cast<long long>(growth));
        QVERIFY(bytes > 40'000'000);
        QVERIFY2(growth < withSanitizer(12'000), qPrintable(QString::number(growth)));
        QVERIFY(std::ranges::equal(shard[kMillion - 1].target, shard[kMillion - 1 - 1009].target));
    }
};

QTEST_GUILESS_MAIN(IdShardTest)
#include "tst_id_shard.moc"
