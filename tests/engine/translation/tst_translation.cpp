// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <limits>
#include <numeric>

#include <QScopeGuard>

#include "engine/model/model_files.h"
#include "engine/training/batch_assembly.h"
#include "engine/translation/search.h"
#include "engine/translation/translator.h"
#include "tests/engine/model/model_fixture.h"

using namespace palimpsest;

namespace
{

/// Scores that were closer than this may be decided either way by rounding.
constexpr double kMargin = 1e-4;

struct Job {
    std::string name;
    bool trained = false;
    TranslationOptions options;
    std::vector<Pieces> wanted;
    std::vector<double> margins;
};

std::vector<Pieces> makeSources(std::uint64_t seed, int count, std::uint64_t longest)
{
    MadeUpText made(seed);
    std::vector<Pieces> sources(static_cast<std::size_t>(count));
    for (Pieces& source : sources) {
        const std::uint64_t length = 1 + made.draw(longest);
        for (std::uint64_t i = 0; i < length; ++i)
            source.push_back(static_cast<std::int32_t>(4 + made.draw(kVocabulary - 4)));
        source.push_back(kEndId);
    }
    return sources;
}

/// Targets are sources backwards, without end mark, closed again.
Batch reversalBatch(std::uint64_t seed)
{
    Batch batch = makeBatch(seed, 24, 3, 9);
    const at::Tensor source = batch.source;
    at::Tensor input = at::full_like(source, kPadId);
    at::Tensor output = at::full_like(source, kPadId);
    for (std::int64_t row = 0; row < source.size(0); ++row) {
        const auto length = batch.sourceLength[row].item<std::int64_t>();
        const std::int64_t* in = source.const_data_ptr<std::int64_t>() + row * source.size(1);
        std::int64_t* out = output.data_ptr<std::int64_t>() + row * source.size(1);
        std::int64_t* shifted = input.data_ptr<std::int64_t>() + row * source.size(1);
        std::reverse_copy(in, in + length - 1, out);
        out[length - 1] = kEndId;
        shifted[0] = kBeginId;
        std::copy(out, out + length - 1, shifted + 1);
    }
    batch.targetInput = input;
    batch.targetOutput = output;
    batch.targetTokens = batch.sourceTokens;
    return batch;
}

/// Some updates of Adam: enough to translate some sentences right and others wrong.
void trainBriefly(Transformer& model)
{
    Parameters& parameters = model.parameters();
    at::Tensor flat = parameters.flat();
    const at::Tensor gradient = parameters.gradient();
    const at::Tensor first = at::zeros_like(flat);
    const at::Tensor second = at::zeros_like(flat);
    for (int update = 1; update <= 400; ++update) {
        parameters.zeroGradient();
        const Batch batch = reversalBatch(1000 + static_cast<std::uint64_t>(update) * 7919);
        model.loss(batch, 0.1, {}).smoothed.div(static_cast<double>(batch.targetTokens)).backward();
        const at::NoGradGuard noGrad;
        first.mul_(0.9).add_(gradient, 0.1);
        second.mul_(0.98).addcmul_(gradient, gradient, 0.02);
        const double rate =
            3e-3 * std::sqrt(1 - std::pow(0.98, update)) / (1 - std::pow(0.9, update));
        flat.addcdiv_(first, second.sqrt().add_(1e-9), -rate);
    }
}

} // namespace

class TranslationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// One Python process searches for all jobs.
    void initTestCase()
    {
        at::set_num_threads(1); // threads cost more than they bring to matrices so small
        ModelOptions options = smallModel();
        options.decoderLayers = 2;
        m_random = std::make_unique<Transformer>(movedModel(options, 4, 0.2));
        m_trained = std::make_unique<Transformer>(movedModel(options, 5, 0));
        trainBriefly(*m_trained);
        saveModel(m_folder.path() / "random", *m_random, {});
        saveModel(m_folder.path() / "trained", *m_trained, {});
        m_sources = makeSources(77, 24, 9);
        for (const bool trained : {false, true}) {
            addJob("greedy", trained, 1, 1);
            addJob("beam 4, α 0", trained, 4, 0);
            addJob("beam 4, α 3", trained, 4, 3);
            addJob("beam 5, α 0.6", trained, 5, 0.6);
            addJob("beam 5, α 1", trained, 5, 1);
        }
        askReference();
    }

    void equalsTheReference_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("device");
        for (const at::Device device : devicesHere())
            for (std::size_t i = 0; i < m_jobs.size(); ++i)
                QTest::newRow((m_jobs[i].name + ", " + device.str()).c_str())
                    << static_cast<int>(i) << QString::fromStdString(device.str());
    }

    void equalsTheReference()
    {
        QFETCH(const int, index);
        QFETCH(const QString, device);
        const Job& job = m_jobs[static_cast<std::size_t>(index)];
        const auto model = loadModel(m_folder.path() / (job.trained ? "trained" : "random"),
                                     deviceFromString(device.toStdString()));
        compare(translate(*model, m_sources, job.options), job);
    }

    /// The jobs must differ, or they would prove little.
    void searchesDiffer()
    {
        const auto wanted = [&](const std::string& name) {
            for (const Job& job : m_jobs)
                if (job.name == name)
                    return job.wanted;
            return std::vector<Pieces>();
        };
        for (const std::string model : {"random, ", "trained, "}) {
            QVERIFY2(wanted(model + "greedy") != wanted(model + "beam 4, α 3"), model.c_str());
        }
        QVERIFY(wanted("random, beam 4, α 0") != wanted("random, beam 5, α 1"));
        // The random network ends its sentences everywhere alike; only the other has a choice of
        // lengths.
        QVERIFY(wanted("trained, beam 4, α 0") != wanted("trained, beam 4, α 3"));
        std::size_t right = 0;
        const auto found = wanted("trained, beam 4, α 3");
        for (std::size_t i = 0; i < found.size(); ++i)
            right += std::equal(found[i].begin(), found[i].end(), m_sources[i].rbegin() + 1,
                                m_sources[i].rend());
        QVERIFY2(right >= 5, std::to_string(right).c_str());
    }

    void batchingChangesNothing()
    {
        for (const Job& job : m_jobs) {
            TranslationOptions options = job.options;
            for (const std::int64_t tokens : {1, 60, 1000000}) {
                options.batchTokens = tokens;
                compare(translate(modelOf(job), m_sources, options), job);
            }
            options.batchTokens = 60;
            const auto once = translate(modelOf(job), m_sources, options);
            QCOMPARE(translate(modelOf(job), m_sources, options), once);
        }
    }

    void threadsChangeNothing()
    {
        const auto sources = makeSources(79, 200, 9);
        TranslationOptions options;
        int batches = 0;
        const auto alone = translate(*m_trained, sources, options, [&](auto, auto) { ++batches; });
        QVERIFY(batches < 3);
        at::set_num_threads(3);
        const auto reset = qScopeGuard([] { at::set_num_threads(1); });
        std::vector<std::int64_t> done;
        QCOMPARE(translate(*m_trained, sources, options,
                           [&](std::int64_t made, std::int64_t total) {
                               done.push_back(made);
                               QCOMPARE(total, static_cast<std::int64_t>(sources.size()));
                           }),
                 alone);
        QVERIFY(done.size() >= 6); // two batches a thread
        QVERIFY(std::ranges::is_sorted(done));
        QCOMPARE(done.back(), static_cast<std::int64_t>(sources.size()));
        // Whoever wants to stop is obeyed at once.
        int asked = 0;
        const auto sentence = sentenceOf([&] {
            translate(*m_trained, sources, options, [&](std::int64_t, std::int64_t) {
                ++asked;
                throw BadInput("stop");
            });
        });
        QCOMPARE(sentence, std::string("stop"));
        QVERIFY2(asked <= 3, std::to_string(asked).c_str());
    }

    void orderIsKeptAndEmptyStaysEmpty()
    {
        const TranslationOptions options;
        const auto plain = translate(*m_trained, m_sources, options);
        std::vector<Pieces> sources;
        std::vector<Pieces> wanted;
        for (std::size_t i = m_sources.size(); i-- > 0;) {
            sources.push_back(m_sources[i]);
            wanted.push_back(plain[i]);
            if (i % 3 == 0) {
                sources.push_back(i % 2 == 0 ? Pieces{kEndId} : Pieces{});
                wanted.emplace_back();
            }
        }
        std::vector<std::pair<std::int64_t, std::int64_t>> calls;
        const auto found =
            translate(*m_trained, sources, options, [&](std::int64_t done, std::int64_t total) {
                calls.emplace_back(done, total);
            });
        QCOMPARE(found, wanted);
        QVERIFY(std::is_sorted(calls.begin(), calls.end()));
        const auto all = static_cast<std::int64_t>(m_sources.size());
        QVERIFY((calls.back() == std::pair{all, all}));
        QVERIFY(translate(*m_trained, {}, options).empty());
        QCOMPARE(translate(*m_trained, std::vector<Pieces>{{}, {kEndId}}, options),
                 std::vector<Pieces>(2));
    }

    void lengthsAreLimited()
    {
        for (const int beam : {1, 4})
            for (const double ratio : {0.0, 0.5, 3.0, 1e6}) {
                TranslationOptions options;
                options.beam = beam;
                options.maxLengthRatio = ratio;
                const auto found = translate(*m_random, m_sources, options);
                std::size_t longest = 0;
                for (std::size_t i = 0; i < found.size(); ++i) {
                    const double limit =
                        std::min(ratio * static_cast<double>(m_sources[i].size() - 1) + 10, 48.0);
                    QVERIFY(static_cast<double>(found[i].size()) <= limit);
                    longest = std::max(longest, found[i].size());
                }
                if (beam == 1 && ratio > 10)
                    QCOMPARE(longest, std::size_t{48}); // the whole table of positions is used
            }
    }

    /// Of a source longer than the model's positions the beginning is translated.
    void longSourcesAreCut()
    {
        std::vector<Pieces> sources = makeSources(9, 2, 9);
        sources.push_back(makeSources(9, 1, 1).front());
        while (sources[2].size() < 101)
            sources[2].insert(sources[2].begin(), 5);
        Pieces cut(sources[2].begin(), sources[2].begin() + 47);
        cut.push_back(kEndId);
        const auto found = translate(*m_trained, sources, {});
        const auto alone = translate(*m_trained, std::vector<Pieces>{cut}, {});
        QCOMPARE(found[2], alone[0]);
        QCOMPARE(found[0], translate(*m_trained, std::vector<Pieces>{sources[0]}, {})[0]);
    }

    void beamOfOneIsGreedy()
    {
        SearchBatch batch;
        const Batch made = makeBatch(12, 9, 2, 10);
        batch.source = made.source;
        batch.sourceLength = made.sourceLength;
        batch.limits = {40, 1, 2, 40, 5, 40, 40, 48, 3};
        for (const Transformer* model : {m_random.get(), m_trained.get()}) {
            batch.weights = model->weightsIn(Precision::Float32);
            const auto greedy = searchGreedily(*model, batch);
            QCOMPARE(searchWithBeam(*model, batch, 1, 1.0), greedy);
            for (std::size_t i = 0; i < greedy.size(); ++i)
                QVERIFY(static_cast<std::int64_t>(greedy[i].size()) <= batch.limits[i]);
        }
    }

    /// Each piece that bf16 chooses is the likeliest of a bf16 pass over the whole translation, as
    /// near as bf16 can tell.
    void halfPrecision()
    {
        const auto sources = makeSources(91, 400, 12);
        TranslationOptions options;
        options.beam = 1;
        std::vector<Pieces> fullBeam, halfBeam;
        const auto full = translate(*m_trained, sources, options);
        options.precision = Precision::BFloat16;
        const auto half = translate(*m_trained, sources, options);
        QVERIFY(half != full);
        for (const Precision precision : {Precision::Float32, Precision::BFloat16}) {
            TranslationOptions beam = options;
            beam.precision = precision;
            beam.beam = 4;
            const auto found = translate(*m_trained, sources, beam);
            (precision == Precision::Float32 ? fullBeam : halfBeam) = found;
        }
        QVERIFY(halfBeam != fullBeam);
        const at::NoGradGuard noGrad;
        for (std::size_t i = 0; i < half.size(); ++i) {
            Pieces target = half[i];
            target.push_back(kEndId);
            const std::vector<EncodedPair> pair = {{sources[i], target}};
            const at::Tensor logits =
                m_trained->forward(assembleBatch(pair, at::kCPU), {0, Precision::BFloat16})
                    .to(at::kFloat)[0];
            const at::Tensor best = std::get<0>(logits.max(1));
            const at::Tensor largest = logits.abs().amax(1); // what bf16's errors are in scale with
            for (std::size_t place = 0; place < half[i].size(); ++place) {
                const auto row = static_cast<std::int64_t>(place);
                const double most = best[row].item<double>();
                const double chosen = logits[row][half[i][place]].item<double>();
                QVERIFY2(chosen > most - 0.08 * largest[row].item<double>(),
                         std::to_string(most - chosen).c_str());
            }
        }
        options.precision = Precision::Auto;
        const bool faster = choosePrecision(Precision::Auto, at::kCPU) == Precision::BFloat16;
        QCOMPARE(translate(*m_trained, sources, options), faster ? half : full);
    }

    void wrongOptionsAreOneSentence()
    {
        const auto refusal = [&](auto&& change) {
            TranslationOptions options;
            change(options);
            return sentenceOf([&] { translate(*m_random, m_sources, options); });
        };
        for (const int beam : {0, -1, kVocabulary / 2 + 1, std::numeric_limits<int>::max()})
            QVERIFY(contains(refusal([&](auto& o) { o.beam = beam; }), "beam"));
        QCOMPARE(refusal([](auto& o) { o.beam = kVocabulary / 2; }), std::string());
        const double infinite = std::numeric_limits<double>::infinity();
        for (const double wrong : {-1.0, std::nan(""), infinite}) {
            QVERIFY(contains(refusal([&](auto& o) { o.lengthPenalty = wrong; }), "penalty"));
            QVERIFY(contains(refusal([&](auto& o) { o.maxLengthRatio = wrong; }), "ratio"));
        }
        QVERIFY(contains(refusal([](auto& o) { o.batchTokens = 0; }), "batch size"));
    }

    void textToText()
    {
        const TextFolder folder;
        const Tokenizer tokenizer = makeTokenizer(folder, TokenizerKind::Unigram, 400);
        Transformer model(smallModel(), 400, at::kCPU);
        model.initialise(3);
        const std::vector<std::string> lines = {"ka lo mi.", "", "ver ton", "   ", "süß ba ba ba"};
        TranslationOptions options;
        options.beam = 2;
        const auto found = translateText(model, tokenizer, lines, options);
        QCOMPARE(found.size(), lines.size());
        for (const std::size_t i : {0, 2, 4}) {
            Pieces source = tokenizer.encode(lines[i], TextSide::Source);
            source.push_back(kEndId);
            const auto pieces = translate(model, std::vector<Pieces>{source}, options);
            QCOMPARE(found[i], tokenizer.decode(pieces[0]));
            QVERIFY(!found[i].empty());
        }
        QCOMPARE(found[1], std::string());
        QCOMPARE(found[3], std::string());
        const auto sentence =
            sentenceOf([&] { translateText(*m_random, tokenizer, lines, options); });
        QVERIFY2(contains(sentence, "400 pieces, the model 37"), sentence.c_str());
    }

private:
    const Transformer& modelOf(const Job& job) const
    {
        return job.trained ? *m_trained : *m_random;
    }

    void addJob(const std::string& name, bool trained, int beam, double penalty)
    {
        Job job;
        job.name = (trained ? "trained, " : "random, ") + name;
        job.trained = trained;
        job.options.beam = beam;
        job.options.lengthPenalty = penalty;
        m_jobs.push_back(job);
    }

    void askReference()
    {
        nlohmann::json questions = nlohmann::json::array();
        for (const Job& job : m_jobs)
            questions.push_back(
                {{"folder", (m_folder.path() / (job.trained ? "trained" : "random")).string()},
                 {"sources", m_sources},
                 {"beam", job.options.beam},
                 {"lengthPenalty", job.options.lengthPenalty},
                 {"maxLengthRatio", job.options.maxLengthRatio}});
        const auto in = m_folder.write("jobs.json", questions.dump());
        const auto out = m_folder.path() / "answers.json";
        runReference("translation/search_reference.py", {in.string(), out.string()});
        std::ifstream file(out);
        const auto answers = nlohmann::json::parse(file);
        for (std::size_t i = 0; i < m_jobs.size(); ++i)
            for (const auto& answer : answers[i]) {
                m_jobs[i].wanted.push_back(answer["pieces"].get<Pieces>());
                m_jobs[i].margins.push_back(answer["margin"].get<double>());
            }
    }

    /// Token by token, wherever rounding could not decide; that must be nearly everywhere.
    static void compare(const std::vector<Pieces>& found, const Job& job)
    {
        QCOMPARE(found.size(), job.wanted.size());
        std::size_t judged = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (job.margins[i] < kMargin)
                continue;
            ++judged;
            QVERIFY2(found[i] == job.wanted[i], (job.name + " " + std::to_string(i)).c_str());
        }
        QVERIFY2(10 * judged >= 9 * found.size(), std::to_string(judged).c_str());
    }

    TextFolder m_folder;
    std::unique_ptr<Transformer> m_random;
    std::unique_ptr<Transformer> m_trained;
    std::vector<Pieces> m_sources;
    std::vector<Job> m_jobs;
};

QTEST_GUILESS_MAIN(TranslationTest)
#include "tst_translation.moc"
