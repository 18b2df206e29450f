// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/figure.h"
#include "engine/reporting/pgfplots_figure.h"
#include "engine/reporting/table_formats.h"
#include "engine/study/atomic_file.h"
#include "tests/support/said_by.h"
#include "tests/support/sample_results.h"
#include "tests/support/table_output.h"

using namespace palimpsest;

namespace
{

/// What a record must survive: markup, ends of comments, lines, all of TeX, other scripts.
const std::string kOddName = "a--b --> </metadata> <!-- & \"q\" \\ % # $ { } \n ü λ 漢 😀";

Provenance oddRecord()
{
    StudyRow study;
    study.id = "6b1d9cd7-8b5a-4e2e-9517-f7cf784ce4d1";
    study.name = kOddName;
    FigureRecipe recipe;
    recipe.x = "domain:" + kOddName;
    return provenanceOf("figure", study, {std::string(64, 'a'), std::string(64, 'b')}, recipe);
}

} // namespace

/// The record of where an exported file comes from.
class TestProvenance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_store =
            std::make_unique<StudyStore>(makeSampleResults(m_folder.filePath("s").toStdString()));
    }

    void itIsOneCanonicalLine()
    {
        const std::string text = provenanceText(oddRecord());
        QVERIFY(std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; }));
        const auto json = nlohmann::json::parse(text);
        QCOMPARE(json.at("study").at("name").get<std::string>(), kOddName);
        QCOMPARE(json.dump(-1, ' ', true), text); // sorted, no white space
    }

    void itComesBack_data()
    {
        QTest::addColumn<int>("place");
        QTest::addColumn<QString>("content");
        QTest::newRow("LaTeX") << int(RecordPlace::Tex) << "\\begin{x}\n\\end{x}\n";
        QTest::newRow("CSV") << int(RecordPlace::HashLines) << "a,b\r\n1,2\r\n";
        QTest::newRow("HTML") << int(RecordPlace::Html) << "<html></html>\n";
        QTest::newRow("SVG") << int(RecordPlace::Svg)
                             << "<?xml version=\"1.0\"?>\n<svg width=\"1\">\n<g/></svg>\n";
    }
    void itComesBack()
    {
        QFETCH(const int, place);
        QFETCH(const QString, content);
        const std::string plain = content.toStdString();
        QVERIFY(!findProvenance(plain));
        const std::string with =
            withProvenance(plain, static_cast<RecordPlace>(place), oddRecord());
        QVERIFY(with.size() > plain.size());
        QVERIFY(findProvenance(with) == oddRecord());
        // Editors and version control turn line ends.
        QString turned = QString::fromStdString(with);
        turned.replace("\r\n", "\n").replace("\n", "\r\n");
        QVERIFY(findProvenance(turned.toStdString()) == oddRecord());
    }

    void xmlReadersReadIt()
    {
        const std::string svg = withProvenance(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>", RecordPlace::Svg, oddRecord());
        const std::string read =
            throughPython("import json, sys, xml.etree.ElementTree as x\n"
                          "root = x.fromstring(sys.stdin.buffer.read())\n"
                          "text = root.find('{http://www.w3.org/2000/svg}metadata').text\n"
                          "print(json.dumps(json.loads(text)['study']['name']))",
                          svg);
        QCOMPARE(nlohmann::json::parse(read).get<std::string>(), kOddName);
    }

    void commentLinesStayShort()
    {
        Provenance many = oddRecord();
        many.trials.assign(10000, std::string(64, 'c')); // TeX's buffer has 200,000 characters
        const std::string tex = withProvenance("", RecordPlace::Tex, many);
        std::size_t longest = 0;
        for (std::size_t at = 0; at < tex.size();) {
            const std::size_t end = tex.find('\n', at);
            longest = std::max(longest, end - at);
            QVERIFY(tex.substr(at, 2) == "% ");
            at = end + 1;
        }
        QVERIFY(longest < 140);
        QCOMPARE(findProvenance(tex)->trials.size(), std::size_t{10000});
    }

    void figuresAndTablesCarryIt()
    {
        FigureRecipe recipe;
        recipe.kind = FigureKind::Domains;
        recipe.metric = "bleu";
        recipe.strategies = {"ewc"};
        const Figure figure = FigureMaker(*m_store).make(recipe);
        std::vector<std::string> wanted;
        for (const JobRow& job : m_store->jobs()) {
            if (job.kind == RunKind::Trial && job.config.strategy.name == "ewc")
                wanted.push_back(job.identity);
        }
        std::ranges::sort(wanted);
        for (const std::string& text : {pgfplotsFigure(figure, "f.dat"), pgfplotsData(figure)}) {
            const auto found = findProvenance(text);
            QVERIFY(found);
            QCOMPARE(found->studyId, m_store->study().id);
            QCOMPARE(found->trials, wanted);
            QVERIFY(figureRecipe(*found) == recipe);
        }
        TableRecipe tableRecipe;
        tableRecipe.strategies = {"mixing"};
        const ResultsTable table = resultsTable(*m_store, tableRecipe);
        for (const std::string& text :
             {latexTable(table), markdownTable(table), htmlTable(table)}) {
            const auto found = findProvenance(text);
            QVERIFY(found);
            QCOMPARE(found->kind, std::string("table"));
            QVERIFY(found->recipe.get<TableRecipe>() == tableRecipe);
            QVERIFY(!found->trials.empty());
            QVERIFY(saidBy([&] { figureRecipe(*found); }).contains("table"));
        }
        QVERIFY(!findProvenance(csvTable(table)));
    }

    void mistakesAreNamed()
    {
        const std::string file = m_folder.filePath("x.tex").toStdString();
        writeFileAtomically(file, "plain");
        QVERIFY(saidBy([&] { readProvenance(file); }).contains("does not say where it comes from"));
        writeFileAtomically(file, "% palimpsest-provenance: {\"format\":1,\n");
        QVERIFY(saidBy([&] { readProvenance(file); }).contains("damaged"));
        writeFileAtomically(file, "% palimpsest-provenance: {\"format\":99}\n");
        const QString newer = saidBy([&] { readProvenance(file); });
        QVERIFY(newer.contains("x.tex") && newer.contains("newer version"));
        StudyRow other;
        other.id = "00000000-0000";
        other.name = "Law to news";
        const QString both = saidBy([&] { requireSameStudy(oddRecord(), other); });
        QVERIFY2(both.contains("Law to news") && both.contains("a--b"), qPrintable(both));
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
};

QTEST_GUILESS_MAIN(TestProvenance)
#include "tst_provenance.moc"
