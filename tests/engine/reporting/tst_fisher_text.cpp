// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/reporting/fisher_text.h"

using namespace palimpsest;

class FisherTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysAllThatIsThere()
    {
        const nlohmann::json facts = {
            {"sentences", 1000},
            {"trace", 4.0},
            {"zeros", 12},
            {"groups",
             {{"attention", {{"parameters", 300}, {"trace", 3.0}, {"mean", 0.01}, {"max", 0.5}}},
              {"norms", {{"parameters", 10}, {"trace", 1.0}, {"mean", 0.1}, {"max", 0.25}}}}},
            {"convergence",
             {{{"sentences", 125}, {"relativeChange", 0.4125}, {"rankCorrelation", 0.8}},
              {{"sentences", 500}, {"relativeChange", 0.1}, {"rankCorrelation", 0.96}}}},
            {"relativeChangeOfHalves", 0.2},
            {"rankCorrelationOfHalves", 0.91},
            {"clippedAt", 0.5},
            {"clippedEntries", 7},
            {"clippedTraceShare", 0.123},
            {"unclippedMax", 3.5},
            {"histogram",
             {{"binsPerDecade", 2}, {"firstLog10", -3.0}, {"counts", {25, 0, 50}}, {"groups", {}}}},
        };
        const QString expected = QStringLiteral(R"(Groups
  group            parameters   of trace     mean F      max F
  attention               300     75.0 %       0.01        0.5
  norms                    10     25.0 %        0.1       0.25
Convergence: the first sentences against all 1000
    sentences   relative change   rank correlation
          125             0.412              0.800
          500             0.100              0.960
  half : half             0.200              0.910
Clipped at 0.5: 7 entries, 12.3 % of the trace taken away; the largest was 3.5
Histogram of log10 F (12 entries are 0)
    from    parameters
    -3.0            25  #########################
    -2.5             0
    -2.0            50  ##################################################
)");
        QCOMPARE(QString::fromStdString(fisherText(facts)), expected);
    }

    void leavesOutWhatAnOlderEstimateLacks()
    {
        const nlohmann::json facts = {{"trace", 0.0}, {"groups", nlohmann::json::object()}};
        QCOMPARE(QString::fromStdString(fisherText(facts)).count(QLatin1Char('\n')), 2);
        QVERIFY(fisherText(nlohmann::json::object()).empty());
    }
};

QTEST_GUILESS_MAIN(FisherTextTest)
#include "tst_fisher_text.moc"
