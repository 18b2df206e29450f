// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <set>

#include "engine/study/enum_text.h"
#include "tests/engine/model/model_fixture.h"

using namespace palimpsest;

namespace
{

struct Case {
    std::string name;
    ModelOptions options;
    bool padded = true;
    double smoothing = 0.1;
};

/// Every combination of the architecture's choices with padding, and some without.
std::vector<Case> makeCases()
{
    std::vector<Case> cases;
    for (const NormPlacement norm : {NormPlacement::Pre, NormPlacement::Post})
        for (const Activation activation : {Activation::Relu, Activation::Gelu, Activation::Silu})
            for (const Positions positions : {Positions::Sinusoidal, Positions::Learned})
                for (const bool tied : {true, false}) {
                    Case one;
                    one.options = smallModel();
                    one.options.norm = norm;
                    one.options.activation = activation;
                    one.options.positions = positions;
                    one.options.tiedEmbeddings = tied;
                    one.name = std::string(enumText(norm)) + "-norm " + enumText(activation) + " " +
                               enumText(positions) + (tied ? " tied" : " untied");
                    cases.push_back(one);
                }
    for (const bool tied : {true, false}) { // as in Marian
        Case one;
        one.options = smallModel();
        one.options.norm = NormPlacement::Post;
        one.options.activation = Activation::Silu;
        one.options.tiedEmbeddings = tied;
        one.options.outputBias = true;
        one.options.startsWithPad = true;
        one.name = tied ? "Marian" : "Marian untied";
        cases.push_back(one);
    }
    for (const std::size_t index : {0, 13}) {
        Case one = cases[index];
        one.padded = false;
        one.smoothing = 0;
        one.name += ", not padded, not smoothed";
        cases.push_back(one);
    }
    return cases;
}

Batch batchOf(const Case& one, at::Device device)
{
    return makeBatch(5, 6, one.padded ? 2 : 9, 9, device);
}

/// What decodeStep says of the hypotheses must be what forward() says of the same prefixes.
class CachedDecoding
{
public:
    CachedDecoding(const Transformer& model, std::int64_t beam)
        : m_model(model), m_source(makeBatch(21, 4, 3, 8))
    {
        for (std::int64_t j = 0; j < beam; ++j) {
            Batch batch = makeBatch(30 + static_cast<std::uint64_t>(j), 4, 8, 8);
            batch.source = m_source.source;
            batch.sourceLength = m_source.sourceLength;
            batch.sourceTokens = m_source.sourceTokens;
            batch.padded = true;
            m_wanted.push_back(model.forward(batch, {}));
            m_input.push_back(batch.targetInput);
        }
        for (std::int64_t i = 0; i < 4; ++i)
            for (std::int64_t j = 0; j < beam; ++j)
                m_rows.push_back({i, j});
        const at::Tensor memory = model.encode(m_source.source, m_source.sourceLength, {});
        m_state = model.startDecoding(memory, m_source.sourceLength,
                                      model.weightsIn(Precision::Float32), beam);
    }

    double step()
    {
        std::vector<std::int64_t> tokens;
        std::vector<at::Tensor> wanted;
        for (const auto& [i, j] : m_rows) {
            const auto hypothesis = static_cast<std::size_t>(j);
            tokens.push_back(m_input[hypothesis][i][m_position].item<std::int64_t>());
            wanted.push_back(m_wanted[hypothesis][i][m_position]);
        }
        ++m_position;
        return distance(m_model.decodeStep(m_state, at::tensor(tokens, at::kLong)),
                        at::stack(wanted));
    }

    void select(const std::vector<std::int64_t>& rows, const std::vector<std::int64_t>& sentences)
    {
        std::vector<std::pair<std::int64_t, std::int64_t>> kept;
        for (const std::int64_t row : rows)
            kept.push_back(m_rows[static_cast<std::size_t>(row)]);
        m_rows = kept;
        m_state.cache->select(at::tensor(rows, at::kLong),
                              sentences.empty() ? at::Tensor() : at::tensor(sentences, at::kLong));
    }

private:
    const Transformer& m_model;
    Batch m_source;
    std::vector<at::Tensor> m_wanted; // a hypothesis: [sentences, T, V]
    std::vector<at::Tensor> m_input;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_rows; // (sentence, hypothesis)
    DecoderState m_state;
    std::int64_t m_position = 0;
};

} // namespace

class TransformerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// One Python process answers for all cases.
    void initTestCase()
    {
        at::set_num_threads(1); // threads cost more than they bring to matrices so small
        m_cases = makeCases();
        std::vector<std::string> folders;
        for (std::size_t i = 0; i < m_cases.size(); ++i) {
            const auto folder = folderOf(i);
            const Transformer model = movedModel(m_cases[i].options);
            saveModel(folder, model, {});
            const Batch batch = batchOf(m_cases[i], at::kCPU);
            writeSafetensors(folder / "batch.safetensors",
                             {{{"source", batch.source},
                               {"targetInput", batch.targetInput},
                               {"targetOutput", batch.targetOutput}},
                              {{"labelSmoothing", std::to_string(m_cases[i].smoothing)}}});
            folders.push_back(folder.string());
        }
        runReference("model/loss_reference.py", folders);
    }

    void equalsPyTorch_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("device");
        for (const at::Device device : devicesHere())
            for (std::size_t i = 0; i < m_cases.size(); ++i)
                QTest::newRow((m_cases[i].name + ", " + device.str()).c_str())
                    << static_cast<int>(i) << QString::fromStdString(device.str());
    }

    /// Logits, losses and the gradient of every parameter.
    void equalsPyTorch()
    {
        QFETCH(const int, index);
        QFETCH(const QString, device);
        const auto i = static_cast<std::size_t>(index);
        const auto answer = readSafetensors(folderOf(i) / "answer.safetensors").tensors;
        const auto model = loadModel(folderOf(i), deviceFromString(device.toStdString()));
        const Batch batch = batchOf(m_cases[i], model->parameters().device());
        {
            const at::NoGradGuard noGrad;
            const double off = distance(model->forward(batch, {}), answer.at("logits"));
            QVERIFY2(off < 1e-5, qPrintable(QString::number(off)));
        }
        const BatchLoss loss = model->loss(batch, m_cases[i].smoothing, {});
        QCOMPARE(loss.tokens, batch.targetTokens);
        QCOMPARE(loss.nll.scalar_type(), at::kDouble);
        QVERIFY(distance(loss.smoothed, answer.at("smoothed")) < 1e-6);
        QVERIFY(distance(loss.nll, answer.at("nll")) < 1e-6);
        loss.smoothed.backward();
        const Parameters& parameters = model->parameters();
        const auto gradients = namedTensors(parameters, parameters.gradient());
        QCOMPARE(gradients.size() + 3, answer.size());
        for (const auto& [name, gradient] : gradients) {
            const double off = distance(gradient, answer.at("gradient/" + name));
            QVERIFY2(off < 1e-5, qPrintable(QString::fromStdString(name) + QString::number(off)));
        }
    }

    /// A batch's sums are its sentences' sums: neither padding nor neighbours change anything.
    void paddingChangesNothing()
    {
        const Transformer model = movedModel(smallModel());
        const Batch batch = makeBatch(8, 7, 2, 12);
        const BatchLoss whole = model.loss(batch, 0.1, {});
        double nll = 0;
        double smoothed = 0;
        for (std::int64_t row = 0; row < 7; ++row) {
            const auto source = batch.sourceLength[row].item<std::int64_t>();
            const auto target = batch.targetOutput[row].ne(kPadId).sum().item<std::int64_t>();
            Batch alone;
            alone.source = batch.source.narrow(0, row, 1).narrow(1, 0, source);
            alone.sourceLength = batch.sourceLength.narrow(0, row, 1);
            alone.targetInput = batch.targetInput.narrow(0, row, 1).narrow(1, 0, target);
            alone.targetOutput = batch.targetOutput.narrow(0, row, 1).narrow(1, 0, target);
            alone.sourceTokens = source;
            alone.targetTokens = target;
            alone.padded = false;
            const BatchLoss loss = model.loss(alone, 0.1, {});
            QCOMPARE(loss.tokens, target);
            nll += loss.nll.item<double>();
            smoothed += loss.smoothed.item<double>();
        }
        QVERIFY(std::abs(nll / whole.nll.item<double>() - 1) < 1e-6);
        QVERIFY(std::abs(smoothed / whole.smoothed.item<double>() - 1) < 1e-6);
    }

    void repeatsToTheLastBit()
    {
        const Batch batch = makeBatch(8, 7, 2, 12);
        const auto gradientOf = [&](std::uint64_t seed) {
            Transformer model = movedModel(smallModel());
            at::manual_seed(seed);
            model.loss(batch, 0.1, {0.2, Precision::Float32}).smoothed.backward();
            return model.parameters().gradient().clone();
        };
        const at::Tensor first = gradientOf(3);
        QVERIFY(same(gradientOf(3), first));
        QVERIFY(distance(gradientOf(4), first) > 0.01);
    }

    void gradientsAreAddedUp()
    {
        Transformer model = movedModel(smallModel());
        Parameters& parameters = model.parameters();
        const Batch batch = makeBatch(8, 7, 2, 12);
        model.loss(batch, 0.1, {}).smoothed.backward();
        const at::Tensor once = parameters.gradient().clone();
        model.loss(batch, 0.1, {}).smoothed.backward();
        QVERIFY(distance(parameters.gradient(), once * 2) < 1e-6);
        parameters.zeroGradient();
        model.loss(batch, 0.1, {}).smoothed.backward();
        QVERIFY(same(parameters.gradient(), once));
    }

    void tiedEmbeddingIsOneParameter()
    {
        for (const Case& one : m_cases) {
            const Transformer model(one.options, kVocabulary, at::kCPU);
            std::set<std::string> names;
            std::set<const void*> addresses;
            std::int64_t offset = 0;
            int tables = 0;
            for (std::size_t i = 0; i < model.parameters().entries().size(); ++i) {
                const ParameterEntry& entry = model.parameters().entries()[i];
                names.insert(entry.name);
                addresses.insert(model.parameters().at(i).const_data_ptr());
                QCOMPARE(entry.offset, offset);
                offset += entry.size;
                if (entry.shape == std::vector<std::int64_t>{kVocabulary, one.options.dModel})
                    ++tables;
            }
            QCOMPARE(tables, one.options.tiedEmbeddings ? 1 : 3);
            QCOMPARE(names.size(), model.parameters().entries().size());
            QCOMPARE(addresses.size(), names.size());
            QCOMPARE(offset, model.parameters().size());
            QCOMPARE(parameterCount(one.options, kVocabulary), offset);
        }
    }

    void presetsHaveTheirSizes()
    {
        const auto millions = [](const char* preset, int vocabulary) {
            const ModelOptions options = modelPreset(preset);
            std::int64_t scalars = 0;
            for (const ParameterEntry& entry : TransformerLayout(options, vocabulary).entries) {
                std::int64_t size = 1;
                for (const std::int64_t extent : entry.shape)
                    size *= extent;
                scalars += size;
            }
            return parameterCount(options, vocabulary) == scalars
                       ? static_cast<double>(scalars) / 1e6
                       : -1.0;
        };
        QVERIFY(std::abs(millions("tiny", 3000) - 3) < 0.2);
        QVERIFY(std::abs(millions("small", 8000) - 8) < 0.5);
        // Vaswani et al. 2017, table 3: 65 M with 37,000 pieces, without our closing norms.
        QVERIFY(std::abs(millions("base", 37000) - 65) < 2);
        QVERIFY(std::abs(millions("big", 37000) - 213) < 3);
    }

    void beginsAsDocumented()
    {
        ModelOptions options = smallModel();
        options.dModel = 96;
        Transformer model(options, 600, at::kCPU);
        QCOMPARE(model.parameters().flat().abs().max().item<double>(), 0.0);
        model.initialise(7);
        const at::Tensor first = model.parameters().flat().clone();
        model.initialise(8);
        QVERIFY(!same(model.parameters().flat(), first));
        model.initialise(7);
        QVERIFY(same(model.parameters().flat(), first));
        for (const auto& [name, values] : namedTensors(model.parameters(), first)) {
            const QByteArray at = QByteArray::fromStdString(name);
            const double most = values.abs().max().item<double>();
            if (at.endsWith(".bias")) {
                QVERIFY2(most == 0, at);
            } else if (at.contains("norm")) {
                QVERIFY2(at::equal(values, at::ones_like(values)), at);
            } else if (at == "embedding.weight") {
                QVERIFY(std::abs(values.std().item<double>() * std::sqrt(96.0) - 1) < 0.02);
            } else {
                const double out = at.contains("self") || at.contains("cross")
                                       ? 96
                                       : static_cast<double>(values.size(0));
                const double bound = std::sqrt(6 / (out + static_cast<double>(values.size(1))));
                QVERIFY2(most <= bound && most > 0.98 * bound, at);
            }
        }
    }

    /// Key/value cache against the whole computation, also when hypotheses change places, double,
    /// and sentences leave.
    void cachedDecodingEqualsForward()
    {
        for (const std::size_t index : {0, 15}) {
            const at::NoGradGuard noGrad;
            const Transformer model = movedModel(m_cases[index].options);
            CachedDecoding greedy(model, 1);
            for (int step = 0; step < 8; ++step) {
                QVERIFY(greedy.step() < 1e-5);
                if (step == 3)
                    greedy.select({0, 2, 3}, {0, 2, 3});
            }
            CachedDecoding beams(model, 3);
            for (int step = 0; step < 8; ++step) {
                QVERIFY(beams.step() < 1e-5);
                if (step == 2)
                    beams.select({2, 0, 1, 3, 3, 5, 8, 7, 7, 9, 10, 11}, {});
                if (step == 4)
                    beams.select({5, 3, 3, 9, 11, 9}, {1, 3});
            }
        }
    }

    void maxPositionsIsTheLimit()
    {
        ModelOptions options = smallModel();
        options.maxPositions = 9;
        for (const Positions positions : {Positions::Sinusoidal, Positions::Learned}) {
            options.positions = positions;
            const Transformer model = movedModel(options);
            QVERIFY(std::isfinite(model.loss(makeBatch(1, 2, 9, 9), 0, {}).nll.item<double>()));
            const auto sentence = sentenceOf([&] { model.loss(makeBatch(1, 2, 9, 10), 0, {}); });
            QVERIFY2(contains(sentence, "10 pieces is longer than the 9 positions"),
                     sentence.c_str());
        }
    }

    void dropoutKeepsTheMean()
    {
        const at::Tensor x = at::full({400, 500}, 2.0);
        const at::Tensor y = at::full({400, 500}, 3.0);
        for (const at::Tensor& dropped : {dropout(y, 0.3), addDropped(x, y, 0.3) - x}) {
            const at::Tensor zero = dropped.abs().lt(1e-6);
            QVERIFY(std::abs(zero.sum().item<double>() / 200000 - 0.3) < 0.005);
            const at::Tensor kept = dropped.masked_select(zero.logical_not());
            QVERIFY(distance(kept, at::full_like(kept, 3 / 0.7)) < 1e-6);
        }
        QVERIFY(same(dropout(y, 0), y));
        QVERIFY(same(addDropped(x, y, 0), x + y));
    }

    void halfPrecisionStaysClose_data()
    {
        QTest::addColumn<QString>("device");
        for (const at::Device device : devicesHere())
            QTest::newRow(device.str().c_str()) << QString::fromStdString(device.str());
    }

    /// bf16 inside, fp32 master weights and gradients outside.
    void halfPrecisionStaysClose()
    {
        QFETCH(const QString, device);
        Transformer model =
            movedModel(smallModel(), 1, 0.1, deviceFromString(device.toStdString()));
        Parameters& parameters = model.parameters();
        const at::Tensor before = parameters.flat().clone();
        const Batch batch = makeBatch(8, 7, 2, 12, parameters.device());
        const BatchLoss exact = model.loss(batch, 0.1, {});
        exact.smoothed.backward();
        const at::Tensor wanted = parameters.gradient().clone();
        parameters.zeroGradient();
        const ForwardOptions half = {0, Precision::BFloat16};
        const BatchLoss close = model.loss(batch, 0.1, half);
        close.smoothed.backward();
        QCOMPARE(close.smoothed.scalar_type(), at::kFloat);
        const double ratio = close.nll.item<double>() / exact.nll.item<double>();
        QVERIFY2(std::abs(ratio - 1) < 0.01, qPrintable(QString::number(ratio)));
        const at::Tensor gradient = parameters.gradient();
        QCOMPARE(gradient.scalar_type(), at::kFloat);
        QVERIFY(at::isfinite(gradient).all().item<bool>());
        const double cosine =
            (gradient.dot(wanted) / (gradient.norm() * wanted.norm())).item<double>();
        QVERIFY2(cosine > 0.995, qPrintable(QString::number(cosine)));
        QVERIFY(!same(gradient, wanted));
        QCOMPARE(parameters.flat().scalar_type(), at::kFloat);
        QVERIFY(same(parameters.flat(), before));
        QCOMPARE(model.forward(batch, half).scalar_type(), at::kBFloat16);
    }

    void precisionIsChosenOnce()
    {
        QCOMPARE(choosePrecision(Precision::Float32, at::kCPU), Precision::Float32);
        QCOMPARE(choosePrecision(Precision::BFloat16, at::kCPU), Precision::BFloat16);
        const Precision chosen = choosePrecision(Precision::Auto, at::kCPU);
        QVERIFY(chosen != Precision::Auto);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(choosePrecision(Precision::Auto, at::kCPU), chosen);
        const Transformer model = movedModel(smallModel());
        QVERIFY_EXCEPTION_THROWN(model.loss(makeBatch(1, 2, 3, 3), 0, {0, Precision::Auto}),
                                 std::invalid_argument);
    }

    void devicesAreNamed()
    {
        QVERIFY(deviceFromString("cpu").is_cpu());
        for (const char* name : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1234", "cpu:0"})
            QVERIFY2(contains(sentenceOf([&] { deviceFromString(name); }), "is unknown"), name);
        QVERIFY(contains(sentenceOf([] { deviceFromString("cuda:99"); }), "is not here"));
    }

private:
    std::filesystem::path folderOf(std::size_t index) const
    {
        return m_folder.path() / std::to_string(index);
    }

    TextFolder m_folder;
    std::vector<Case> m_cases;
};

QTEST_GUILESS_MAIN(TransformerTest)
#include "tst_transformer.moc"
