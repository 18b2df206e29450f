// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QFile>
#include <QProcess>
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
        TradeoffOptions options;
        m_figure = tradeoffFigure(*m_store, options);
    }

    void namesAreEscaped()
    {
        QCOMPARE(latexText("a_b λ\xff"), std::string("a\\_b $\\lambda$[U+FFFD]"));
    }

    void figureCompiles()
    {
        QFile data(m_folder.filePath("figure.dat"));
        QVERIFY(data.open(QIODevice::WriteOnly));
        const std::string content = pgfplotsData(m_figure);
        data.write(content.data(), static_cast<qint64>(content.size()));
        data.close();
        const std::string document = "\\documentclass{article}\n\\usepackage{pgfplots}\n"
                                     "\\pgfplotsset{compat=1.16}\n\\begin{document}\n" +
                                     pgfplotsFigure(m_figure, "figure.dat") + "\\end{document}\n";
        QVERIFY2(compiles("figure", document), m_log.constData());
        // Every point is drawn: no row was filtered away from its own series.
        QVERIFY(!m_log.contains("empty"));
    }

    void figureDataReadBack()
    {
        const auto rows = readCsv(csvFigure(m_figure));
        QCOMPARE(rows.size(), m_figure.points.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(std::stod(rows[i].at("x").get<std::string>()), m_figure.points[i].x);
            QCOMPARE(std::stod(rows[i].at("koran").get<std::string>()),
                     m_figure.points[i].domainScores.at("koran"));
            QCOMPARE(rows[i].at("jointFront").get<std::string>() == "1",
                     m_figure.points[i].onJointFront);
        }
        QCOMPARE(axisTitle(m_figure.options.x), std::string("mean BLEU, new domains"));
    }

private:
    bool compiles(const QString& name, const std::string& document)
    {
        QFile file(m_folder.filePath(name + ".tex"));
        if (!file.open(QIODevice::WriteOnly))
            return false;
        file.write(document.data(), static_cast<qint64>(document.size()));
        file.close();
        QProcess latex;
        latex.setWorkingDirectory(m_folder.path());
        latex.start("pdflatex", {"-halt-on-error", "-interaction=nonstopmode", name + ".tex"});
        const bool finished = latex.waitForFinished(120000);
        m_log = latex.readAllStandardOutput() + latex.errorString().toUtf8();
        return finished && latex.exitCode() == 0 && QFile::exists(m_folder.filePath(name + ".pdf"));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
    TradeoffFigure m_figure;
    QByteArray m_log;
};

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
