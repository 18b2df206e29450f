// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <set>

#include <ATen/Parallel.h>

#include <QProcess>

#include "engine/adaptation/fisher_diagnostics.h"
#include "engine/adaptation/target_sampler.h"
#include "engine/study/sealed_json.h"
#include "tests/engine/adaptation/ewc_part.h"

using namespace palimpsest;

namespace fs = std::filesystem;

namespace
{

/// Every output of a network whose targets end at the second piece, with its probability and its
/// squared gradient.
struct Output {
    std::vector<std::int32_t> target;
    double probability = 0;
    at::Tensor square;
};

std::vector<Output> allOutputs(Transformer& model, const std::vector<std::int32_t>& source)
{
    std::vector<Output> outputs = {{{kEndId}, 0, {}}};
    for (int first = 0; first < model.vocabulary(); ++first) {
        for (int second = 0; second < model.vocabulary() && first != kEndId; ++second)
            outputs.push_back({{first, second}, 0, {}});
    }
    for (Output& output : outputs) {
        const std::vector<EncodedPair> alone = {{source, output.target}};
        model.parameters().zeroGradient();
        const BatchLoss loss = model.loss(assembleBatch(alone, at::kCPU), 0, {});
        loss.smoothed.backward();
        output.probability = std::exp(-loss.nll.item<double>());
        output.square = model.parameters().gradient().to(at::kDouble).square();
    }
    return outputs;
}

} // namespace

class FisherTest : public QObject
{
    Q_OBJECT

    Folder m_folder;

    FisherEstimate estimate(Transformer& model, const std::vector<IdPair>& pairs,
                            const FisherOptions& options) const
    {
        return estimateFisher(model, {m_folder.shard("some.ids", pairs)}, options);
    }

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void equalsPyTorch_data()
    {
        QTest::addColumn<bool>("tied");
        QTest::addColumn<double>("labelSmoothing");
        QTest::newRow("tied, pre-norm") << true << 0.0;
        QTest::newRow("untied, post-norm, smoothed") << false << 0.1;
    }
    /// All reductions against an independent network in double precision; see
    /// fisher_reference.py.
    void equalsPyTorch()
    {
        QFETCH(bool, tied);
        QFETCH(double, labelSmoothing);
        ModelOptions network = smallNetwork();
        network.tiedEmbeddings = tied;
        network.norm = tied ? NormPlacement::Pre : NormPlacement::Post;
        network.positions = tied ? Positions::Sinusoidal : Positions::Learned;
        const auto model = makeSmallNetwork(3, network);
        const fs::path folder = m_folder / (tied ? "tied" : "untied");
        saveModel(folder, *model, {});
        const std::vector<IdPair> pairs = madeUpPairs(12, 5, 1, 9);
        std::ofstream(folder / "pairs.json")
            << nlohmann::json{{"pairs", pairs}, {"labelSmoothing", labelSmoothing}};
        QProcess python;
        python.setProcessChannelMode(QProcess::MergedChannels);
        python.start(
            QStringLiteral(PALIMPSEST_PYTHON),
            {QStringLiteral(PALIMPSEST_SOURCE_DIR "/tests/engine/adaptation/fisher_reference.py"),
             QString::fromStdString(folder.string())});
        QVERIFY2(python.waitForFinished(240000) && python.exitCode() == 0,
                 python.readAll().constData());
        const TensorFile answer = readSafetensors(folder / "answer.safetensors");

        FisherOptions options;
        options.labelSmoothing = labelSmoothing;
        std::map<std::string, FisherEstimate> found;
        found["exact"] = estimate(*model, pairs, options);
        options.estimator = FisherEstimator::Batched;
        options.batchTokens = 100000;
        found["one-batch"] = estimate(*model, pairs, options);
        options.batchTokens = 2;
        found["batch-each"] = estimate(*model, pairs, options);
        options.estimator = FisherEstimator::Sensitivity;
        found["sensitivity"] = estimate(*model, pairs, options);
        QCOMPARE(found["one-batch"].batches, std::int64_t{1});
        QCOMPARE(found["batch-each"].batches, std::int64_t{12});
        for (const auto& [kind, estimated] : found) {
            for (const auto& [name, tensor] : namedTensors(model->parameters(), estimated.flat)) {
                const at::Tensor expected = answer.tensors.at(kind + "/" + name);
                // Attention does not depend on the bias of its keys: rounding, squared.
                if (expected.max().item<double>() < (kind == "sensitivity" ? 1e-10 : 1e-20))
                    continue;
                const double error = relativeDistance(tensor, expected);
                QVERIFY2(error < 1e-4, (kind + " " + name + " " + std::to_string(error)).c_str());
            }
        }
    }

    /// What makes λ not portable: the token mean shrinks F by the square of a sentence's tokens
    /// where all gradients agree, and by tokens of a sentence × tokens of a batch where they are
    /// independent.
    void batchedIsSmallerByTheTokensOfABatch()
    {
        const auto model = makeSmallNetwork(1);
        const std::vector<IdPair> pairs = madeUpPairs(64, 2, 6, 6);
        FisherOptions options;
        const double exact = estimate(*model, pairs, options).summary.at("trace");
        options.estimator = FisherEstimator::Batched;
        options.batchTokens = 14 * 8;
        const FisherEstimate batched = estimate(*model, pairs, options);
        QCOMPARE(batched.batches, std::int64_t{8});
        QCOMPARE(batched.tokens, std::int64_t{64 * 7});
        const double ratio = exact / batched.summary.at("trace").get<double>();
        QVERIFY2(ratio > 7 * 7 && ratio < 1.5 * 7 * 56, qPrintable(QString::number(ratio)));
    }

    void drawsSentencesWithoutReplacement()
    {
        const auto model = makeSmallNetwork(1);
        const std::vector<IdPair> pairs = madeUpPairs(30, 4);
        const auto shards = {m_folder.shard("a.ids", {pairs.begin(), pairs.begin() + 10}),
                             m_folder.shard("b.ids", {pairs.begin() + 10, pairs.end()})};
        FisherOptions options;
        options.sentences = 1000; // more than there are: all, once each
        const FisherEstimate all = estimateFisher(*model, shards, options);
        QCOMPARE(all.sentences, std::int64_t{30});
        std::int64_t pieces = 0;
        for (const auto& [source, target] : pairs)
            pieces += static_cast<std::int64_t>(target.size());
        QCOMPARE(all.tokens, pieces);
        QVERIFY(relativeDistance(all.flat, estimate(*model, pairs, options).flat) < 1e-6);
        options.sentences = 8;
        const FisherEstimate some = estimateFisher(*model, shards, options);
        QCOMPARE(some.sentences, std::int64_t{8});
        QCOMPARE(some.batches, std::int64_t{8});
        QVERIFY(at::equal(some.flat, estimateFisher(*model, shards, options).flat));
        options.seed = 2;
        QVERIFY(!at::equal(some.flat, estimateFisher(*model, shards, options).flat));
        QVERIFY(thrownBy([&] { estimateFisher(*model, {}, options); }).says("there is none"));
    }

    /// The first eighth, quarter and half of the sentences are a random sample, and come closer to
    /// all of them step by step; halves that share nothing agree least.
    void saysHowItSettles()
    {
        const auto model = makeSmallNetwork(1);
        std::vector<IdPair> pairs = madeUpPairs(64, 4, 2, 3); // short ones first, then long ones
        const std::vector<IdPair> longer = madeUpPairs(64, 5, 7, 8);
        pairs.insert(pairs.end(), longer.begin(), longer.end());
        const FisherEstimate all = estimate(*model, pairs, {});
        const nlohmann::json& parts = all.summary.at("convergence");
        QCOMPARE(parts.size(), std::size_t{3});
        double change = 1;
        double correlation = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(parts[i].at("sentences").get<int>(), 16 << i);
            QVERIFY(parts[i].at("relativeChange").get<double>() < change);
            QVERIFY(parts[i].at("rankCorrelation").get<double>() > correlation);
            change = parts[i].at("relativeChange");
            correlation = parts[i].at("rankCorrelation");
        }
        QVERIFY2(change < 0.3 && correlation > 0.9, parts.dump().c_str());
        QVERIFY(all.summary.at("relativeChangeOfHalves").get<double>() > change);
        QVERIFY(all.summary.at("rankCorrelationOfHalves").get<double>() < correlation);
        // Halves are as far apart as twice what one is from their mean.
        const double apart = all.summary.at("relativeChangeOfHalves");
        QVERIFY2(std::abs(apart / (2 * change) - 1) < 1e-3, qPrintable(QString::number(apart)));
        QVERIFY(!estimate(*model, madeUpPairs(7, 4), {}).summary.contains("convergence"));
    }

    /// The correlation of mean ranks of [3, 1, 4, 1, 5, 9, 2, 6] and [2, 7, 1, 8, 2, 8, 1, 8] by
    /// numpy.
    void rankCorrelationIsSpearmans()
    {
        const at::Tensor a = at::tensor({3.F, 1.F, 4.F, 1.F, 5.F, 9.F, 2.F, 6.F});
        const at::Tensor b = at::tensor({2.F, 7.F, 1.F, 8.F, 2.F, 8.F, 1.F, 8.F});
        const double found = rankCorrelation(a, b);
        QVERIFY2(std::abs(found - 0.19885368120992464) < 1e-12,
                 qPrintable(QString::number(found, 'g', 16)));
        QCOMPARE(rankCorrelation(a, a), 1.0);
        QCOMPARE(rankCorrelation(a, a.square()), 1.0);
        QCOMPARE(rankCorrelation(a, -a), -1.0);
        QCOMPARE(rankCorrelation(a, at::ones({8})), 0.0);
    }

    void clipsTheLargestEntries()
    {
        const auto model = makeSmallNetwork(1);
        const std::vector<IdPair> pairs = madeUpPairs(20, 4);
        FisherOptions options;
        const FisherEstimate whole = estimate(*model, pairs, options);
        QVERIFY(!whole.summary.contains("clippedAt"));
        QVERIFY(!nlohmann::json(options).contains("clip")); // identities are hashes of it
        options.clip = 5;
        const FisherEstimate clipped = estimate(*model, pairs, options);
        const double limit = 5 * whole.summary.at("mean").get<double>();
        QVERIFY(relativeDistance(clipped.flat, whole.flat.clamp_max(limit)) < 1e-6);
        const nlohmann::json& facts = clipped.summary;
        QVERIFY(std::abs(facts.at("clippedAt").get<double>() / limit - 1) < 1e-6);
        QCOMPARE(facts.at("clippedEntries").get<std::int64_t>(),
                 (whole.flat > limit).sum().item<std::int64_t>());
        QVERIFY(facts.at("clippedEntries").get<std::int64_t>() > 0);
        QVERIFY(facts.at("unclippedMax") == whole.summary.at("max"));
        const double left =
            facts.at("trace").get<double>() / whole.summary.at("trace").get<double>();
        QVERIFY(std::abs(facts.at("clippedTraceShare").get<double>() - (1 - left)) < 1e-6);
        QVERIFY(left < 0.9);
        QVERIFY(std::abs(facts.at("max").get<double>() / limit - 1) < 1e-6);
        // How it settled is said of the estimate as it was.
        QVERIFY(facts.at("convergence") == whole.summary.at("convergence"));
        QVERIFY(nlohmann::json(options).get<FisherOptions>() == options);
        options.clip = 0.5;
        QVERIFY(thrownBy([&] { validate(options); }).says("fisher.clip"));
    }

    void countsEntriesByTheirSize()
    {
        const auto model = makeSmallNetwork(1);
        const Parameters& parameters = model->parameters();
        at::Tensor flat = at::zeros({parameters.size()});
        const auto fill = [&](std::int64_t first, std::int64_t count, double value) {
            flat.narrow(0, first, count).fill_(value);
        };
        fill(0, 30, 2e-7);  // embeddings: half a decade from 1e-7 on
        fill(30, 10, 5e-7); // the next
        const ParameterEntry& last = parameters.entries().back(); // a norm
        fill(last.offset, 3, 1.5e-5);
        const nlohmann::json histogram = summariseFisher(parameters, flat).at("histogram");
        QCOMPARE(histogram.at("firstLog10").get<double>(), -7.0);
        QCOMPARE(histogram.at("binsPerDecade").get<int>(), 2);
        QCOMPARE(histogram.at("counts").get<std::vector<int>>(),
                 (std::vector<int>{30, 10, 0, 0, 3}));
        QCOMPARE(histogram.at("groups").at("embeddings").get<std::vector<int>>(),
                 (std::vector<int>{30, 10, 0, 0, 0}));
        QCOMPARE(histogram.at("groups").at("norms").get<std::vector<int>>(),
                 (std::vector<int>{0, 0, 0, 0, 3}));
        flat.zero_();
        QVERIFY(summariseFisher(parameters, flat).at("histogram").at("counts").empty());
    }

    void reportsProgressAndStops()
    {
        const auto model = makeSmallNetwork(1);
        const auto shard = m_folder.shard("some.ids", madeUpPairs(5, 4));
        FisherOptions options;
        options.estimator = FisherEstimator::Batched;
        options.batchTokens = 2; // a sentence each
        std::vector<std::int64_t> seen;
        const auto until = [&](std::int64_t last) {
            return [&seen, last](std::int64_t done, std::int64_t total) {
                seen.push_back(done);
                return total == 5 && done < last;
            };
        };
        QVERIFY(!estimateFisher(*model, {shard}, options, until(3)).flat.defined());
        QCOMPARE(seen, (std::vector<std::int64_t>{1, 2, 3}));
    }

    /// A tied embedding is one parameter: estimated, counted, stepped and penalised once.
    void countsATiedEmbeddingOnce()
    {
        const auto model = makeSmallNetwork(1);
        std::set<std::string> names;
        int embeddings = 0;
        for (const ParameterEntry& entry : model->parameters().entries()) {
            names.insert(entry.name);
            embeddings += entry.group == ParameterGroup::Embeddings;
        }
        QCOMPARE(names.size(), model->parameters().entries().size());
        QCOMPARE(embeddings, 1);
        const auto groups =
            summariseFisher(model->parameters(), unevenFisher(model->parameters().size(), 1))
                .at("groups");
        QCOMPARE(groups.at("embeddings").at("parameters").get<int>(), kSmallVocabulary * 16);
    }

    void sampledLabelsAreAFunctionOfTheSeed()
    {
        const auto model = makeSmallNetwork(1);
        const std::vector<IdPair> pairs = madeUpPairs(6, 4);
        FisherOptions options;
        const at::Tensor given = estimate(*model, pairs, options).flat;
        options.estimator = FisherEstimator::SampledLabels;
        at::manual_seed(1);
        const at::Tensor once = estimate(*model, pairs, options).flat;
        at::manual_seed(2);
        QVERIFY(at::equal(once, estimate(*model, pairs, options).flat));
        QVERIFY(!at::equal(once, given));
        options.seed = 2;
        QVERIFY(!at::equal(once, estimate(*model, pairs, options).flat));
    }

    /// E over the model's own outputs of the squared gradient, counted out over all of them.
    void sampledLabelsAreUnbiased()
    {
        ModelOptions network = smallNetwork();
        network.dModel = 8;
        network.feedForward = 8;
        network.maxPositions = 3; // two pieces at most
        Transformer model(network, 5, at::kCPU);
        model.initialise(11);
        const std::vector<std::int32_t> source = {4, kEndId};
        const std::vector<Output> outputs = allOutputs(model, source);
        QCOMPARE(outputs.size(), std::size_t{21});
        double sum = 0;
        at::Tensor mean = at::zeros({model.parameters().size()}, at::kDouble);
        at::Tensor meanSquare = at::zeros_like(mean);
        for (const Output& output : outputs) {
            sum += output.probability;
            mean += output.square * output.probability;
            meanSquare += output.square.square() * output.probability;
        }
        QVERIFY(std::abs(sum - 1) < 1e-5);

        constexpr int kSamples = 2000;
        FisherOptions options;
        options.sentences = kSamples;
        options.estimator = FisherEstimator::SampledLabels;
        const std::vector<IdPair> pairs(kSamples, {source, {4, kEndId}});
        const FisherEstimate sampled = estimate(model, pairs, options);
        const at::Tensor error = (meanSquare - mean.square()).clamp_min(1e-20).div(kSamples).sqrt();
        const auto offBy = [&](const at::Tensor& found) { // in standard errors, by parameter
            return (found.to(at::kDouble) - mean).abs().div_(error);
        };
        const double worst = offBy(sampled.flat).max().item<double>();
        QVERIFY2(worst < 6, qPrintable(QString::number(worst)));
        const double average = offBy(sampled.flat).mean().item<double>();
        QVERIFY2(average < 1.6, qPrintable(QString::number(average)));
        // The empirical Fisher of a fixed label is something else, and the test would see it.
        options.estimator = FisherEstimator::Exact;
        options.sentences = 1;
        QVERIFY(offBy(estimate(model, pairs, options).flat).max().item<double>() > 20);
    }

    void comesBackFromItsFileWithAllItsFacts()
    {
        const auto model = makeSmallNetwork(1);
        FisherOptions options;
        options.sentences = 7;
        options.seed = 5;
        options.labelSmoothing = 0.1;
        const std::vector<IdPair> pairs = madeUpPairs(9, 4);
        const FisherEstimate made = estimate(*model, pairs, options);
        nlohmann::json facts = fisherFacts(options, made, "text", "weights");
        facts["identity"] = "mine";
        saveFisher(m_folder / "fisher", model->parameters(), {made.flat, facts});
        const FisherFile file = loadFisher(m_folder / "fisher", model->parameters());
        QVERIFY(at::equal(file.flat, made.flat));
        const nlohmann::json& read = file.facts;
        QCOMPARE(read.at("estimator").get<std::string>(), std::string("exact"));
        QVERIFY(read.at("reduction").get<std::string>().find("sum over a sentence") == 0);
        QCOMPARE(read.at("sentences").get<int>(), 7);
        QCOMPARE(read.at("batches").get<int>(), 7);
        QCOMPARE(read.at("tokens").get<std::int64_t>(), made.tokens);
        QCOMPARE(read.at("labelSmoothing").get<double>(), 0.1);
        QCOMPARE(read.at("dropout").get<bool>(), false);
        QCOMPARE(read.at("precision").get<std::string>(), std::string("fp32"));
        QCOMPARE(read.at("seed").get<int>(), 5);
        QCOMPARE(read.at("dataHash").get<std::string>(), std::string("text"));
        QCOMPARE(read.at("checkpointHash").get<std::string>(), std::string("weights"));
        QCOMPARE(read.at("identity").get<std::string>(), std::string("mine"));
        QCOMPARE(read.at("weightsHash").get<std::string>().size(), std::size_t{64});
        const double trace = made.flat.sum(at::kDouble).item<double>();
        QCOMPARE(read.at("trace").get<double>(), trace);
        QCOMPARE(read.at("mean").get<double>(), trace / double(made.flat.numel()));
        QCOMPARE(read.at("max").get<double>(), made.flat.max().item<double>());
        QCOMPARE(read.at("zeros").get<std::int64_t>(), (made.flat == 0).sum().item<std::int64_t>());
        double groupTraces = 0;
        for (const auto& [name, group] : read.at("groups").items()) {
            QCOMPARE(group.at("mean").get<double>(),
                     group.at("trace").get<double>() / group.at("parameters").get<double>());
            groupTraces += group.at("trace").get<double>();
        }
        QCOMPARE(read.at("groups").size(), std::size_t{4});
        QVERIFY(std::abs(groupTraces / trace - 1) < 1e-9);
    }

    void refusesADamagedFile()
    {
        const auto model = makeSmallNetwork(1);
        const fs::path folder = m_folder / "damaged";
        const auto save = [&](nlohmann::json facts) {
            saveFisher(folder, model->parameters(),
                       {at::ones({model->parameters().size()}), std::move(facts)});
        };
        const auto loading = [&] {
            return thrownBy([&] { loadFisher(folder, model->parameters()); });
        };
        QVERIFY(loading().code == ExitCode::BadInput); // there is none
        save(factsFor("hash"));
        QVERIFY(loading().sentence.empty());
        flipByte(folder / "fisher.safetensors", 2000);
        QVERIFY(loading().says((folder / "fisher.safetensors").string()));
        fs::remove(folder / "fisher.safetensors");
        QVERIFY(loading().says((folder / "fisher.safetensors").string()));
        save(factsFor("hash"));
        fs::resize_file(folder / "fisher.json", 40);
        QVERIFY(loading().says((folder / "fisher.json").string()));
        for (const char* fact : {"estimator", "reduction", "checkpointHash", "tokens", "groups"}) {
            nlohmann::json facts = factsFor("hash");
            save(facts);
            nlohmann::json stored;
            std::ifstream(folder / "fisher.json") >> stored;
            stored.erase(fact);
            std::ofstream(folder / "fisher.json") << sealed(stored); // or the seal alone refuses it
            QVERIFY(loading().says("\"" + std::string(fact) + "\""));
        }
    }
};

QTEST_GUILESS_MAIN(FisherTest)
#include "tst_fisher.moc"
