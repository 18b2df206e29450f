// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/store/compression.h"
#include "engine/study/error.h"
#include "tests/support/process_memory.h"

using namespace palimpsest;

class TestCompression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesComeBack()
    {
        const std::vector<std::string> lines = {
            "", "ä λ \t\r", "", std::string(100000, 'x'), std::string("a\0b", 3), ""};
        QCOMPARE(unpackLines(packLines(lines), 6), lines);
        QCOMPARE(unpackLines(packLines({}), 0), std::vector<std::string>());
        QVERIFY(packLines(lines).size() < 1000);
        QVERIFY_THROWS_EXCEPTION(BadInput, packLines({"a\nb"}));
        QVERIFY_THROWS_EXCEPTION(BadInput, unpackLines(packLines(lines), 5));
    }

    void rowsComeBackToTheLastBit()
    {
        const std::vector<std::vector<double>> rows = {{0.1, -0.0, 1e308}, {5e-324, 3, 1.0 / 3}};
        QCOMPARE(unpackRows(packRows(rows), 2, 3), rows);
        QCOMPARE(unpackRows(packRows({}), 0, 0), std::vector<std::vector<double>>());
        QVERIFY_THROWS_EXCEPTION(BadInput, packRows({{1}, {1, 2}}));
        QVERIFY_THROWS_EXCEPTION(BadInput, unpackRows(packRows(rows), 3, 3));
    }

    /// A stranger's frame asks for no more memory than any value of a study takes: this one is long
    /// enough to claim 20 GB by its length alone.
    void tooLargeAValueIsRefused()
    {
        QVERIFY_THROWS_EXCEPTION(BadInput,
                                 compressed(std::string((std::size_t{256} << 20) + 1, 'x')));
        for (const std::uint64_t claimed : {std::uint64_t{20} << 30, std::uint64_t{257} << 20}) {
            // Magic number, descriptor "8 bytes of content size, window follows", window, size.
            std::string frame("\x28\xb5\x2f\xfd\xc0\x58", 6);
            frame.append(reinterpret_cast<const char*>(&claimed), sizeof claimed);
            frame.resize(std::size_t{20} << 20, 'x');
            QVERIFY_THROWS_EXCEPTION(BadInput, decompressed(frame));
        }
        QVERIFY(processMemory("VmHWM") < withSanitizer(1'000'000));
    }

    void linesWithoutEndAreRefused()
    {
        const std::string empty = compressed(std::string(std::size_t{5} << 20, '\n'));
        QVERIFY_THROWS_EXCEPTION(BadInput, unpackLines(empty, 5 << 20));
        QVERIFY_THROWS_EXCEPTION(BadInput, unpackLines(empty, 1));
    }

    void damageIsFound()
    {
        std::string frame = packLines({"some text", "and more of it"});
        QVERIFY_THROWS_EXCEPTION(
            BadInput, unpackLines(std::string_view(frame).substr(0, frame.size() - 3), 2));
        frame[0] = 'x';
        QVERIFY_THROWS_EXCEPTION(BadInput, unpackLines(frame, 2));
        QVERIFY_THROWS_EXCEPTION(BadInput, decompressed(""));
    }
};

QTEST_APPLESS_MAIN(TestCompression)
#include "tst_compression.moc"
