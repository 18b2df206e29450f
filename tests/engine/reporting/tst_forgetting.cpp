// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/reporting/forgetting.h"
#include "engine/study/study_layout.h"
#include "tests/support/sequence_results.h"

using namespace palimpsest;

/// Matrices of sequences against figures worked out by hand from the scores in sequence_results.h.
class ForgettingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const StudyStore store = makeSequenceResults(m_folder.filePath("study").toStdString());
        m_jobs = store.jobs();
        m_evaluations = store.evaluations();
    }

    void aRowAStepAColumnADomain()
    {
        const ForgettingMatrix tuned = matrix("fine-tuning");
        QCOMPARE(tuned.steps, (std::vector<std::string>{"base model", "captions", "koran"}));
        QCOMPARE(tuned.domains, (std::vector<std::string>{"news", "captions", "koran"}));
        QCOMPARE(tuned.learned, (std::vector<std::optional<std::size_t>>{0, 1, 2}));
        QCOMPARE(tuned.seeds, 2);
        QCOMPARE(tuned.jobs.size(), std::size_t(2));
        // The base model is one, whatever the seed.
        compare(tuned.scores[0][0], 30, 0, 1);
        compare(tuned.scores[1][0], 24.5, std::sqrt(0.5), 2); // 24 and 25
        compare(tuned.scores[2][1], 16.5, std::sqrt(0.5), 2); // 17 and 16
        compare(tuned.scores[2][2], 13.5, std::sqrt(0.5), 2); // 14 and 13
    }

    void whatWasForgottenIsOfEachSeedAlone()
    {
        const ForgettingMatrix tuned = matrix("fine-tuning");
        compare(tuned.forgetting[0], 7.5, std::sqrt(4.5), 2);     // 30 − 21 and 30 − 24
        compare(tuned.forgetting[1], 4, std::sqrt(2), 2);         // 20 − 17 and 21 − 16
        QVERIFY(!tuned.forgetting[2]);                            // learned last
        compare(tuned.meanForgetting, 5.75, std::sqrt(0.125), 2); // 6 and 5.5
        compare(tuned.backwardTransfer, -5.75, std::sqrt(0.125), 2);
        compare(tuned.average, (52 + 53) / 6.0, std::sqrt(1 / 18.0), 2); // 52/3 and 53/3
        // Against the best so far: nothing before it was learned.
        QVERIFY(!tuned.changes[0][0] && !tuned.changes[1][1] && !tuned.changes[1][2]);
        compare(tuned.changes[1][0], -5.5, std::sqrt(0.5), 2);
        compare(tuned.changes[2][0], -7.5, std::sqrt(4.5), 2);
        compare(tuned.changes[2][1], -4, std::sqrt(2), 2);
    }

    void aSeedThatIsUnderWayDoesNotCount()
    {
        const ForgettingMatrix ewc = matrix("ewc");
        QCOMPARE(ewc.label, std::string("λ=0.1"));
        QCOMPARE(ewc.seeds, 1);
        compare(ewc.scores[1][0], 28, 0, 1);
        compare(ewc.forgetting[0], 3, 0, 1);
        compare(ewc.forgetting[1], 1, 0, 1);
        compare(ewc.meanForgetting, 2, 0, 1);
    }

    /// A domain can come back to what it was, or beyond: nothing is forgotten then, and the best is
    /// of all steps since it was learned.
    void theBestSoFarIsOfAllSteps()
    {
        auto evaluations = m_evaluations;
        setScore(evaluations, "ewc", 1, "news", 31);
        setScore(evaluations, "ewc", 2, "news", 30.5);
        const ForgettingMatrix ewc = matrix("ewc", evaluations);
        compare(ewc.changes[1][0], 1, 0, 1);
        compare(ewc.forgetting[0], 0.5, 0, 1);
        compare(ewc.backwardTransfer, (0.5 - 1) / 2, 0, 1); // koran's base is not counted
    }

    /// Of a loss less is better: the signs stay what they mean.
    void lossesAreForgottenUpwards()
    {
        auto evaluations = m_evaluations;
        for (EvaluationRow& row : evaluations)
            for (ScoreRow& score : row.scores) {
                score.metric = "loss";
                score.value = 40 - score.value;
            }
        ForgettingOptions options;
        options.metric = "loss";
        const auto matrices = forgettingMatrices(m_jobs, evaluations, options);
        QCOMPARE(matrices.size(), std::size_t(2));
        QCOMPARE(matrices[0].decimals, 3);
        compare(matrices[0].forgetting[0], 7.5, std::sqrt(4.5), 2);
        compare(matrices[0].backwardTransfer, -5.75, std::sqrt(0.125), 2);
    }

    void aMissingScoreLeavesOutWhatNeedsIt()
    {
        auto evaluations = m_evaluations;
        for (EvaluationRow& row : evaluations)
            if (strategyOf(row) == "ewc" && stepOf(row) == 2)
                std::erase_if(row.scores, [](const ScoreRow& s) { return s.domain == "captions"; });
        const ForgettingMatrix ewc = matrix("ewc", evaluations);
        QVERIFY(!ewc.scores[2][1] && !ewc.forgetting[1] && !ewc.meanForgetting && !ewc.average);
        compare(ewc.forgetting[0], 3, 0, 1);
    }

    /// A study from a stranger may say anything about what began with what.
    void aCircleOfModelsEnds()
    {
        auto jobs = m_jobs;
        for (JobRow& job : jobs)
            if (job.config.strategy.name == "ewc" && job.config.sequence.size() == 2)
                job.config.startFolder = StudyLayout::modelFolder(job.identity);
        const auto matrices = forgettingMatrices(jobs, m_evaluations, ForgettingOptions());
        QCOMPARE(matrices.size(), std::size_t(2)); // EWC's ends with the step before the circle
        QCOMPARE(matrices[0].scores.size(), std::size_t(3));
        QCOMPARE(matrices[1].scores.size(), std::size_t(2));
    }

    void textsSayMeanAndDeviation()
    {
        const auto all = forgettingMatrices(m_jobs, m_evaluations, ForgettingOptions());
        const QString text = QString::fromStdString(forgettingText(all));
        QVERIFY2(text.contains("Fine-tuning (2 seeds, mean ± s.d.)"), qPrintable(text));
        QVERIFY2(text.contains("average 17.5 ± 0.2, mean forgetting 5.8 ± 0.4, backward transfer "
                               "-5.8 ± 0.4"),
                 qPrintable(text));
        QVERIFY2(text.contains("EWC λ=0.1 (1 seed)"), qPrintable(text));
        const QStringList csv = QString::fromStdString(forgettingCsv(all)).split("\r\n");
        QCOMPARE(csv[0], QString("strategy,parameters,seeds,step,learned,domain,score,sd,n,change,"
                                 "change_sd,forgetting,forgetting_sd"));
        QVERIFY2(csv[1].startsWith("fine-tuning,,2,0,,news,30,,1,,,"), qPrintable(csv[1]));
        const std::string latex = forgettingLatex(all, "bleu");
        QVERIFY(latex.find("24.5 $\\pm$ 0.7") != std::string::npos);
        QVERIFY(latex.find("\\multicolumn{4}{l}{average") != std::string::npos);
        const auto json = forgettingJson(all);
        QCOMPARE(json[0].at("forgetting")[0].get<double>(), 7.5);
        QCOMPARE(json[0].at("forgettingSd")[0].get<double>(), std::sqrt(4.5));
        QVERIFY(json[0].at("scoresSd")[0][0].is_null()); // of one value there is no deviation
        QVERIFY(json[1].at("meanForgettingSd").is_null());
    }

private:
    static void compare(const ForgettingMatrix::Cell& cell, double mean, double sd, int n)
    {
        QVERIFY(cell.has_value());
        QCOMPARE(cell->mean, mean);
        QVERIFY2(std::abs(cell->sd - sd) < 1e-9, qPrintable(QString::number(cell->sd)));
        QCOMPARE(cell->n, n);
    }
    const JobRow& jobOf(const EvaluationRow& row) const
    {
        return *std::ranges::find(m_jobs, row.job, &JobRow::id);
    }
    std::string strategyOf(const EvaluationRow& row) const
    {
        return jobOf(row).config.strategy.name;
    }
    std::size_t stepOf(const EvaluationRow& row) const { return jobOf(row).config.sequence.size(); }
    void setScore(std::vector<EvaluationRow>& rows, const std::string& strategy, std::size_t step,
                  const std::string& domain, double value) const
    {
        for (EvaluationRow& row : rows)
            for (ScoreRow& score : row.scores)
                if (strategyOf(row) == strategy && stepOf(row) == step && score.domain == domain)
                    score.value = value;
    }
    ForgettingMatrix matrix(const std::string& series) const
    {
        return matrix(series, m_evaluations);
    }
    ForgettingMatrix matrix(const std::string& series,
                            const std::vector<EvaluationRow>& evaluations) const
    {
        for (const ForgettingMatrix& each :
             forgettingMatrices(m_jobs, evaluations, ForgettingOptions()))
            if (each.series == series)
                return each;
        qFatal("no sequence of %s", series.c_str());
    }

    QTemporaryDir m_folder;
    std::vector<JobRow> m_jobs;
    std::vector<EvaluationRow> m_evaluations;
};

QTEST_GUILESS_MAIN(ForgettingTest)
#include "tst_forgetting.moc"
