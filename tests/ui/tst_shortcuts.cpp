// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>

#include "tests/ui/page_bench.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/main_window.h"
#include "ui/widgets/shortcut_book.h"

using namespace palimpsest;

/// Keys that people choose: in the settings' table, in the whole window, after a restart.
class Shortcuts : public QObject
{
    Q_OBJECT

private:
    static QKeySequence keysOf(MainWindow& window, const char* action)
    {
        return child<QAction>(&window, action)->shortcut();
    }
    static SettingsDialog* settingsOf(MainWindow& window)
    {
        child<QAction>(&window, "actionSettings")->trigger();
        return child<SettingsDialog>(&window, "settingsDialog");
    }
    static int rowOf(const QTableWidget* table, const QString& id)
    {
        for (int row = 0; row < table->rowCount(); ++row)
            if (table->item(row, 0)->data(Qt::UserRole).toString() == id)
                return row;
        return -1;
    }
    static void choose(SettingsDialog* dialog, const QString& id)
    {
        auto* table = child<QTableWidget>(dialog, "shortcutTable");
        table->setCurrentCell(rowOf(table, id), 0);
    }
    static void press(SettingsDialog* dialog, const QKeySequence& keys)
    {
        auto* edit = child<QKeySequenceEdit>(dialog, "shortcutKeys");
        edit->setKeySequence(keys);
        Q_EMIT edit->editingFinished();
    }
    static QString sentence(SettingsDialog* dialog)
    {
        return child<QLabel>(dialog, "shortcutSentence")->text();
    }

private Q_SLOTS:
    void theStandardKeysDoNotClash()
    {
        PageBench bench;
        MainWindow window;
        const auto* book = window.findChild<ShortcutBook*>();
        QVERIFY(book->entries().size() > 50);
        for (const ShortcutBook::Entry& entry : book->entries()) {
            QVERIFY2(!entry.text.isEmpty() && !entry.where.isEmpty(), qPrintable(entry.id));
            QVERIFY2(book->isStandard(entry), qPrintable(entry.id));
            const auto* other = book->clash(entry.id, book->keys(entry));
            QVERIFY2(!other, qPrintable(entry.id + " and " + (other ? other->id : QString())));
        }
    }

    void everyActionWithKeysIsInTheTable()
    {
        PageBench bench;
        MainWindow window;
        const auto* book = window.findChild<ShortcutBook*>();
        for (const QAction* action : window.findChildren<QAction*>()) {
            const bool ofQt = action->objectName().startsWith(QLatin1String("_q"));
            // Keys of one small list, such as Alt+Up, are said in the Keys dialog only.
            if (action->shortcut().isEmpty() || ofQt || action->objectName().isEmpty())
                continue;
            QVERIFY2(book->entry(action->objectName()), qPrintable(action->objectName()));
        }
    }

    void newKeysWorkAtOnceAndAfterARestart()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        const QKeySequence keys(Qt::CTRL | Qt::ALT | Qt::Key_U);
        {
            MainWindow window;
            window.show();
            window.openStudy(bench.study());
            SettingsDialog* dialog = settingsOf(window);
            choose(dialog, "actionPage3");
            press(dialog, keys);
            QCOMPARE(keysOf(window, "actionPage3"), keys);
            QVERIFY(sentence(dialog).isEmpty());
            const auto* table = child<QTableWidget>(dialog, "shortcutTable");
            QCOMPARE(table->item(rowOf(table, "actionPage3"), 2)->text(),
                     keys.toString(QKeySequence::NativeText));
            dialog->close();
            window.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&window));
            QTest::keyClick(&window, Qt::Key_U, Qt::ControlModifier | Qt::AltModifier);
            auto* pages = child<QListWidget>(&window, "navigation");
            QCOMPARE(pages->currentRow(), 2);
            QVERIFY(pages->item(2)->toolTip().contains(keys.toString(QKeySequence::NativeText)));
        }
        MainWindow next;
        QCOMPARE(keysOf(next, "actionPage3"), keys);
        QCOMPARE(keysOf(next, "actionPage4"), QKeySequence(Qt::CTRL | Qt::Key_4));
    }

    void takenKeysAreNamedAndCanBeTaken()
    {
        PageBench bench;
        MainWindow window;
        SettingsDialog* dialog = settingsOf(window);
        choose(dialog, "runsRetry");
        const QKeySequence before = keysOf(window, "runsRetry");
        const QKeySequence exports(Qt::CTRL | Qt::Key_E);
        press(dialog, exports);
        QVERIFY2(sentence(dialog).contains("Export") && sentence(dialog).contains("Study"),
                 qPrintable(sentence(dialog)));
        QCOMPARE(keysOf(window, "runsRetry"), before); // nothing yet
        QCOMPARE(keysOf(window, "actionExport"), exports);
        auto* take = child<QPushButton>(dialog, "shortcutTake");
        QVERIFY(!take->isHidden());
        take->click();
        QCOMPARE(keysOf(window, "runsRetry"), exports);
        QCOMPARE(keysOf(window, "actionExport"), QKeySequence());
        QVERIFY(take->isHidden());
        // The same keys on two pages are no clash.
        choose(dialog, "recipeSaveAs");
        press(dialog, QKeySequence(Qt::CTRL | Qt::Key_T)); // tags, on the runs page
        QVERIFY2(sentence(dialog).isEmpty(), qPrintable(sentence(dialog)));
        QCOMPARE(keysOf(window, "recipeSaveAs"), QKeySequence(Qt::CTRL | Qt::Key_T));
    }

    void keysThatWriteAreRefused()
    {
        PageBench bench;
        MainWindow window;
        SettingsDialog* dialog = settingsOf(window);
        choose(dialog, "actionExport");
        for (const QKeySequence& keys :
             {QKeySequence(Qt::Key_E), QKeySequence(Qt::SHIFT | Qt::Key_E), QKeySequence(Qt::Key_1),
              QKeySequence(Qt::Key_Escape)}) {
            press(dialog, keys);
            QVERIFY2(!sentence(dialog).isEmpty(), qPrintable(keys.toString()));
            QCOMPARE(keysOf(window, "actionExport"), QKeySequence(Qt::CTRL | Qt::Key_E));
        }
        press(dialog, QKeySequence(Qt::Key_F7));
        QCOMPARE(keysOf(window, "actionExport"), QKeySequence(Qt::Key_F7));
    }

    void standardKeysComeBack()
    {
        PageBench bench;
        {
            MainWindow window;
            SettingsDialog* dialog = settingsOf(window);
            choose(dialog, "actionExport");
            child<QPushButton>(dialog, "shortcutNone")->click();
            QCOMPARE(keysOf(window, "actionExport"), QKeySequence());
            choose(dialog, "actionStart");
            press(dialog, QKeySequence(Qt::Key_F7));
        }
        MainWindow window;
        QCOMPARE(keysOf(window, "actionExport"), QKeySequence()); // none is a choice, too
        QCOMPARE(keysOf(window, "actionStart"), QKeySequence(Qt::Key_F7));
        SettingsDialog* dialog = settingsOf(window);
        choose(dialog, "actionExport");
        child<QPushButton>(dialog, "shortcutReset")->click();
        QCOMPARE(keysOf(window, "actionExport"), QKeySequence(Qt::CTRL | Qt::Key_E));
        QCOMPARE(keysOf(window, "actionStart"), QKeySequence(Qt::Key_F7));
        child<QPushButton>(dialog, "shortcutResetAll")->click();
        QCOMPARE(child<QAction>(&window, "actionStart")->shortcuts().size(), 2);
        QSettings settings;
        settings.beginGroup("shortcuts");
        QVERIFY(settings.childKeys().isEmpty());
    }

    void theTableIsFiltered()
    {
        PageBench bench;
        MainWindow window;
        SettingsDialog* dialog = settingsOf(window);
        auto* table = child<QTableWidget>(dialog, "shortcutTable");
        child<QLineEdit>(dialog, "shortcutFilter")->setText("full screen");
        for (int row = 0; row < table->rowCount(); ++row)
            QCOMPARE(table->isRowHidden(row), row != rowOf(table, "actionFullScreen"));
    }
};

QTEST_MAIN(Shortcuts)
#include "tst_shortcuts.moc"
