// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <functional>
#include <map>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/store/study_store.h"
#include "engine/study/study_layout.h"
#include "tests/integration/engine_process.h"

using namespace palimpsest;

/// Every strategy in one sweep, by the real conductor and real workers on a small real text.
class StrategiesEndToEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyStrategyIsTrainedAndScored();
    void theEndsOfInterpolationAreBaseAndAdapted();
    void adaptedModelsTranslateAsInTheirTrial();
    void logsWhatIsSpecificToThem();
    void proposesLambdas();
    void trainsAsTheStrategySays();
    void choosesOnDev();
    void doesNothingTwice();

private:
    QStringList sweepRun() const
    {
        return {"sweep",
                "run",
                "--json",
                "--study",
                QString::fromStdString(m_study.string()),
                "--file",
                QString::fromStdString((m_study / "study.toml").string())};
    }
    const JobRow& job(const std::string& label) const;
    std::vector<std::string> translations(const std::string& label) const;

    QTemporaryDir m_folder;
    std::filesystem::path m_study;
    std::vector<JobRow> m_jobs;
};

void StrategiesEndToEnd::initTestCase()
{
    m_study = (m_folder.path() + "/study").toStdString();
    std::filesystem::create_directories(m_study);
    writeStudyWith(m_study / "study.toml", R"("baseline",
        { name = "interpolation", share = [0, 0.5, 1] }, { name = "fisher-merging", share = 0.5 },
        { name = "ewc", lambda = 1 }, { name = "l2", lambda = 1 }, { name = "mas", lambda = 0.1 },
        { name = "oversampling", times = 2 }, { name = "distillation", weight = 0.5 },
        { name = "gradient-projection", method = "pcgrad" }, { name = "lora", rank = 4 },
        { name = "adapters", width = 4 }, { name = "adapters+mixing", width = 4, ratio = 1 },
        { name = "domain-tags+mixing", ratio = 1 }, { name = "mixing", ratio = 1 },
        { name = "freezing", train = ["decoder", "embeddings"] },
        { name = "l2", lambda = 0.5, training = { learningRate = [1e-4, 1e-3], updates = 10 } },
        { name = "lora+mixing", rank = 4, ratio = 1 })",
                   60);
    const EngineResult result = runEngine(sweepRun());
    QVERIFY2(result.code == 0, result.errors.c_str());
    m_jobs = StudyStore(m_study, OpenMode::ReadOnly).jobs();
}

const JobRow& StrategiesEndToEnd::job(const std::string& label) const
{
    for (const JobRow& row : m_jobs) {
        if (row.label == label)
            return row;
    }
    std::string all;
    for (const JobRow& row : m_jobs)
        all += row.label + "\n";
    throw std::runtime_error(label + " is none of\n" + all);
}

/// Of the test text of the new domain "music".
std::vector<std::string> StrategiesEndToEnd::translations(const std::string& label) const
{
    const StudyStore store(m_study, OpenMode::ReadOnly);
    for (const EvaluationRow& evaluation : store.evaluations()) {
        if (evaluation.job == job(label).id && evaluation.selected &&
            evaluation.split == Split::Test)
            return store.evaluationDetail(evaluation.id, "music").translations;
    }
    return {};
}

void StrategiesEndToEnd::everyStrategyIsTrainedAndScored()
{
    std::map<std::string, int> series;
    for (const JobRow& row : m_jobs) {
        QVERIFY2(row.state == JobState::Done, row.label.c_str());
        if (row.kind != RunKind::Trial)
            continue;
        ++series[row.config.strategy.name];
        QCOMPARE(translations(row.label).size(), std::size_t{12});
    }
    const std::map<std::string, int> expected = {{"baseline", 1},
                                                 {"fine-tuning", 1},
                                                 {"interpolation", 3},
                                                 {"fisher-merging", 1},
                                                 {"ewc", 1},
                                                 {"l2", 3},
                                                 {"mas", 1},
                                                 {"oversampling", 1},
                                                 {"distillation", 1},
                                                 {"gradient-projection", 1},
                                                 {"lora", 1},
                                                 {"freezing", 2},
                                                 {"lora+mixing", 1},
                                                 {"adapters", 1},
                                                 {"adapters+mixing", 1},
                                                 {"domain-tags+mixing", 1},
                                                 {"mixing", 1}};
    QCOMPARE(series, expected);
}

void StrategiesEndToEnd::trainsAsTheStrategySays()
{
    const JobRow& slow = job("L2 λ=0.5 lr=1e-4 updates=10, seed 1");
    const JobRow& quick = job("L2 λ=0.5 lr=0.001 updates=10, seed 1");
    QVERIFY(slow.facts.at("updates") == 10 && quick.facts.at("updates") == 10);
    QVERIFY(job("L2 λ=1, seed 1").facts.at("updates") == 20);
    const StudyStore store(m_study, OpenMode::ReadOnly);
    const auto rate = [&](const JobRow& row) {
        return store.metrics(store.latestRun(row.id)->id, "learningRate").back().value;
    };
    QVERIFY(std::abs(rate(quick) / rate(slow) - 10) < 1e-6);
}

/// The command's choice is that of the scores in the study, and test is told of it.
void StrategiesEndToEnd::choosesOnDev()
{
    const StudyStore store(m_study, OpenMode::ReadOnly);
    std::map<std::string, double> means; ///< on dev, of the trials of L2
    for (const EvaluationRow& evaluation : store.evaluations()) {
        const auto trial = std::ranges::find(m_jobs, evaluation.job, &JobRow::id);
        if (evaluation.split != Split::Dev || !evaluation.selected ||
            trial->config.strategy.name != "l2")
            continue;
        std::map<DomainRole, std::vector<double>> scores;
        for (const ScoreRow& score : evaluation.scores) {
            if (score.metric == "bleu")
                scores[score.role].push_back(score.value);
        }
        double mean = 0;
        for (const auto& [role, values] : scores) {
            for (const double value : values)
                mean += value / static_cast<double>(values.size()) / 2;
        }
        means[trial->identity] = mean;
    }
    QCOMPARE(means.size(), std::size_t{3});
    const double best =
        std::ranges::max_element(means, {}, [](const auto& each) { return each.second; })->second;
    const QString study = QString::fromStdString(m_study.string());
    const auto said = [&](const QStringList& words) {
        const EngineResult result =
            runEngine(QStringList{"export", "selection", "--json", "--study", study} + words);
        return nlohmann::json::parse(result.code == 0 ? result.output : "{}");
    };
    const nlohmann::json chosen = said({"--save", "here"});
    bool found = false;
    for (const nlohmann::json& each : chosen.at("chosen")) {
        if (each.at("among") != "l2" || each.at("rule") != "mean-score")
            continue;
        found = true;
        QCOMPARE(means.at(each.at("trials").at(0).get<std::string>()), best);
        QVERIFY(each.at("test").at("new").is_number());
        QVERIFY(each.at("candidates") == 3);
    }
    QVERIFY(found);
    QVERIFY(said({"--kept", "here"}).at("chosen") == chosen.at("chosen"));
    QCOMPARE(runEngine({"export", "selection", "--kept", "there", "--study", study}).code, 2);
}

void StrategiesEndToEnd::theEndsOfInterpolationAreBaseAndAdapted()
{
    const auto base = translations("Unadapted base model");
    const auto adapted = translations("Fine-tuning, seed 1");
    QVERIFY(base != adapted);
    QCOMPARE(translations("Interpolation a=0, seed 1"), base);
    QCOMPARE(translations("Interpolation a=1, seed 1"), adapted);
}

void StrategiesEndToEnd::adaptedModelsTranslateAsInTheirTrial()
{
    const char* withTags = "Domain tags + mixing 1:1 tagged=all, seed 1";
    for (const char* label :
         {"Fine-tuning, seed 1", "LoRA r=4, seed 1", "Adapters w=4, seed 1", withTags}) {
        QStringList words = {"translate",
                             "--study",
                             QString::fromStdString(m_study.string()),
                             "--job",
                             QString::fromStdString(job(label).identity),
                             "--beam",
                             "1",
                             "--max-length-ratio",
                             "1"};
        if (label == withTags)
            words << "--domain" << "music";
        const auto process = startEngine(words);
        QVERIFY(process);
        const Domain& music = job(label).config.domains->back();
        QFile text(
            QString::fromStdString((m_study / music.splits.at(Split::Test).source).string()));
        QVERIFY(text.open(QIODevice::ReadOnly));
        for (int line = 0; line < 12; ++line)
            process->write(text.readLine());
        process->closeWriteChannel();
        const EngineResult result = finish(*process);
        QVERIFY2(result.code == 0, result.errors.c_str());
        QString wanted;
        for (const std::string& line : translations(label))
            wanted += QString::fromStdString(line) + "\n";
        QCOMPARE(QString::fromStdString(result.output), wanted);
    }
    QVERIFY(translations(withTags) != translations("Mixing 1:1, seed 1"));
    const EngineResult refused =
        runEngine({"translate", "--study", QString::fromStdString(m_study.string()), "--job",
                   QString::fromStdString(job(withTags).identity)});
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.errors.find("--domain") != std::string::npos, refused.errors.c_str());
}

void StrategiesEndToEnd::logsWhatIsSpecificToThem()
{
    const StudyStore store(m_study, OpenMode::ReadOnly);
    const auto last = [&](const std::string& label, const std::string& name) {
        const auto points = store.metrics(store.latestRun(job(label).id)->id, name);
        return points.empty() ? -9 : points.back().value;
    };
    QVERIFY(last("L2 λ=1, seed 1", "penalty") > 0);
    QVERIFY(last("MAS λ=0.1, seed 1", "penalty") > 0);
    QVERIFY(std::abs(last("Gradient projection method=pcgrad, seed 1", "oldGradientCosine")) <= 1);
    QVERIFY(last("Fine-tuning, seed 1", "drift") > last("L2 λ=1, seed 1", "drift"));
}

void StrategiesEndToEnd::proposesLambdas()
{
    const QString study = QString::fromStdString(m_study.string());
    const auto propose = [&](const char* strategy) {
        return runEngine({"lambda", "--json", "--study", study, "--strategy", strategy, "--points",
                          "4", "--updates", "4"});
    };
    std::map<std::string, double> largest;
    for (const char* strategy : {"ewc", "l2", "mas"}) {
        const EngineResult result = propose(strategy);
        QVERIFY2(result.code == 0, result.errors.c_str());
        const nlohmann::json found = result.json();
        const std::vector<double> lambdas = found.at("lambda");
        QCOMPARE(lambdas.size(), std::size_t{4});
        QVERIFY(std::ranges::is_sorted(lambdas, std::greater()));
        const std::vector<double> shares = found.at("shares");
        QVERIFY2(shares.front() < 0.1 && shares.back() > 0.9, result.output.c_str());
        QVERIFY(found.at("stiffness")[0].get<double>() > 0);
        largest[strategy] = lambdas.front();
    }
    QVERIFY(largest["ewc"] != largest["l2"]);
    const EngineResult text = runEngine({"lambda", "--study", study, "--updates", "4"});
    QVERIFY2(text.output.find("lambda = [") != std::string::npos, text.output.c_str());
    // Nothing is left behind, and the model is as it was.
    QVERIFY2(runEngine({"study", "check", "--study", study}).code == 0, "study check");
}

void StrategiesEndToEnd::doesNothingTwice()
{
    const auto runs = [this] { return StudyStore(m_study, OpenMode::ReadOnly).runs().size(); };
    const std::size_t before = runs();
    const EngineResult result = runEngine(sweepRun());
    QVERIFY2(result.code == 0, result.errors.c_str());
    QCOMPARE(runs(), before);
}

QTEST_GUILESS_MAIN(StrategiesEndToEnd)
#include "tst_strategies_end_to_end.moc"
