// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/budget_warning.h"
#include "engine/reporting/figure.h"
#include "engine/reporting/selection.h"
#include "engine/reporting/table_formats.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/study/imported_system.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

namespace
{

std::vector<JobRow> planned(const SweepSpec& spec)
{
    std::vector<JobRow> jobs;
    for (const Job& job : planSweep(spec, sampleFacts())) {
        JobRow row;
        row.config = job.config;
        if (job.kind == RunKind::Trial)
            jobs.push_back(row);
    }
    return jobs;
}

std::string warned(const std::vector<JobRow>& jobs)
{
    std::vector<const JobRow*> trials;
    for (const JobRow& job : jobs)
        trials.push_back(&job);
    return budgetWarning(trials).value_or("");
}

/// Both sweeps shown together.
std::string warned(const SweepSpec& first, const SweepSpec& second)
{
    std::vector<JobRow> jobs = planned(first);
    const std::vector<JobRow> others = planned(second);
    jobs.insert(jobs.end(), others.begin(), others.end());
    return warned(jobs);
}

bool says(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

bool says(const std::vector<std::string>& texts, const char* part)
{
    return std::ranges::any_of(texts, [&](const std::string& text) { return says(text, part); });
}

SweepSpec withUpdates(const std::vector<nlohmann::json>& updates)
{
    SweepSpec spec = hasler2021Sweep({1});
    spec.strategies = {{{"fine-tuning", true, {}}, {{"training.updates", updates}}}};
    return spec;
}

} // namespace

/// Strategies are compared at equal compute, or the reader is told.
class BudgetWarningTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneBudgetIsNoDifference()
    {
        SweepSpec spec = hasler2021Sweep({1, 0.1});
        spec.seeds = {1, 2};
        QCOMPARE(warned(planned(spec)), std::string());
        QCOMPARE(warned(spec, withUpdates({spec.training.budget.updates})), std::string());
        SweepSpec other = spec; // what the policy does not look at
        other.training.budget.patience = 9;
        other.training.learningRate = 1e-4;
        QCOMPARE(warned(spec, other), std::string());
    }

    void otherLimitsAreNamed()
    {
        QVERIFY2(says(warned(planned(withUpdates({500, 250, 1000}))),
                      "same budget: 250 updates; 500 updates; 1000 updates. Compare"),
                 warned(planned(withUpdates({500, 250, 1000}))).c_str());
        QVERIFY(says(warned(planned(withUpdates({1, 2, 3, 4, 5, 6}))),
                     ": 1 update; 2 updates; 3 updates; 4 updates; 2 more."));
        SweepSpec updates = hasler2021Sweep({1}), tokens = updates, passes = updates;
        tokens.training.budget.policy = BudgetPolicy::TargetTokens;
        tokens.training.budget.targetTokens = 20000;
        passes.training.budget.policy = BudgetPolicy::NewDataEpochs;
        passes.training.budget.updates = 0;
        QVERIFY2(says(warned(updates, tokens), "250 updates; 20000 target tokens, at most 250"),
                 warned(updates, tokens).c_str());
        QVERIFY2(says(warned(tokens, passes), "1 pass over the new text."),
                 warned(tokens, passes).c_str());
        SweepSpec more = passes;
        more.training.budget.newDataEpochs = 1.5;
        QVERIFY2(says(warned(passes, more), "1.5 passes"), warned(passes, more).c_str());
        SweepSpec larger = updates; // as many updates, but larger ones
        larger.training.batchTokens *= 2;
        QVERIFY2(says(warned(updates, larger), "250 updates of 1536 padded pieces; 250 updates of"),
                 warned(updates, larger).c_str());
        larger.training.batchTokens /= 2;
        larger.training.budget.minutes = 5;
        QVERIFY2(says(warned(updates, larger), "at most 5 minutes"),
                 warned(updates, larger).c_str());
    }

    /// Where the patience ended them is their result.
    void earlyStoppingWithOneBoundIsOneBudget()
    {
        SweepSpec spec = hasler2021Sweep({1, 0.1});
        spec.training.budget.policy = BudgetPolicy::EarlyStopping;
        std::vector<JobRow> jobs = planned(spec);
        for (std::size_t i = 0; i < jobs.size(); ++i)
            jobs[i].facts = {{"updates", 50 * (i + 1)}, {"targetTokens", 1000 * (i + 1)}};
        QCOMPARE(warned(jobs), std::string());
        SweepSpec longer = spec;
        longer.training.budget.updates = 2000;
        QVERIFY2(says(warned(spec, longer), "5 validations without a better score, at most 2000"),
                 warned(spec, longer).c_str());
    }

    void whatTrainsNothingHasNoBudget()
    {
        SweepSpec spec = hasler2021Sweep({1});
        std::vector<JobRow> jobs = planned(spec);
        SweepSpec merged = spec;
        merged.strategies = {{{"", true, {{"interpolation", nlohmann::json::object()}}}, {}}};
        for (const JobRow& job : planned(merged)) {
            if (!job.config.adaptedFolder.empty())
                jobs.push_back(job);
        }
        JobRow imported;
        imported.config =
            importedTrial({"Marian", "", "", {}}, sampleFacts(), spec.evaluation).config;
        jobs.push_back(imported);
        QVERIFY(!jobs.front().config.strategy.adapts);
        for (JobRow* job : {&jobs.front(), &jobs[jobs.size() - 2], &jobs.back()})
            job->config.training.budget.updates = 9;
        QCOMPARE(warned(jobs), std::string());
        jobs[1].config.training.budget.updates = 9; // fine-tuning
        QVERIFY(!warned(jobs).empty());
    }

    void stepsOfASequenceHaveABudgetEach()
    {
        SweepSpec spec = hasler2021Sweep({1});
        spec.sequence.domains = {"captions", "koran"};
        QCOMPARE(warned(planned(spec)), std::string());
        QCOMPARE(warned(spec, hasler2021Sweep({1})), std::string());
        QVERIFY(!warned(spec, withUpdates({500})).empty());
    }

    /// A warning wherever such trials stand together, but their scores are tested all the same.
    void scoresStayTested()
    {
        StudyStore store = makeScoredResults(m_folder.filePath("study").toStdString());
        const SweepSpec longer = withUpdates({500});
        store.addJobs(planSweep(longer, store.facts()), store.addSweep(longer));
        for (const JobRow& job : store.jobs()) {
            const bool added = job.config.training.budget.updates == 500;
            const Quality quality = {{"captions", 0.92}, {"koran", 0.9}, {"news", 0.5}};
            if (job.kind == RunKind::Trial && added)
                addScoredEvaluation(store, job, quality, 5);
            if (job.kind == RunKind::Trial)
                addScoredEvaluation(store, job, quality, 6, Split::Dev);
        }
        const char* sentence = "250 updates; 500 updates";
        const TradeoffAnalysis analysis = TradeoffAnalyser(store).analyse({});
        QVERIFY(says(analysis.unequalBudgets, sentence));
        QVERIFY2(analysis.known() && analysis.warnings.empty(), analysis.sentence.c_str());
        const Figure figure = FigureMaker(store).make({});
        QVERIFY(says(figure.warnings, sentence));
        QVERIFY(says(figure.note, "unequal budgets") && !says(figure.note, "comparable"));
        const ResultsTable table = resultsTable(store, {});
        QVERIFY(says(table.warnings, sentence) && table.untested.empty());
        QVERIFY(table.heads.front().tested && table.lines.front().figures.front().low);
        for (const std::string& text : {textTable(table), latexTable(table), htmlTable(table)})
            QVERIFY2(says(text, sentence), text.c_str());
        QVERIFY(says(selectOnDev(store, {}).warnings, sentence));
        // One sweep, one budget.
        TradeoffOptions options;
        options.sweep = 1;
        QVERIFY(TradeoffAnalyser(store).analyse(options).unequalBudgets.empty());
        TableRecipe recipe;
        recipe.sweep = "1";
        QVERIFY(resultsTable(store, recipe).warnings.empty());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(BudgetWarningTest)
#include "tst_budget_warning.moc"
