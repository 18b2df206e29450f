// SPDX-License-Identifier: GPL-3.0-or-later
#include <rapidcheck.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/study/enum_text.h"
#include "engine/study/error.h"
#include "engine/study/run_config.h"
#include "tests/support/sample_study.h"

using namespace palimpsest;

namespace
{

template <class E>
rc::Gen<E> anyOf()
{
    std::vector<E> values;
    for (const auto& [value, text] : EnumText<E>::kValues)
        values.push_back(value);
    return rc::gen::elementOf(values);
}

/// Any finite double, also ones without a short text.
double anyDouble()
{
    return static_cast<double>(*rc::gen::arbitrary<int>()) / *rc::gen::inRange(1, 1000);
}

TrainingOptions anyTraining()
{
    TrainingOptions options;
    options.seed = *rc::gen::arbitrary<std::uint64_t>();
    options.batchTokens = *rc::gen::arbitrary<std::int64_t>();
    options.learningRate = anyDouble();
    options.schedule = *anyOf<Schedule>();
    options.clipScope = *anyOf<ClipScope>();
    options.precision = *anyOf<Precision>();
    options.activationCheckpointing = *rc::gen::arbitrary<bool>();
    options.choice = *anyOf<CheckpointChoice>();
    options.budget.policy = *anyOf<BudgetPolicy>();
    options.budget.newDataEpochs = anyDouble();
    options.budget.targetTokens = *rc::gen::element<std::int64_t>(1, 1'000'000, 7'000'000'000);
    options.validateSentences = *rc::gen::arbitrary<int>();
    return options;
}

RunConfig anyConfig()
{
    RunConfig config;
    config.kind = *anyOf<RunKind>();
    config.domains = sampleFacts().domains;
    config.domains.edit()[0].note = "Quelle: „Ägypten“ \"λ\" \\ \n";
    config.training = anyTraining();
    config.base.edit().training = anyTraining();
    config.base.edit().tokenizer.kind = *anyOf<TokenizerKind>();
    config.base.edit().tokenizer.domains = {"news", "a b"};
    config.base.edit().model.preset =
        *rc::gen::elementOf(std::vector<std::string>{"tiny", "base", "custom"});
    config.base.edit().model.dModel = *rc::gen::inRange(1, 5000);
    config.base.edit().model.norm = *anyOf<NormPlacement>();
    config.base.edit().model.activation = *anyOf<Activation>();
    config.base.edit().model.positions = *anyOf<Positions>();
    config.base.edit().model.tiedEmbeddings = *rc::gen::arbitrary<bool>();
    config.fisher.edit().estimator = *anyOf<FisherEstimator>();
    config.strategy = completed({"x", true, {{"ewc", {{"lambda", std::abs(anyDouble())}}}}});
    if (*rc::gen::arbitrary<bool>())
        config.strategy.training = {{"learningRate", anyDouble()}, {"updates", 7}};
    config.evaluation.edit().metrics = {"ter"};
    config.evaluation.edit().lengthPenalty = anyDouble();
    config.evaluation.edit().precision = *anyOf<Precision>();
    return config;
}

/// What an error says about a configuration given as JSON.
template <class T>
std::string complaint(const std::string& json)
{
    try {
        (void)nlohmann::json::parse(json).get<T>();
    } catch (const BadInput& error) {
        return error.what();
    }
    return "accepted";
}

/// The configuration that was read, as JSON text, or what was wrong with it.
template <class Read>
std::string outcome(Read&& read)
{
    try {
        return nlohmann::json(read()).dump();
    } catch (const std::exception& error) {
        return error.what();
    }
}

} // namespace

class TestConfigurationJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyConfigurationComesBack()
    {
        QVERIFY(rc::check("run configurations survive JSON text", [] {
            const RunConfig config = anyConfig();
            const nlohmann::json json = config;
            const auto back = nlohmann::json::parse(json.dump()).get<RunConfig>();
            RC_ASSERT(nlohmann::json(back) == json);
            RC_ASSERT(back.training == config.training);
            RC_ASSERT(back.base == config.base);
            RC_ASSERT(back.domains == config.domains);
            RC_ASSERT(back.fisher == config.fisher);
            RC_ASSERT(back.strategy == config.strategy);
            RC_ASSERT(back.evaluation == config.evaluation);
        }));
    }

    void manyConfigurationsAreReadAsEachAlone()
    {
        QVERIFY(rc::check("one reader of many texts gives what each text alone gives", [] {
            RunConfigReader reader;
            const auto shared = anyConfig();
            for (int i = 0; i < 4; ++i) {
                RunConfig config = shared;
                config.identity = "job " + std::to_string(i);
                if (i % 2 == 1)
                    config.training = anyTraining();
                const nlohmann::json json = config;
                const int indent = *rc::gen::element(-1, 0, 3);
                RC_ASSERT(nlohmann::json(reader.read(json.dump(indent))) == json);
            }
        }));
    }

    void jobsShareWhatIsAlikeUntilItIsEdited()
    {
        RunConfig config;
        config.domains = sampleFacts().domains;
        config.base.edit().model.dModel = 24;
        RunConfigReader reader;
        const RunConfig first = reader.read(nlohmann::json(config).dump());
        config.identity = "another";
        RunConfig second = reader.read(nlohmann::json(config).dump());
        QCOMPARE(&*second.domains, &*first.domains);
        QCOMPARE(&*second.base, &*first.base);

        const std::string name = first.domains->front().name;
        second.domains.edit().front().name = "renamed";
        QCOMPARE(first.domains->front().name, name);
        QCOMPARE(second.domains->front().name, std::string("renamed"));
        QVERIFY(!(second.domains == first.domains));
        second.domains.edit().front().name = name;
        QVERIFY(second.domains == first.domains);
    }

    void damagedTextIsReadOrRefusedAlike()
    {
        QVERIFY(rc::check("a changed byte has the same effect on both readers", [] {
            const RunConfig config = anyConfig();
            std::string text = nlohmann::json(config).dump();
            RunConfigReader reader;
            (void)reader.read(text);
            const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
            text[at] = *rc::gen::element('"', '\\', '{', '}', '[', ']', ',', ':', '0', 'x', ' ');
            RC_ASSERT(outcome([&] { return reader.read(text); }) ==
                      outcome([&] { return nlohmann::json::parse(text).get<RunConfig>(); }));
        }));
    }

    void shapesThatAreNoPlainObjectAreReadAlike_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"", "{}", "[]", "null", "{\"threads\":1,\"threads\":2}", "{\"thr\\u0065ads\":3}",
              "{\"threads\":1}x", "{\"threads\":1,}", "{\"threads\" 1}", "{\"no such\":1}",
              "{\"threads\":\"two\"}", "{\"protocol\":7}", "{\"domains\":[}]}",
              "{\"domains\":{\"a\":\"}\"}}", " { \"threads\" : 4 , \"run\" : \"a,}\" } "})
            QTest::newRow(text) << QString::fromUtf8(text);
    }

    void shapesThatAreNoPlainObjectAreReadAlike()
    {
        QFETCH(const QString, text);
        const std::string json = text.toStdString();
        QCOMPARE(outcome([&] { return RunConfigReader().read(json); }),
                 outcome([&] { return nlohmann::json::parse(json).get<RunConfig>(); }));
    }

    void sweepsComeBack()
    {
        SweepSpec spec = hasler2021Sweep({1, 0.1, 1e-5});
        spec.seeds = {1, 18446744073709551615ULL};
        spec.oldDomains = {"news"};
        spec.devices = "cpu:2x1";
        const auto back = nlohmann::json::parse(nlohmann::json(spec).dump()).get<SweepSpec>();
        QVERIFY(back == spec);
    }

    /// Identities are made of these texts.
    void whatIsNewDoesNotShowWhereItIsNotUsed()
    {
        QCOMPARE(nlohmann::json(Budget()).dump(),
                 std::string(R"({"minutes":0.0,"newDataEpochs":1.0,"patience":5,)"
                             R"("policy":"updates","updates":250})"));
        QCOMPARE(nlohmann::json(completed({"", true, {}})).dump(),
                 std::string(R"({"adapts":true,"name":"fine-tuning","parts":[]})"));
        Budget tokens;
        tokens.policy = BudgetPolicy::TargetTokens;
        QVERIFY(nlohmann::json(tokens).at("targetTokens") == 1'000'000);
        TrainingOptions training;
        QVERIFY(!nlohmann::json(training).contains("activationCheckpointing"));
        training.activationCheckpointing = true;
        QVERIFY(nlohmann::json(training).at("activationCheckpointing") == true);
        EvaluationPlan evaluation;
        QVERIFY(!nlohmann::json(evaluation).contains("precision"));
        evaluation.precision = Precision::BFloat16;
        QVERIFY(nlohmann::json(evaluation).at("precision") == "bfloat16");
    }

    void omittedKeysTakeDefaults()
    {
        const nlohmann::json empty = nlohmann::json::object();
        QVERIFY(empty.get<TrainingOptions>() == TrainingOptions());
        QVERIFY(empty.get<BaseSpec>() == BaseSpec());
        QVERIFY(empty.get<SweepSpec>() == SweepSpec());
        QVERIFY(empty.get<FisherOptions>() == FisherOptions());
        QVERIFY(empty.get<EvaluationPlan>() == EvaluationPlan());
        QVERIFY(empty.get<TokenizerOptions>() == TokenizerOptions());
    }

    void presetsFillSizes()
    {
        const auto base = nlohmann::json{{"preset", "base"}}.get<ModelOptions>();
        QVERIFY(base == modelPreset("base"));
        const auto thinner =
            nlohmann::json{{"preset", "base"}, {"encoderLayers", 2}}.get<ModelOptions>();
        QCOMPARE(thinner.encoderLayers, 2);
        QCOMPARE(thinner.dModel, 512);
    }

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("field");
        QTest::newRow("unknown") << R"({"training":{"learningrate":1}})"
                                 << "\"training.learningrate\" is unknown";
        QTest::newRow("text for number")
            << R"({"training":{"learningRate":"x"}})" << "\"training.learningRate\"";
        QTest::newRow("fraction") << R"({"training":{"accumulate":1.5}})"
                                  << "\"training.accumulate\"";
        QTest::newRow("overflow") << R"({"training":{"accumulate":99999999999}})"
                                  << "\"training.accumulate\"";
        QTest::newRow("negative seed") << R"({"training":{"seed":-1}})" << "\"training.seed\"";
        QTest::newRow("null") << R"({"training":null})" << "\"training\"";
        QTest::newRow("deep") << R"({"base":{"training":{"budget":{"policy":"forever"}}}})"
                              << "\"base.training.budget.policy\"";
        QTest::newRow("list item") << R"({"seeds":[1,"2"]})" << "\"seeds.1\"";
        QTest::newRow("bool") << R"({"base":{"tokenizer":{"byteFallback":1}}})"
                              << "\"base.tokenizer.byteFallback\"";
        QTest::newRow("preset") << R"({"base":{"model":{"preset":"giant"}}})"
                                << "\"base.model.preset\"";
        QTest::newRow("strategy") << R"({"strategies":[{"base":{"nam":"x"}}]})"
                                  << "\"strategies.0.base.nam\"";
        QTest::newRow("not an object") << R"([1])" << "must be an object";
    }
    void mistakesAreNamed()
    {
        QFETCH(QString, json);
        QFETCH(QString, field);
        const std::string said = complaint<SweepSpec>(json.toStdString());
        QVERIFY2(QString::fromStdString(said).contains(field), said.c_str());
    }

    void otherProtocolsAreRefused()
    {
        QVERIFY(complaint<RunConfig>(R"({"protocol": 2})").find("protocol") != std::string::npos);
    }

    void validationNamesTheField()
    {
        const auto said = [](auto change) {
            SweepSpec spec = hasler2021Sweep({1});
            change(spec);
            try {
                validate(spec);
            } catch (const BadInput& error) {
                return std::string(error.what());
            }
            return std::string("accepted");
        };
        const auto names = [&](const char* field, auto change) {
            return said(change).find("\"" + std::string(field)) != std::string::npos;
        };
        QCOMPARE(said([](SweepSpec&) {}), std::string("accepted"));
        QVERIFY(names("training.learningRate", [](SweepSpec& s) { s.training.learningRate = 0; }));
        QVERIFY(
            names("training.budget.updates", [](SweepSpec& s) { s.training.budget.updates = 0; }));
        QVERIFY(names("base.dropout", [](SweepSpec& s) { s.base.training.dropout = 1; }));
        QVERIFY(names("model.heads", [](SweepSpec& s) { s.base.model.heads = 3; }));
        QVERIFY(names("filter.maxPieces", [](SweepSpec& s) { s.base.filter.maxPieces = 512; }));
        QVERIFY(names("seeds", [](SweepSpec& s) { s.seeds = {1, 1}; }));
        QVERIFY(names("seeds", [](SweepSpec& s) { s.seeds.clear(); }));
        QVERIFY(names("devices", [](SweepSpec& s) { s.devices = "tpu"; }));
        QVERIFY(names("evaluation.metrics", [](SweepSpec& s) { s.evaluation.metrics = {"blue"}; }));
        QVERIFY(names("evaluation.precision",
                      [](SweepSpec& s) { s.evaluation.precision = Precision::Auto; }));
        QVERIFY(names("strategies.2.axes.ewc.lambda",
                      [](SweepSpec& s) { s.strategies[2].axes["ewc.lambda"] = {}; }));
        QVERIFY(names("strategies.2.ewc.lambda",
                      [](SweepSpec& s) { s.strategies[2].axes["ewc.lambda"] = {-1}; }));
        QVERIFY(names("strategies.2.axes.mixing.ratio",
                      [](SweepSpec& s) { s.strategies[2].axes["mixing.ratio"] = {1}; }));
        QVERIFY(names("training.budget.targetTokens",
                      [](SweepSpec& s) { s.training.budget.targetTokens = 0; }));
        QVERIFY(names("strategies.2.training.learningRate",
                      [](SweepSpec& s) { s.strategies[2].base.training["learningRate"] = 0; }));
        QVERIFY(names("strategies.2.training.budget.updates",
                      [](SweepSpec& s) { s.strategies[2].axes["training.updates"] = {100, 0}; }));
        QVERIFY(names("strategies.2.training.updates", [](SweepSpec& s) {
            s.strategies[2].axes["training.updates"] = {100, 10.5};
        }));
        QVERIFY(names("strategies.2.training.seed",
                      [](SweepSpec& s) { s.strategies[2].base.training["seed"] = 1; }));
        QVERIFY(names("strategies.2.training.newDataEpochs",
                      [](SweepSpec& s) { s.strategies[2].axes["training.newDataEpochs"] = {1}; }));
        QVERIFY(names("strategies.0.axes.training.updates",
                      [](SweepSpec& s) { s.strategies[0].axes["training.updates"] = {1}; }));
        QVERIFY(names("training.choice", [](SweepSpec& s) {
            s.training.choice = CheckpointChoice::BestDev;
            s.training.validateEvery = 0;
        }));
    }
};

QTEST_APPLESS_MAIN(TestConfigurationJson)
#include "tst_configuration_json.moc"
