// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/reporting/name_removal.h"

using namespace palimpsest;

class TestNameRemoval : public QObject
{
    Q_OBJECT

    static PersonalNames names()
    {
        PersonalNames names;
        names.addHost("node7.example.org");
        names.addUser("anna");
        names.addUser("root"); // tells nothing
        names.addFolder("/data/anna b");
        return names;
    }

private Q_SLOTS:
    void textLosesItsNames_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        const auto row = [](const char* name, const char* before, const char* after) {
            QTest::newRow(name) << before << after;
        };
        row("path", "Cannot read /home/anna/x/train.de: no room.",
            "Cannot read train.de: no room.");
        row("path at the end", "It lies in /var/lib/x.", "It lies in x.");
        row("quoted path", "Open \"/a/b/c\" (or '/d/e').", "Open \"c\" (or 'e').");
        row("folder", "See /srv/anna/runs/.", "See runs.");
        row("home folder", "In /home/anna", "In [user]");
        row("blanks in a known folder", "In /data/anna b/s/study.db, yes", "In study.db, yes");
        row("file address", "file:///home/x/y.txt", "file://y.txt");
        row("web address", "https://doi.org/10.1/2", "https://doi.org/10.1/2");
        row("relative path", "corpora/news/train.de", "corpora/news/train.de");
        row("unit and fraction", "12 /s, and/or 3/4, 100:1 λ=0.1",
            "12 /s, and/or 3/4, 100:1 λ=0.1");
        row("host", "on node7.example.org, node7 and node77", "on [host], [host] and node77");
        row("user", "anna's Hannah, annas and anna-2", "[user]'s Hannah, annas and [user]-2");
        row("beside other letters", "annaë ëanna", "annaë ëanna");
        row("process", "(process 4711 on node7), pid 12, processing 3",
            "(process [process] on "
            "[host]), pid [process], "
            "processing 3");
        row("common names", "root, the user", "root, the user");
    }
    void textLosesItsNames()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        NameRemoval removal(names());
        QCOMPARE(QString::fromStdString(removal.cleaned(before.toStdString())), after);
    }

    void jsonKeepsItsShape()
    {
        NameRemoval removal(names());
        const std::string before =
            R"({"a":["/x/y z/my file.de",1,null,true],"anna":{"b":"anna"},"c":0.1})";
        QCOMPARE(removal.cleanedColumn(before),
                 std::string(R"({"a":["my file.de",1,null,true],"anna":{"b":"[user]"},"c":0.1})"));
        const std::string clean = R"({ "loss": 1.50 })";
        QCOMPARE(removal.cleanedColumn(clean), clean); // to the byte
        QCOMPARE(removal.counts().paths, std::int64_t{1});
        QCOMPARE(removal.counts().users, std::int64_t{1});
    }

    void namesAreLearntFromPaths()
    {
        PersonalNames found;
        found.addNamesIn("/home/berta/x and \"/Users/carl\" but not /home/root/x");
        QCOMPARE(found.users, (std::set<std::string>{"berta", "carl"}));
        found.addNamesIn(R"({"files": ["/srv/our grant/x.de", "a/b"]})");
        QCOMPARE(found.folders, (std::set<std::string>{"/srv/our grant"}));
        const PersonalNames here = namesOfThisMachine();
        QVERIFY(!here.folders.empty());
    }
};

QTEST_APPLESS_MAIN(TestNameRemoval)
#include "tst_name_removal.moc"
