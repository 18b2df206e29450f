// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/figure.h"
#include "engine/reporting/latex_text.h"
#include "tests/support/sample_results.h"
#include "tests/support/table_output.h"

using namespace palimpsest;

class TestExports : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_store = std::make_unique<StudyStore>(
            makeSampleResults(m_folder.filePath("study").toStdString()));
        m_figure = FigureMaker(*m_store).make({});
    }

    void namesAreEscaped()
    {
        QCOMPARE(latexText("a_b λ\xff"), std::string("a\\_b $\\lambda$[U+FFFD]"));
    }

    void figureDataReadBack()
    {
        const auto rows = readCsv(csvFigure(m_figure));
        const auto points = tradeoffPoints(m_store->jobs(), m_store->evaluations(), {});
        QCOMPARE(rows.size(), points.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(std::stod(rows[i].at("x").get<std::string>()), points[i].x);
            QCOMPARE(std::stod(rows[i].at("koran").get<std::string>()),
                     points[i].domainScores.at("koran"));
            QCOMPARE(rows[i].at("jointFront").get<std::string>() == "1", points[i].onJointFront);
        }
        QCOMPARE(axisTitle(AxisChoice{}), std::string("mean BLEU, new domains"));
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
    Figure m_figure;
};

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
