// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <fstream>
#include <map>

#include <QTemporaryDir>
#include <QTest>

#include "engine/store/study_store.h"
#include "engine/study/study_layout.h"
#include "tests/integration/engine_process.h"

using namespace palimpsest;
using nlohmann::json;

/// Domain after domain, by the real conductor and real workers on a small real text.
class SequenceEndToEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyStepIsDone();
    void importanceAddsUp();
    void saysWhatWasForgotten();

private:
    void run(double decay);
    const JobRow& job(const std::string& label) const;
    double traceOf(const JobRow& fisher) const;
    double testScore(const JobRow& trial, const std::string& domain) const;

    QTemporaryDir m_folder;
    std::filesystem::path m_study;
    std::vector<JobRow> m_jobs;
};

void SequenceEndToEnd::run(double decay)
{
    writeStudyWith(m_study / "study.toml",
                   R"("baseline", "fine-tuning", { name = "ewc", lambda = 1 },
        { name = "mixing", ratio = 1 }, { name = "adapters", width = 4 })",
                   60);
    std::ofstream(m_study / "study.toml", std::ios::app)
        << "\n[sequence]\ndomains = [\"manual pages\", \"music\"]\ndecay = " << decay << "\n";
    const EngineResult result = runEngine(sweepRun(m_study));
    QVERIFY2(result.code == 0, result.errors.c_str());
    m_jobs = StudyStore(m_study, OpenMode::ReadOnly).jobs();
}

void SequenceEndToEnd::initTestCase()
{
    m_study = (m_folder.path() + "/study").toStdString();
    std::filesystem::create_directories(m_study);
    run(0.5);
}

const JobRow& SequenceEndToEnd::job(const std::string& label) const
{
    std::string all;
    for (const JobRow& row : m_jobs) {
        if (row.label == label)
            return row;
        all += row.label + "\n";
    }
    throw std::runtime_error(label + " is none of\n" + all);
}

double SequenceEndToEnd::traceOf(const JobRow& fisher) const
{
    const auto folder = StudyLayout(m_study).absolute(fisher.config.fisherFolder);
    return json::parse(std::ifstream(folder / "fisher.json")).at("trace");
}

double SequenceEndToEnd::testScore(const JobRow& trial, const std::string& domain) const
{
    for (const EvaluationRow& evaluation : StudyStore(m_study, OpenMode::ReadOnly).evaluations()) {
        for (const ScoreRow& score : evaluation.scores) {
            if (evaluation.job == trial.id && evaluation.split == Split::Test &&
                score.domain == domain && score.metric == "bleu")
                return score.value;
        }
    }
    throw std::runtime_error(trial.label + " has no score on " + domain);
}

void SequenceEndToEnd::everyStepIsDone()
{
    std::map<std::string, int> trials;
    for (const JobRow& row : m_jobs) {
        QVERIFY2(row.state == JobState::Done, row.label.c_str());
        if (row.kind == RunKind::Trial)
            ++trials[row.config.strategy.name];
    }
    QCOMPARE(trials,
             (std::map<std::string, int>{
                 {"baseline", 1}, {"fine-tuning", 2}, {"ewc", 2}, {"mixing", 2}, {"adapters", 2}}));
    for (const char* name : {"Fine-tuning", "EWC λ=1", "Mixing 1:1", "Adapters w=4"}) {
        const JobRow& first = job(std::string(name) + ", manual pages, seed 1");
        const JobRow& second = job(std::string(name) + ", manual pages → music, seed 1");
        QCOMPARE(second.config.startFolder, StudyLayout::modelFolder(first.identity));
        QVERIFY(first.facts != second.facts);
    }
}

/// F after a step = γ · F before + F of the step; with γ = 0 the latter alone. What does not depend
/// on γ is not done again.
void SequenceEndToEnd::importanceAddsUp()
{
    const std::size_t before = m_jobs.size();
    std::string ofBase;
    std::vector<std::string> ofStep;
    for (const JobRow& row : m_jobs) {
        if (row.kind == RunKind::Fisher)
            (row.config.startFolder.empty() ? ofBase : ofStep.emplace_back()) = row.identity;
    }
    QCOMPARE(ofStep.size(), std::size_t(1));
    run(0);
    QCOMPARE(m_jobs.size(), before + 2); // one Fisher estimate, one step of EWC
    std::map<double, double> traces;     ///< by decay
    double base = 0;
    for (const JobRow& row : m_jobs) {
        if (row.kind != RunKind::Fisher)
            continue;
        (row.config.startFolder.empty() ? base : traces[row.config.fisherDecay]) = traceOf(row);
    }
    QVERIFY(base > 0 && traces.at(0) > 0);
    const double expected = 0.5 * base + traces.at(0);
    QVERIFY2(std::abs(traces.at(0.5) - expected) < 1e-5 * expected,
             qPrintable(QString("base %1, step %2, with decay %3")
                            .arg(base)
                            .arg(traces.at(0))
                            .arg(traces.at(0.5))));
}

void SequenceEndToEnd::saysWhatWasForgotten()
{
    const EngineResult result =
        runEngine({"export", "forgetting", "--json", "--study", QString::fromStdString(m_study)});
    QVERIFY2(result.code == 0, result.errors.c_str());
    const json matrices = json::parse(result.output);
    bool found = false;
    for (const json& matrix : matrices) {
        if (matrix.at("strategy") != "fine-tuning")
            continue;
        found = true;
        QVERIFY(matrix.at("domains") == json({"software", "manual pages", "music"}));
        QVERIFY(matrix.at("steps") == json({"base model", "manual pages", "music"}));
        const JobRow& first = job("Fine-tuning, manual pages, seed 1");
        const JobRow& second = job("Fine-tuning, manual pages → music, seed 1");
        const JobRow& base = job("Unadapted base model");
        for (const auto& [row, trial] : {std::pair(0, &base), {1, &first}, {2, &second}}) {
            for (const auto& [column, domain] :
                 {std::pair(0, "software"), {1, "manual pages"}, {2, "music"}})
                QCOMPARE(matrix
                             .at("scores")[static_cast<std::size_t>(row)]
                                          [static_cast<std::size_t>(column)]
                             .get<double>(),
                         testScore(*trial, domain));
        }
        const double lost = std::max(testScore(base, "software"), testScore(first, "software")) -
                            testScore(second, "software");
        QCOMPARE(matrix.at("forgetting")[0].get<double>(), lost);
        QCOMPARE(matrix.at("forgetting")[1].get<double>(),
                 testScore(first, "manual pages") - testScore(second, "manual pages"));
        QVERIFY(matrix.at("forgetting")[2].is_null()); // learned last
    }
    QVERIFY(found);
    QCOMPARE(matrices.size(), std::size_t(5)); // adapters, fine-tuning, mixing, EWC with two decays
    const EngineResult latex = runEngine(
        {"export", "forgetting", "--format", "latex", "--study", QString::fromStdString(m_study)});
    QCOMPARE(latex.code, 0);
    QVERIFY(latex.output.find("\\begin{tabular}{lrrr}") != std::string::npos);
}

QTEST_GUILESS_MAIN(SequenceEndToEnd)
#include "tst_sequence_end_to_end.moc"
