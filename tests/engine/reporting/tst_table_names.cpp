// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/table_formats.h"
#include "tests/support/sample_results.h"
#include "tests/support/table_output.h"

using namespace palimpsest;

/// Names of studies, domains and strategies that mean something to the program which reads a table.
class TestTableNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const StudyStore store = makeSampleResults(m_folder.filePath("study").toStdString());
        m_table = resultsTable(store, everyColumn());
    }

    void latexSurvivesNames()
    {
        ResultsTable table = m_table;
        const std::string nasty = "50 % & #1_{x}^2 ~ \\ $ <λ> „Ж“ 漢 ß é \\write18{touch owned} "
                                  "\\input{/etc/passwd} \n\n \\end{document}";
        table.study.name = table.heads[0].title = table.heads[0].group = nasty;
        table.lines[0].parameters = table.recipe.name = table.recipe.caption = nasty;
        table.lines[2].series = nasty;
        table.signatures = {"x_y|z", nasty};
        table.lines[1].figures[3].spread = {-123.456, 12.34, 3};
        table.lines[2].figures[3].spread = {};
        LatexPage page;
        QVERIFY2(page.compile(latexTable(table) + "after", kTablePackages), page.log().constData());
        const QString text = words(page.text());
        QVERIFY(text.contains("write18{touchowned}")); // printed, not run
        QVERIFY(text.contains("after"));
        QVERIFY(text.contains("-123.5±12.3"));
        QVERIFY(!page.hasFile("owned"));
    }

    void csvSurvivesNames()
    {
        ResultsTable table = m_table;
        table.heads[0].key = "a, \"b\"\r\nc";
        table.heads[1].key = "=HYPERLINK(1)";
        table.lines[0].parameters = "x\"y,z";
        table.lines[1].parameters = "+1+2";
        table.lines[2].parameters = "@SUM(A1)";
        table.lines[3].series = "-2-1";
        const auto rows = readCsv(csvTable(table));
        QVERIFY(rows[0].contains("a, \"b\"\r\nc mean"));
        QVERIFY(rows[0].contains("'=HYPERLINK(1) mean"));
        QCOMPARE(rows[0].at("parameters").get<std::string>(), std::string("x\"y,z"));
        QCOMPARE(rows[1].at("parameters").get<std::string>(), std::string("'+1+2"));
        QCOMPARE(rows[2].at("parameters").get<std::string>(), std::string("'@SUM(A1)"));
        QCOMPARE(rows[3].at("strategy").get<std::string>(), std::string("'-2-1"));
        // A page's cells may be pasted into a spreadsheet.
        const std::string html = htmlTable(table);
        QVERIFY(html.find("<td>&#39;+1+2</td>") != std::string::npos);
        QVERIFY(html.find("<td>+") == std::string::npos);
        // A number stays one.
        QCOMPARE(rows[2].at("delta old mean").get<std::string>().substr(0, 1), std::string("-"));
        const QStringList lines = QString::fromStdString(tsvTable(table)).split('\n');
        for (int i = 1; i <= static_cast<int>(table.lines.size()); ++i)
            QCOMPARE(lines[i].count('\t'), lines[0].count('\t'));
    }

    void textsSteerNothing()
    {
        ResultsTable table = m_table;
        const std::string nasty = "\x1b]0;owned\x07\x1b[31m \xc2\x9b|a|b <script>alert(1)</script> "
                                  "\" onload=x [l](http://x) *b*";
        table.study.name = table.heads[0].title = table.lines[0].parameters = nasty;
        table.lines[1].series = table.recipe.caption = table.recipe.name = nasty;
        for (const std::string& text :
             {textTable(table), markdownTable(table), htmlTable(table), tsvTable(table)})
            QVERIFY(text.find('\x1b') == std::string::npos &&
                    text.find('\x07') == std::string::npos);
        QVERIFY(textTable(table).find("\xc2\x9b") == std::string::npos);
        const std::string html = htmlTable(table);
        QVERIFY(html.find("<script") == std::string::npos);
        QVERIFY(html.find("\" onload") == std::string::npos);
        // A page of its own, whose elements all close.
        const std::string shape =
            throughPython("import sys\nfrom html.parser import HTMLParser\n"
                          "class Shape(HTMLParser):\n"
                          "    stack, rows = [], 0\n"
                          "    def handle_starttag(self, tag, attributes):\n"
                          "        assert tag not in ('script', 'link', 'img', 'a'), tag\n"
                          "        self.rows += tag == 'tr'\n"
                          "        if tag != 'meta': self.stack.append(tag)\n"
                          "    def handle_endtag(self, tag): assert self.stack.pop() == tag, tag\n"
                          "shape = Shape(); shape.feed(sys.stdin.read()); assert not shape.stack\n"
                          "print(shape.rows, end='')\n",
                          html);
        QCOMPARE(shape, std::to_string(table.lines.size() + 2)); // a head and one of groups
        QVERIFY(markdownTable(table).find("\\|a\\|b \\<script\\>") != std::string::npos);
    }

private:
    QTemporaryDir m_folder;
    ResultsTable m_table;
};

QTEST_GUILESS_MAIN(TestTableNames)
#include "tst_table_names.moc"
