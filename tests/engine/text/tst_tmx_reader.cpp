// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/text/text_fixture.h"

using namespace palimpsest;

namespace
{

Pairs readMemory(const std::filesystem::path& file, const std::string& source = "de",
                 const std::string& target = "en")
{
    return readAll({file}, {source, target});
}

/// A unit with two segments of the given XML.
std::string unit(const std::string& source, const std::string& target,
                 const std::string& sourceLanguage = "de", const std::string& targetLanguage = "en")
{
    return "<tu>\n<tuv xml:lang=\"" + sourceLanguage + "\"><seg>" + source +
           "</seg></tuv>\n<tuv xml:lang=\"" + targetLanguage + "\"><seg>" + target +
           "</seg></tuv>\n</tu>\n";
}

std::string memory(const std::string& units)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n"
           "<tmx version=\"1.4\">\n<header creationtool=\"x\" srclang=\"de\" "
           "segtype=\"sentence\"/>\n"
           "<body>\n" +
           units + "</body>\n</tmx>\n";
}

std::string utf16(const std::u16string& text)
{
    std::string bytes = "\xFF\xFE";
    for (const char16_t c : text) {
        bytes += static_cast<char>(c & 0xFF);
        bytes += static_cast<char>(c >> 8);
    }
    return bytes;
}

} // namespace

class TmxReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsUnitsInEitherOrderAndOfRegions()
    {
        const TextFolder folder;
        const auto file = folder.write(
            "a.tmx", memory(unit("eins", "one") + unit("two", "zwei", "EN-us", "de_AT") +
                            unit("drei", "trois", "de", "fr") +
                            "<tu><note>x</note><tuv lang=\"DE\"><seg>vier</seg></tuv>"
                            "<tuv lang=\"fr\"><seg>quatre</seg></tuv>"
                            "<tuv lang=\"en\"><seg>four</seg></tuv></tu>"));
        QCOMPARE(readMemory(file), (Pairs{{"eins", "one"}, {"zwei", "two"}, {"vier", "four"}}));
        QCOMPARE(readMemory(file, "fr", "de"), (Pairs{{"trois", "drei"}, {"quatre", "vier"}}));
        QCOMPARE(readMemory(file, "de-AT", "en").size(), std::size_t{3});
    }

    void keepsTextAndLeavesOutCodes()
    {
        const TextFolder folder;
        const auto file = folder.write(
            "a.tmx",
            memory(unit("Ein <bpt i=\"1\">&lt;b&gt;<sub>title</sub></bpt>fettes<ept "
                        "i=\"1\">&lt;/b&gt;</ept> <hi>Wort</hi><ph x=\"1\"/>.",
                        "A bold <hi type=\"x\">word <it pos=\"begin\">{</it>here</hi>.") +
                   unit("  Tom &amp; J&#xE9;r\xC3\xB4me\n\t sagen\n<![CDATA[a < b]]> ", "x")));
        QCOMPARE(readMemory(file), (Pairs{{"Ein fettes Wort.", "A bold word here."},
                                          {"Tom & J\xC3\xA9r\xC3\xB4me sagen a < b", "x"}}));
    }

    void readsUtf16AndGzip()
    {
        const TextFolder folder;
        const auto wide = folder.write(
            "a.tmx",
            utf16(u"<?xml version=\"1.0\" encoding=\"UTF-16\"?><tmx version=\"1.4\"><body><tu>"
                  u"<tuv xml:lang=\"de\"><seg>\u00C4pfel \U0001F34E</seg></tuv>"
                  u"<tuv xml:lang=\"en\"><seg>apples</seg></tuv></tu></body></tmx>"));
        QCOMPARE(readMemory(wide), (Pairs{{"\xC3\x84pfel \xF0\x9F\x8D\x8E", "apples"}}));

        std::string many;
        for (int i = 0; i < 20'000; ++i) // more than one chunk
            many += unit("s" + std::to_string(i), "t" + std::to_string(i));
        const auto packed = folder.path() / "b.TMX.gz";
        writeGzip(packed, memory(many));
        const Pairs pairs = readMemory(packed);
        QCOMPARE(pairs.size(), std::size_t{20'000});
        QCOMPARE(pairs.back(), std::pair(std::string("s19999"), std::string("t19999")));

        const auto whole = std::filesystem::file_size(packed);
        std::filesystem::resize_file(packed, whole / 2);
        QVERIFY(contains(sentenceOf([&] { readMemory(packed); }), "b.TMX.gz, line "));
    }

    void damageIsNamedByLine_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("sentence");
        QTest::newRow("not closed")
            << memory(unit("a <b>", "c")) << std::string(", line 7: damaged XML (mismatched tag)");
        QTest::newRow("cut") << memory(unit("a", "b")).substr(0, 200)
                             << std::string("damaged XML (unclosed token)");
        QTest::newRow("plain text")
            << std::string("eins\nzwei\n") << std::string(", line 1: damaged XML");
        QTest::newRow("other XML")
            << std::string("<html><body/></html>")
            << std::string(", line 1: the file begins with <html>, not <tmx>");
        QTest::newRow("empty") << std::string() << std::string("damaged XML (no element found)");
        QTest::newRow("other languages")
            << memory(unit("un", "uno", "fr", "it"))
            << std::string("has segments in both \"de\" and \"en\": it holds fr, it;");
        QTest::newRow("one side only") << memory("<tu><tuv xml:lang=\"de\"><seg>a</seg></tuv></tu>")
                                       << std::string("it holds de;");
        QTest::newRow("endless segment") << memory(unit(std::string(1'100'000, 'x'), "y"))
                                         << std::string("line 7: a segment of more than 1 MiB");
    }
    void damageIsNamedByLine()
    {
        QFETCH(std::string, text);
        QFETCH(std::string, sentence);
        const TextFolder folder;
        const std::string said = sentenceOf([&] { readMemory(folder.write("a.tmx", text)); });
        QVERIFY2(contains(said, "a.tmx") && contains(said, sentence), said.c_str());
    }

    void entitiesNeitherGrowNorReachOut()
    {
        const TextFolder folder;
        folder.write("secret", "secret");
        const std::string outside = "<!DOCTYPE tmx [<!ENTITY e SYSTEM \"" +
                                    (folder.path() / "secret").string() +
                                    "\">]>"
                                    "<tmx><body>" +
                                    unit("a &e; b", "c") + "</body></tmx>";
        const std::string said = sentenceOf(
            [&] { QCOMPARE(readMemory(folder.write("a.tmx", outside)), (Pairs{{"a b", "c"}})); });
        QCOMPARE(said, std::string());

        std::string grown = "<!DOCTYPE tmx [<!ENTITY a0 \"aaaaaaaaaa\">";
        for (int i = 1; i < 12; ++i) {
            grown += "<!ENTITY a" + std::to_string(i) + " \"";
            for (int k = 0; k < 10; ++k)
                grown += "&a" + std::to_string(i - 1) + ";";
            grown += "\">";
        }
        grown += "]><tmx><body>" + unit("&a11;", "c") + "</body></tmx>";
        QVERIFY(!sentenceOf([&] { readMemory(folder.write("b.tmx", grown)); }).empty());
    }

    void becomesCorpora()
    {
        const TextFolder folder;
        const auto file = folder.write("a.tmx", memory(unit("eins", "one") + unit("", "empty")));
        const Corpus corpus =
            importCorpus({file}, folder.path() / "study", "law", Split::Train, "de", "en");
        QCOMPARE(corpus.pairs, std::int64_t{1});
        QCOMPARE(corpus.blank, std::int64_t{1});
        std::ifstream kept(folder.path() / "study" / corpus.target);
        std::string line;
        QVERIFY(std::getline(kept, line));
        QCOMPARE(line, std::string("one"));
        QVERIFY(contains(sentenceOf([&] {
                             importCorpus({file, file}, folder.path() / "study", "law",
                                          Split::Train, "de", "en");
                         }),
                         "holds both languages; give it alone"));
    }
};

QTEST_GUILESS_MAIN(TmxReaderTest)
#include "tst_tmx_reader.moc"
