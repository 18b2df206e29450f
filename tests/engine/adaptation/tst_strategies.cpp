// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <ATen/Parallel.h>

#include "engine/adaptation/adapters.h"
#include "engine/adaptation/mixing.h"
#include "engine/adaptation/strategy.h"
#include "engine/study/enum_text.h"
#include "tests/engine/adaptation/ewc_part.h"

using namespace palimpsest;

/// Mixing, and the parts of a specification put together.
class StrategiesTest : public QObject
{
    Q_OBJECT

    Folder m_folder;
    std::unique_ptr<Transformer> m_model;
    std::unique_ptr<Transformer> m_withAdapters; ///< of the strategy made last that has any
    std::shared_ptr<const IdShard> m_old;        ///< longer sentences than the new ones
    std::shared_ptr<const IdShard> m_new;

    static StrategySpec spec(const nlohmann::json& parts)
    {
        return nlohmann::json{{"parts", parts}}.get<StrategySpec>();
    }

    std::vector<std::unique_ptr<Strategy>>
    make(const StrategySpec& strategy, const std::string& fisher = "fisher", bool oldText = true)
    {
        RunConfig config;
        config.run = "some run";
        config.baseFolder = "base";
        config.fisherFolder = fisher;
        config.strategy = strategy;
        config.training = shortTraining(1);
        config.domains.edit().resize(2);
        config.domains.edit()[0].name = "old";
        config.domains.edit()[0].role = DomainRole::Old;
        config.domains.edit()[1].name = "new";
        config.domains.edit()[1].role = DomainRole::New;
        std::vector<std::shared_ptr<const IdShard>> old;
        if (oldText)
            old = {m_old};
        Transformer* model = m_model.get();
        if (std::ranges::find(strategy.parts, "adapters", &StrategyPart::kind) !=
            strategy.parts.end()) {
            m_withAdapters = modelToAdapt(makeSmallNetwork(7), config);
            model = m_withAdapters.get();
        }
        return makeStrategies(
            {*model, model->parameters().flat().clone(), config, m_folder.path(), old, {m_new}});
    }

    std::vector<BatchSource> sourcesOf(const std::vector<std::unique_ptr<Strategy>>& strategies)
    {
        std::vector<BatchSource> sources = {{{m_new}, 1, true}};
        for (const auto& strategy : strategies)
            strategy->chooseSources(sources);
        return sources;
    }

    /// Share of what is old among what a training draws, and its standard error: of examples, or of
    /// their target pieces.
    std::pair<double, double> drawnShare(std::vector<BatchSource> sources, bool pieces,
                                         std::size_t examples)
    {
        BatchStream stream(std::move(sources), 200, 3);
        std::vector<std::pair<double, bool>> drawn;
        for (std::int64_t step = 0; drawn.size() < examples; ++step) {
            const BatchIndices batch = stream.at(step);
            for (const BatchExample& example : batch.examples)
                drawn.emplace_back(
                    pieces ? static_cast<double>(stream.pair(example).target.size()) : 1,
                    !stream.sources()[static_cast<std::size_t>(example.source)].isNew);
        }
        double all = 0;
        double old = 0;
        for (const auto& [weight, isOld] : drawn) {
            all += weight;
            old += isOld ? weight : 0;
        }
        double squares = 0; // of a ratio estimate
        for (const auto& [weight, isOld] : drawn)
            squares += std::pow(weight * ((isOld ? 1 : 0) - old / all), 2);
        return {old / all, std::sqrt(squares) / all};
    }

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        m_model = makeSmallNetwork(7);
        m_old = m_folder.shard("old.ids", madeUpPairs(500, 1, 6, 12));
        m_new = m_folder.shard("new.ids", madeUpPairs(300, 2, 2, 6));
        saveModel(m_folder / "base", *m_model, {});
        saveFisher(m_folder / "fisher", m_model->parameters(),
                   {unevenFisher(m_model->parameters().size(), 1),
                    factsFor(modelFacts(m_folder / "base").at("weightsHash"))});
        nlohmann::json sensitivity = factsFor(modelFacts(m_folder / "base").at("weightsHash"));
        sensitivity["estimator"] = enumText(FisherEstimator::Sensitivity);
        saveFisher(m_folder / "sensitivities", m_model->parameters(),
                   {unevenFisher(m_model->parameters().size(), 1), sensitivity});
        saveFisher(m_folder / "fisher of another", m_model->parameters(),
                   {unevenFisher(m_model->parameters().size(), 1), factsFor("another hash")});
    }

    void drawsOldTextInProportion_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<bool>("tokens");
        for (const double ratio : {100.0, 10.0, 1.0, 0.25}) {
            QTest::addRow("%g:1 by sentences", ratio) << ratio << false;
            QTest::addRow("%g:1 by tokens", ratio) << ratio << true;
        }
    }
    void drawsOldTextInProportion()
    {
        QFETCH(double, ratio);
        QFETCH(bool, tokens);
        const auto strategies = make(spec(
            {{{"kind", "mixing"},
              {"parameters", {{"ratio", ratio}, {"unit", tokens ? "tokens" : "sentences"}}}}}));
        const std::vector<BatchSource> sources = sourcesOf(strategies);
        QCOMPARE(sources.size(), std::size_t{2});
        QVERIFY(sources[0].isNew && !sources[1].isNew);
        QVERIFY(std::abs(sources[0].probability + sources[1].probability - 1) < 1e-12);
        const double wanted = ratio / (1 + ratio);
        const auto [share, error] = drawnShare(sources, tokens, 40000);
        QVERIFY2(std::abs(share - wanted) < 4 * error,
                 qPrintable(QStringLiteral("%1 ± %2").arg(share).arg(error)));
        // In the other unit it is another share, and by far.
        const auto [other, otherError] = drawnShare(sources, !tokens, 40000);
        QVERIFY(std::abs(other - wanted) > 4 * otherError);
        if (!tokens) // methods: .9901, .9091, .5
            QVERIFY(std::abs(sources[1].probability - wanted) < 1e-12);
    }

    /// N updates of B sentences are N·B/((1+r)·|B|) passes over the new text.
    void moreOldTextIsFewerPassesOverTheNew()
    {
        const std::int64_t steps = 1500;
        std::vector<double> epochs;
        for (const double ratio : {1.0, 100.0}) {
            Mixing mixing(ratio, Mixing::Unit::Sentences, {m_old});
            std::vector<BatchSource> sources = {{{m_new}, 1, true}};
            mixing.chooseSources(sources);
            BatchStream stream(sources, 200, 3);
            std::int64_t examples = 0;
            for (std::int64_t step = 0; step < steps; ++step)
                examples += static_cast<std::int64_t>(stream.at(step).examples.size());
            const double seen = static_cast<double>(stream.at(steps).newExamplesBefore) / 300;
            const double formula = static_cast<double>(examples) / ((1 + ratio) * 300);
            QVERIFY2(std::abs(seen / formula - 1) < 0.25, qPrintable(QString::number(seen)));
            epochs.push_back(seen);
        }
        QVERIFY(epochs[0] / epochs[1] > 30);
    }

    void ewcAndMixingTogetherHaveBothEffects()
    {
        const auto strategies =
            make(spec({{{"kind", "ewc"}, {"parameters", {{"lambda", 20.0}, {"factor", 1.0}}}},
                       {{"kind", "mixing"}, {"parameters", {{"ratio", 1.0}}}}}));
        QCOMPARE(strategies.size(), std::size_t{2});
        const std::vector<BatchSource> sources = sourcesOf(strategies);
        QCOMPARE(sources.size(), std::size_t{2});
        RecordingHook before;
        RecordingHook after;
        std::vector<TrainingHooks*> hooks = {&before};
        for (const auto& strategy : strategies)
            hooks.push_back(strategy.get());
        hooks.push_back(&after);
        const at::Tensor base = m_model->parameters().flat().clone();
        const TrainingOptions options = shortTraining(3);
        BatchStream stream(sources, options.batchTokens, options.seed);
        Watcher watcher;
        at::Tensor moved;
        watcher.after = [&](std::int64_t update) {
            if (update == 2)
                moved = m_model->parameters().flat() - base;
        };
        Trainer trainer(*m_model, stream, {options, m_folder / "both", "configuration", base},
                        hooks, watcher);
        trainer.run();
        m_model->parameters().assignFlat(base);
        // λ and c of the specification, F of the file, θ* of the base model …
        const at::Tensor fisher = unevenFisher(base.numel(), 1);
        const at::Tensor added = after.calls[2].gradient - before.calls[2].gradient;
        QVERIFY(relativeDistance(added, fisher * moved * 40) < 1e-4);
        QVERIFY(watcher.series.at(3).at("penalty") > 0);
        // … and the loss is of old and new text, of which the new is counted.
        const auto [share, error] = drawnShare(sources, false, 5000);
        QVERIFY(std::abs(share - 0.5) < 4 * error);
        QVERIFY(watcher.series.at(3).at("newEpochs") > 0);
    }

    void everyPartOfTheCatalogueHasAMaker()
    {
        QVERIFY(!strategyPartCatalogue().empty());
        for (const StrategyPartKind& kind : strategyPartCatalogue()) {
            std::vector<std::unique_ptr<Strategy>> made;
            const char* importance = kind.estimator ? "sensitivities" : "fisher";
            const Thrown thrown =
                thrownBy([&] { made = make(spec({{{"kind", kind.kind}}}), importance); });
            QVERIFY2(thrown.sentence.empty(), thrown.sentence.c_str());
            QCOMPARE(made.size(), std::size_t{1});
        }
        QCOMPARE(make(spec(nlohmann::json::array())).size(), std::size_t{0}); // fine-tuning
        const Thrown thrown = thrownBy([&] { make(spec({{{"kind", "hope"}}})); });
        QVERIFY(thrown.code == ExitCode::BadInput);
        QVERIFY2(thrown.says("\"hope\""), thrown.sentence.c_str());
    }

    /// Over-sampling k times: old text has the share |A| / (|A| + k·|B|).
    void oversamplesTheNewText()
    {
        for (const double times : {1.0, 5.0}) {
            const auto strategies =
                make(spec({{{"kind", "oversampling"}, {"parameters", {{"times", times}}}}}));
            const std::vector<BatchSource> sources = sourcesOf(strategies);
            const double wanted = 500 / (500 + times * 300);
            QVERIFY(std::abs(sources[1].probability - wanted) < 1e-12);
            const auto [share, error] = drawnShare(sources, false, 20000);
            QVERIFY(std::abs(share - wanted) < 4 * error);
        }
    }

    /// L2 to the base is 2cλ(θ − θ*), whatever the parameter.
    void l2HoldsAllParametersAlike()
    {
        const auto strategies =
            make(spec({{{"kind", "l2"}, {"parameters", {{"lambda", 3}, {"factor", 1}}}}}));
        const at::Tensor base = m_model->parameters().flat().clone();
        const at::Tensor moved = unevenFisher(base.numel(), 0.1);
        m_model->parameters().assignFlat(base + moved);
        at::Tensor gradient = at::zeros_like(base);
        strategies[0]->addGradient(gradient, {});
        m_model->parameters().assignFlat(base);
        QVERIFY(relativeDistance(gradient, moved * 6) < 1e-5);
    }

    void everythingThatDecidesATrialIsStored()
    {
        const StrategySpec stored =
            nlohmann::json(completed(spec({{{"kind", "ewc"}}, {{"kind", "mixing"}}})))
                .get<StrategySpec>();
        QCOMPARE(stored.parameter("ewc", "factor").get<double>(), 0.5);
        QCOMPARE(stored.parameter("ewc", "scale").get<std::string>(), std::string("raw"));
        QCOMPARE(stored.parameter("ewc", "lambda").get<double>(), 1.0);
        QCOMPARE(stored.parameter("mixing", "ratio").get<double>(), 1.0);
        QCOMPARE(stored.parameter("mixing", "unit").get<std::string>(), std::string("sentences"));
    }

    void refusesWhatDoesNotBelongTogether()
    {
        const StrategySpec ewc = spec({{{"kind", "ewc"}}});
        Thrown thrown = thrownBy([&] { make(ewc, "fisher of another"); });
        QVERIFY(thrown.code == ExitCode::BadInput);
        QVERIFY2(thrown.says("estimated on another model"), thrown.sentence.c_str());
        thrown = thrownBy([&] { make(ewc, ""); });
        QVERIFY2(thrown.says("some run") && thrown.says("fisherFolder"), thrown.sentence.c_str());
        for (const char* kind : {"mixing", "oversampling", "gradient-projection"}) {
            thrown = thrownBy([&] { make(spec({{{"kind", kind}}}), "", false); });
            QVERIFY2(thrown.says("old domain"), thrown.sentence.c_str());
        }
        thrown = thrownBy([&] { make(spec({{{"kind", "mas"}}})); });
        QVERIFY2(thrown.says("MAS") && thrown.says("\"exact\""), thrown.sentence.c_str());
    }

    void warnsThroughTheStrategy()
    {
        const auto stiff = make(spec({{{"kind", "ewc"}, {"parameters", {{"lambda", 1e6}}}}}));
        QCOMPARE(stiff[0]->warnings().size(), std::size_t{1});
        QVERIFY(make(spec({{{"kind", "ewc"}}}))[0]->warnings().empty());
        // A tag that all text has tells nothing apart.
        QCOMPARE(make(spec({{{"kind", "domain-tags"}}}))[0]->warnings().size(), std::size_t{1});
        const auto mixed = make(spec({{{"kind", "domain-tags"}}, {{"kind", "mixing"}}}));
        QVERIFY(mixed[0]->warnings().empty());
    }
};

QTEST_GUILESS_MAIN(StrategiesTest)
#include "tst_strategies.moc"
