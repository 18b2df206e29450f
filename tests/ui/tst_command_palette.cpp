// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QTest>

#include "tests/ui/page_bench.h"
#include "ui/dialogs/command_palette.h"
#include "ui/main_window.h"

using namespace palimpsest;

namespace
{

/// Best score of all ways to find the letters, tried one by one.
int bestOfAll(const QString& pattern, const QString& text, qsizetype i = 0, qsizetype last = -1)
{
    if (i == pattern.size())
        return 0;
    int best = -1;
    for (qsizetype j = last + 1; j < text.size(); ++j) {
        if (text[j].toLower() != pattern[i].toLower())
            continue;
        const int rest = bestOfAll(pattern, text, i + 1, j);
        if (rest < 0)
            continue;
        const bool word = j == 0 ||
                          (!text[j - 1].isLetterOrNumber() && text[j].isLetterOrNumber()) ||
                          (text[j - 1].isLower() && text[j].isUpper());
        best = std::max(best, rest + 16 + (word ? 20 : 0) + (i > 0 && j == last + 1 ? 24 : 0));
    }
    return best;
}

QStringList texts(const QAbstractItemModel& model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all += model.index(row, 0).data().toString();
    return all;
}

} // namespace

class CommandPaletteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lettersAreFoundInOrder()
    {
        QVERIFY(!fuzzyMatch("ba", "ab"));
        QVERIFY(!fuzzyMatch("abc", "ab"));
        QCOMPARE(fuzzyMatch("ns", "New sweep")->positions, (QList<int>{0, 4}));
        QCOMPARE(fuzzyMatch("N S", "new sweep")->positions, (QList<int>{0, 4}));
        QCOMPARE(fuzzyMatch("eep", "New sweep")->positions, (QList<int>{6, 7, 8}));
        QVERIFY(fuzzyMatch("", "anything")->positions.isEmpty());
        QVERIFY(fuzzyMatch("log", "Log")->score > fuzzyMatch("log", "Log of everything")->score);
    }

    void noBetterWayIsMissed()
    {
        std::mt19937 random(3);
        const QString letters = "abAB -";
        const auto word = [&](unsigned longest) {
            QString text;
            for (unsigned left = 1 + random() % longest; left > 0; --left)
                text += letters[static_cast<qsizetype>(random() % 6)];
            return text;
        };
        for (int round = 0; round < 3000; ++round) {
            const QString text = word(10);
            const QString pattern = word(4).remove(' ');
            if (pattern.isEmpty())
                continue;
            const int best = bestOfAll(pattern, text);
            const auto match = fuzzyMatch(pattern, text);
            QVERIFY2(match.has_value() == (best >= 0), qPrintable(pattern + " in " + text));
            if (!match)
                continue;
            QCOMPARE(match->score, best * 8 - static_cast<int>(text.size()));
            for (qsizetype i = 0; i < pattern.size(); ++i)
                QCOMPARE(text[match->positions[i]].toLower(), pattern[i].toLower());
        }
    }

    void theLatestComeFirst()
    {
        CommandPaletteModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCommands({{"a", "Alpha", {}, {}, {}, {}},
                           {"b", "Beta", {}, {}, {}, {}},
                           {"c", "Gamma", {}, {}, {}, {}}},
                          {"c", "gone", "b"});
        QCOMPARE(texts(model), (QStringList{"Gamma", "Beta", "Alpha"}));
        model.setPattern("al");
        QCOMPARE(texts(model), QStringList{"Alpha"});
        model.setPattern("a");
        QCOMPARE(texts(model).first(), QString("Alpha")); // the start of a word counts more
    }

    void theWindowIsDrivenByKeys()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        MainWindow window;
        QVERIFY(window.openStudy(bench.study()));
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const auto open = [&]() -> CommandPalette* {
            window.activateWindow(); // there is no window manager that would
            if (!QTest::qWaitForWindowActive(&window))
                return nullptr;
            QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
            auto* palette = child<CommandPalette>(&window, "commandPalette");
            return QTest::qWaitForWindowActive(palette) ? palette : nullptr;
        };
        const auto gone = [&] { return !window.findChild<CommandPalette*>("commandPalette"); };
        CommandPalette* palette = open();
        QVERIFY(palette);
        QTest::keyClicks(child<QLineEdit>(palette, "paletteFilter"), "curves");
        QTest::keyClick(child<QLineEdit>(palette, "paletteFilter"), Qt::Key_Return);
        const auto* pages = child<QListWidget>(&window, "navigation");
        QTRY_COMPARE(pages->currentItem()->data(Qt::UserRole).toString(), QString("curves"));
        QTRY_VERIFY(gone());

        palette = open(); // what was used last is first
        QVERIFY(palette);
        auto* list = child<QListView>(palette, "paletteList");
        QCOMPARE(list->currentIndex().data().toString(), QString("Curves"));
        QTest::keyClick(child<QLineEdit>(palette, "paletteFilter"), Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), 1);
        QTest::keyClick(child<QLineEdit>(palette, "paletteFilter"), Qt::Key_Escape);
        QTRY_VERIFY(gone());
        QCOMPARE(pages->currentItem()->data(Qt::UserRole).toString(), QString("curves"));

        palette = open(); // a run by its label
        QVERIFY(palette);
        QTest::keyClicks(child<QLineEdit>(palette, "paletteFilter"), "fine-tuning seed 1");
        QTest::keyClick(child<QLineEdit>(palette, "paletteFilter"), Qt::Key_Return);
        QTRY_COMPARE(pages->currentItem()->data(Qt::UserRole).toString(), QString("runs"));
        QTRY_VERIFY(gone());
    }
};

QTEST_MAIN(CommandPaletteTest)
#include "tst_command_palette.moc"
