// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/canonical_json.h"
#include "engine/text/line_reader.h"
#include "engine/text/parallel_reader.h"
#include "tests/engine/text/text_fixture.h"

using namespace palimpsest;

namespace
{

std::string readError(const std::vector<std::filesystem::path>& files)
{
    return sentenceOf([&] { readAll(files); });
}

std::string contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::size_t filesBelow(const std::filesystem::path& folder)
{
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        count += entry.is_regular_file();
    return count;
}

} // namespace

class ParallelReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTwoPlainFiles()
    {
        const TextFolder folder;
        const auto pairs = readAll(
            {folder.write("a.de", "eins\nzwei\ndrei"), folder.write("a.en", "one\ntwo\nthree\n")});
        QCOMPARE(pairs.size(), std::size_t{3});
        QCOMPARE(pairs[2], std::pair(std::string("drei"), std::string("three")));
    }

    void dropsByteOrderMarkAndCarriageReturns()
    {
        const TextFolder folder;
        const auto pairs = readAll({folder.write("a.de", "\xEF\xBB\xBF"
                                                         "eins\r\nzwei\r\n"),
                                    folder.write("a.en", "one\ntwo\n")});
        QCOMPARE(pairs[0].first, std::string("eins"));
        QCOMPARE(pairs[1].first, std::string("zwei"));
    }

    void readsGzipAndLinesLongerThanTheBuffer()
    {
        const TextFolder folder;
        const std::string longLine(1'000'000, 'x');
        writeGzip(folder.path() / "a.de.gz", "kurz\n" + longLine + "\nEnde\n");
        const auto pairs =
            readAll({folder.path() / "a.de.gz", folder.write("a.en", "short\nlong\nend\n")});
        QCOMPARE(pairs.size(), std::size_t{3});
        QVERIFY(pairs[1].first == longLine);
        QCOMPARE(pairs[2].first, std::string("Ende"));
    }

    void readsTsv()
    {
        const TextFolder folder;
        const auto pairs = readAll({folder.write("a.tsv", "eins\tone\nzwei\ttwo\n")});
        QCOMPARE(pairs[1], std::pair(std::string("zwei"), std::string("two")));
        const auto none = readError({folder.write("b.tsv", "eins\tone\nzwei two\n")});
        QVERIFY2(contains(none, "b.tsv, line 2: no tab"), none.c_str());
        const auto many = readError({folder.write("c.tsv", "eins\tone\tuno\n")});
        QVERIFY2(contains(many, "c.tsv, line 1: more than one tab"), many.c_str());
    }

    void namesFileAndLineOfInvalidUtf8_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("Latin-1") << QByteArray("gr\xFC\xDF");
        QTest::newRow("overlong") << QByteArray("a\xC0\xAF");
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80");
        QTest::newRow("cut short") << QByteArray("Gr\xC3");
        QTest::newRow("beyond U+10FFFF") << QByteArray("\xF4\x90\x80\x80");
    }

    void namesFileAndLineOfInvalidUtf8()
    {
        QFETCH(const QByteArray, bytes);
        const TextFolder folder;
        const auto sentence =
            readError({folder.write("a.de", "grün\n" + bytes.toStdString() + "\n"),
                       folder.write("a.en", "green\nx\n")});
        QVERIFY2(contains(sentence, "a.de, line 2:"), sentence.c_str());
        QVERIFY2(contains(sentence, "not UTF-8"), sentence.c_str());
    }

    void namesDifferentLineCounts()
    {
        const TextFolder folder;
        const auto sentence = readError(
            {folder.write("a.de", "eins\nzwei\ndrei\nvier\n"), folder.write("a.en", "one\ntwo\n")});
        QVERIFY2(contains(sentence, "a.de has 4 lines but "), sentence.c_str());
        QVERIFY2(contains(sentence, "a.en has 2"), sentence.c_str());
    }

    void refusesEmptyMissingFolderAndSameFile()
    {
        const TextFolder folder;
        const auto text = folder.write("a.de", "eins\n");
        const auto empty = readError({folder.write("e.de", ""), folder.write("e.en", "")});
        QVERIFY2(contains(empty, "e.de is empty"), empty.c_str());
        const auto oneEmpty = readError({text, folder.write("e.en", "")});
        QVERIFY2(contains(oneEmpty, "e.en has 0"), oneEmpty.c_str());
        const auto missing = readError({text, folder.path() / "no.en"});
        QVERIFY2(contains(missing, "no.en does not exist"), missing.c_str());
        const auto directory = readError({folder.path(), text});
        QVERIFY2(contains(directory, "is a folder"), directory.c_str());
        std::filesystem::create_symlink(text, folder.path() / "link.en");
        const auto same = readError({text, folder.path() / "link.en"});
        QVERIFY2(contains(same, "same file"), same.c_str());
    }

    void namesTruncatedGzip()
    {
        const TextFolder folder;
        MadeUpText made(3);
        std::string text;
        for (int line = 0; line < 5000; ++line)
            text += made.sentence(3, 9) + "\n";
        writeGzip(folder.path() / "a.de.gz", text);
        std::filesystem::resize_file(folder.path() / "a.de.gz",
                                     std::filesystem::file_size(folder.path() / "a.de.gz") / 2);
        const auto sentence = readError({folder.path() / "a.de.gz", folder.write("a.en", text)});
        QVERIFY2(contains(sentence, "a.de.gz after line"), sentence.c_str());
    }

    void importCountsAndCopies()
    {
        const TextFolder folder;
        const auto source = folder.write("in.de", "\xEF\xBB\xBF"
                                                  "eins\r\n \xC2\xA0\nzwei\neins\ndrei\n");
        const auto target = folder.write("in.en", "one\nblank\ntwo\none\n\n");
        const Corpus corpus = importCorpus({source, target}, folder.path() / "study", "my text",
                                           Split::Train, "de", "en");
        QCOMPARE(corpus.pairs, std::int64_t{3});
        QCOMPARE(corpus.blank, std::int64_t{2});
        QCOMPARE(corpus.duplicates, std::int64_t{1});
        QCOMPARE(contentOf(folder.path() / "study" / corpus.source),
                 std::string("eins\nzwei\neins\n"));
        QCOMPARE(contentOf(folder.path() / "study" / corpus.target),
                 std::string("one\ntwo\none\n"));
        QCOMPARE(corpus.hash, sha256("eins\none\nzwei\ntwo\neins\none\n"));
        QCOMPARE(filesBelow(folder.path() / "study"), std::size_t{2});
    }

    void failedImportLeavesNothingAndKeepsTheOldText()
    {
        const TextFolder folder;
        const auto study = folder.path() / "study";
        const auto good = folder.write("in.en", "one\ntwo\n");
        const auto import = [&](const std::string& sourceText) {
            return importCorpus({folder.write("in.de", sourceText), good}, study, "d", Split::Dev,
                                "de", "en");
        };
        const Corpus corpus = import("eins\nzwei\n");
        QVERIFY(!sentenceOf([&] { import("eins\n\xFF\n"); }).empty());
        QCOMPARE(filesBelow(study), std::size_t{2});
        QCOMPARE(contentOf(study / corpus.source), std::string("eins\nzwei\n"));
        const auto same = sentenceOf([&] { import("one\ntwo\n"); });
        QVERIFY2(contains(same, "same text"), same.c_str());
        const auto blank = sentenceOf([&] { import("\n\n"); });
        QVERIFY2(contains(blank, "no text"), blank.c_str());
    }

    void findsOverlaps()
    {
        const TextFolder folder;
        const auto import = [&](const std::string& domain, Split split, const std::string& tsv) {
            return importCorpus({folder.write("in.tsv", tsv)}, folder.path(), domain, split, "de",
                                "en");
        };
        Domain news{"news", DomainRole::Old, {}, {}};
        news.splits[Split::Train] = import("news", Split::Train, "a\tA\nb\tB\nc\tC\nd\tD\n");
        news.splits[Split::Dev] = import("news", Split::Dev, "m\tM\na\tother\n");
        news.splits[Split::Test] = import("news", Split::Test, "x\tX\ny\tY\nb\tB\nm\tM\n");
        Domain music{"music", DomainRole::New, {}, {}};
        music.splits[Split::Train] = import("music", Split::Train, "x\tX\ny\tother\nq\tQ\nq\tQ\n");
        music.splits[Split::Test] = import("music", Split::Test, "z\tZ\n");
        const auto overlaps = findOverlaps({news, music}, folder.path());
        const auto find = [&](Split split, const std::string& in, Split seenIn) {
            for (const Overlap& overlap : overlaps) {
                if (overlap.domain == "news" && overlap.split == split &&
                    overlap.trainDomain == in && overlap.seenIn == seenIn)
                    return overlap;
            }
            return Overlap{};
        };
        QCOMPARE(overlaps.size(), std::size_t{4});
        const Overlap own = find(Split::Test, "news", Split::Train);
        QCOMPARE(own.pairs, std::int64_t{1});
        QCOMPARE(own.of, std::int64_t{4});
        const Overlap across = find(Split::Test, "music", Split::Train);
        QCOMPARE(across.pairs, std::int64_t{1});
        QCOMPARE(across.sources, std::int64_t{2});
        const Overlap dev = find(Split::Dev, "news", Split::Train);
        QCOMPARE(dev.pairs, std::int64_t{0});
        QCOMPARE(dev.sources, std::int64_t{1});
        QCOMPARE(find(Split::Test, "news", Split::Dev).pairs, std::int64_t{1});
        QCOMPARE(QString::fromStdString(describe(across)).left(76),
                 QString("2 of 4 test segments of \"news\" also occur in the training text of "
                         "\"music\" (1"));
    }
};

QTEST_GUILESS_MAIN(ParallelReaderTest)
#include "tst_parallel_reader.moc"
