// SPDX-License-Identifier: GPL-3.0-or-later
#include <numeric>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/text/text_profile.h"

using namespace palimpsest;

/// Lengths and doubtful pairs of texts whose words are known.
class TextProfileTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    TextProfile profile(const QStringList& source, const QStringList& target) const
    {
        const auto write = [&](const QString& name, const QStringList& lines) {
            QFile file(m_folder.filePath(name));
            if (!file.open(QIODevice::WriteOnly))
                qFatal("cannot write");
            file.write(lines.join(QLatin1Char('\n')).toUtf8() + '\n');
            return m_folder.filePath(name).toStdString();
        };
        return profileText(write("a", source), write("b", target));
    }
    static QString words(int count)
    {
        return QStringList(count, QStringLiteral("Wort")).join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void lengthsAreCountedInBins()
    {
        const TextProfile found = profile(
            {words(1), words(4), words(5), words(99), words(100), words(1000), "  two\twords  "},
            {words(2), words(4), words(9), words(95), words(100), words(700), "zwei Wörter"});
        QCOMPARE(found.pairs, 7);
        std::vector<std::int64_t> expected(TextProfile::kBins);
        expected[0] = 3;
        expected[1] = 1;
        expected[19] = 1;
        expected[20] = 2;
        QCOMPARE(found.source, expected);
        QCOMPARE(found.target, expected);
        QCOMPARE(lengthFacts(found)["source"].get<std::vector<std::int64_t>>(), expected);
    }

    void doubtfulPairsAreNamed_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("said");
        QTest::newRow("copied") << words(4) + " same" << words(4) + " same" << "same text";
        QTest::newRow("not aligned") << words(3) << words(10) << "threefold";
        QTest::newRow("numbers") << "12 - 34" << "12 – 34 a" << "without words";
        QTest::newRow("short ones may differ") << words(1) << words(5) + " x" << "";
        QTest::newRow("letters beyond ASCII") << "日本語" << "12 a" << "";
    }
    void doubtfulPairsAreNamed()
    {
        QFETCH(QString, source);
        QFETCH(QString, target);
        QFETCH(QString, said);
        QStringList a(199, words(6));
        QStringList b(199, words(6) + " x");
        a += {source, source};
        b += {target, target};
        const auto warnings = qualityWarnings(profile(a, b), "law"); // 2 of 201: just below 1 %
        QVERIFY(warnings.empty());
        a += source;
        b += target;
        const auto more = qualityWarnings(profile(a, b), "law"); // 3 of 202
        QCOMPARE(more.size(), said.isEmpty() ? std::size_t(0) : std::size_t(1));
        if (!said.isEmpty()) {
            const QString sentence = QString::fromStdString(more.front());
            QVERIFY2(sentence.contains(said), qPrintable(sentence));
            QVERIFY2(sentence.startsWith("1.5 % of") && sentence.contains("\"law\""),
                     qPrintable(sentence));
        }
    }

    void theTextOfTheTestsIsSound()
    {
        const auto file = [](const char* name) {
            return std::string(PALIMPSEST_TEST_DATA) + "/small/software/" + name;
        };
        const TextProfile found = profileText(file("train.de"), file("train.en"));
        QCOMPARE(found.pairs, 2000);
        QCOMPARE(std::accumulate(found.source.begin(), found.source.end(), std::int64_t(0)), 2000);
        QVERIFY(qualityWarnings(found, "software").empty());
    }
};

QTEST_GUILESS_MAIN(TextProfileTest)
#include "tst_text_profile.moc"
