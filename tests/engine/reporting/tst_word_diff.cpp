// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <random>

#include <QTest>

#include "engine/reporting/word_diff.h"

using namespace palimpsest;

namespace
{

using Words = std::vector<std::string_view>;

/// Length of a longest common subsequence by the textbook's table.
std::size_t commonLength(const Words& a, const Words& b)
{
    std::vector<std::vector<std::size_t>> best(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j)
            best[i][j] = a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1
                                              : std::max(best[i - 1][j], best[i][j - 1]);
    return best[a.size()][b.size()];
}

/// "same -removed +added", a part each.
std::string shown(const std::string& from, const std::string& to)
{
    std::string text;
    for (const DiffRun& run : diffRuns(from, to)) {
        if (run.blank)
            text += "_";
        text += run.kind == DiffPart::Kind::Same    ? run.text
                : run.kind == DiffPart::Kind::Added ? "{+" + run.text + "+}"
                                                    : "[-" + run.text + "-]";
    }
    return text;
}

} // namespace

class WordDiffTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// On random texts over few words, where many subsequences are as long: every word of both is
    /// covered once and in order, and as many stay as can.
    void isALongestCommonSubsequence()
    {
        std::mt19937 random(5);
        const Words alphabet = {"a", "b", "c", "d"};
        for (int round = 0; round < 3000; ++round) {
            Words from(random() % 15);
            Words to(random() % 15);
            for (Words* words : {&from, &to})
                for (std::string_view& word : *words)
                    word = alphabet[random() % (1 + random() % alphabet.size())];
            std::size_t fromAt = 0, toAt = 0, same = 0;
            std::optional<DiffPart::Kind> before;
            for (const DiffPart& part : wordDiff(from, to)) {
                QCOMPARE(part.fromBegin, fromAt);
                QCOMPARE(part.toBegin, toAt);
                fromAt = part.fromEnd;
                toAt = part.toEnd;
                QVERIFY(before != part.kind);
                QVERIFY(before != DiffPart::Kind::Added || part.kind == DiffPart::Kind::Same);
                before = part.kind;
                if (part.kind == DiffPart::Kind::Same) {
                    QVERIFY(std::equal(from.begin() + std::ptrdiff_t(part.fromBegin),
                                       from.begin() + std::ptrdiff_t(part.fromEnd),
                                       to.begin() + std::ptrdiff_t(part.toBegin),
                                       to.begin() + std::ptrdiff_t(part.toEnd)));
                    same += part.fromEnd - part.fromBegin;
                }
                QCOMPARE(part.kind == DiffPart::Kind::Added, part.fromBegin == part.fromEnd);
                QCOMPARE(part.kind == DiffPart::Kind::Removed, part.toBegin == part.toEnd);
            }
            QCOMPARE(fromAt, from.size());
            QCOMPARE(toAt, to.size());
            QCOMPARE(same, commonLength(from, to));
        }
    }

    void setsPunctuationApart()
    {
        QCOMPARE(
            diffWords(" (The  end), said he: 3.5 % — don't! "),
            (Words{"(", "The", "end", ")", ",", "said", "he", ":", "3.5", "%", "—", "don't", "!"}));
        QCOMPARE(diffWords("東京 へ"), (Words{"東", "京", "へ"}));
        QCOMPARE(diffWords(" \t"), Words{});
        QCOMPARE(diffWords("a\xff\xfe b").size(), std::size_t{2}); // invalid UTF-8 is no crash
    }

    void readsAsOneText()
    {
        QCOMPARE(shown("the old cat sat.", "the cat sat down."),
                 std::string("the_[-old-]_cat sat_{+down+}."));
        QCOMPARE(shown("", "all new"), std::string("{+all new+}"));
        QCOMPARE(shown("all gone", ""), std::string("[-all gone-]"));
        QCOMPARE(shown("same", "same"), std::string("same"));
        QCOMPARE(shown("", ""), std::string());
    }
};

QTEST_GUILESS_MAIN(WordDiffTest)
#include "tst_word_diff.moc"
