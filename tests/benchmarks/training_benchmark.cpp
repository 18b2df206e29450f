// SPDX-License-Identifier: GPL-3.0-or-later
// Times training and the Fisher information in one process and prints JSON:
//   training_benchmark PAIRS SIZE PRECISION THREADS UPDATES [--plain|--checkpointed]
// PAIRS has a pair of sentences a line: pieces of the source, a tab, pieces of the target, without
// end marks. SIZE is width,heads,inner,layers,pieces, such as 256,4,1024,3,8000. training.py and
// scale.py make the file; --plain and --checkpointed measure one training alone.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sstream>

#include <ATen/Parallel.h>

#include "engine/adaptation/fisher_estimator.h"
#include "engine/adaptation/quadratic_penalty.h"
#include "engine/training/allocator.h"
#include "engine/training/batch_assembly.h"
#include "engine/training/trainer.h"
#include "tests/support/small_network.h"

using namespace palimpsest;

namespace fs = std::filesystem;

namespace
{

constexpr std::int64_t kBatchTokens = 4096; // padded source and target pieces
constexpr int kRounds = 3;
constexpr int kFisherSentences = 400;
constexpr std::int64_t kWarmUp = 2; // updates that are not measured

struct Setting {
    ModelOptions network;
    int vocabulary = 0;
    Precision precision = Precision::Float32;
    std::int64_t updates = 0;
};

double seconds(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

std::vector<std::int32_t> piecesOf(const std::string& text)
{
    std::istringstream numbers(text);
    std::vector<std::int32_t> pieces;
    for (std::int32_t piece = 0; numbers >> piece;)
        pieces.push_back(piece);
    pieces.push_back(kEndId);
    return pieces;
}

std::vector<IdPair> readPairs(const char* file)
{
    std::ifstream in(file);
    std::vector<IdPair> pairs;
    for (std::string line; std::getline(in, line);) {
        const std::size_t tab = line.find('\t');
        pairs.emplace_back(piecesOf(line.substr(0, tab)), piecesOf(line.substr(tab + 1)));
    }
    return pairs;
}

Setting settingOf(const std::string& size, const std::string& precision, std::int64_t updates)
{
    std::istringstream text(size);
    std::vector<int> numbers;
    for (std::string number; std::getline(text, number, ',');)
        numbers.push_back(std::stoi(number));
    Setting setting;
    setting.network.preset = "custom";
    setting.network.dModel = numbers.at(0);
    setting.network.heads = numbers.at(1);
    setting.network.feedForward = numbers.at(2);
    setting.network.encoderLayers = setting.network.decoderLayers = numbers.at(3);
    setting.vocabulary = numbers.at(4);
    setting.precision = precision == "bf16" ? Precision::BFloat16 : Precision::Float32;
    setting.updates = updates;
    return setting;
}

/// Keeps the last loss, and the time of the updates behind the first ones.
class LastLoss : public TrainingObserver
{
public:
    double loss = 0;
    double seconds = 0;
    void progressed(const TrainingState& state, double) override
    {
        if (state.update <= kWarmUp)
            m_before = state.seconds;
        seconds = state.seconds - m_before;
    }
    void logged(std::int64_t, const std::map<std::string, double>& values) override
    {
        loss = values.at("loss");
    }
    std::optional<double> validate(std::int64_t) override { return 0; }

private:
    double m_before = 0;
};

struct Trained {
    double seconds = 0;
    double loss = 0;
};

enum class Kind { Plain, Ewc, Checkpointed };

/// The updates of one training from the same weights: plain, with EWC, or with activations computed
/// again instead of kept.
Trained train(const Setting& setting, const std::shared_ptr<const IdShard>& shard, Kind kind,
              const fs::path& folder)
{
    fs::remove_all(folder);
    Transformer model(setting.network, setting.vocabulary, at::kCPU);
    model.initialise(1);
    const at::Tensor base = model.parameters().flat().clone();
    TrainingOptions options;
    options.batchTokens = kBatchTokens;
    options.precision = setting.precision;
    options.dropout = 0.1;
    options.learningRate = 5e-4;
    options.warmup = 10;
    options.budget.updates = kWarmUp + setting.updates;
    options.activationCheckpointing = kind == Kind::Checkpointed;
    options.logEvery = 1;
    options.validateEvery = options.checkpointEvery = setting.updates * 10;
    BatchStream stream({{{shard}, 1, true}}, options.batchTokens, 1);
    QuadraticPenalty penalty(model.parameters(), base, at::ones_like(base), {.lambda = 1e-6});
    LastLoss last;
    std::vector<TrainingHooks*> hooks;
    if (kind == Kind::Ewc)
        hooks.push_back(&penalty);
    Trainer trainer(model, stream, {options, folder, "benchmark", base}, hooks, last);
    trainer.run();
    return {last.seconds, last.loss};
}

std::int64_t targetPieces(const std::shared_ptr<const IdShard>& shard, std::int64_t updates)
{
    BatchStream stream({{{shard}, 1, true}}, kBatchTokens, 1);
    std::int64_t pieces = 0;
    for (std::int64_t update = kWarmUp; update < kWarmUp + updates; ++update) {
        for (const BatchExample& example : stream.at(update).examples)
            pieces += static_cast<std::int64_t>(stream.pair(example).target.size());
    }
    return pieces;
}

/// Exact Fisher information against one batched pass, and one sentence at a time, over the same
/// sentences.
nlohmann::json fisherTimes(const Setting& setting, const std::vector<IdPair>& pairs,
                           const std::shared_ptr<const IdShard>& shard)
{
    Transformer model(setting.network, setting.vocabulary, at::kCPU);
    model.initialise(1);
    std::vector<EncodedPair> all = encodedPairs(pairs);
    std::ranges::sort(all, {}, [](const EncodedPair& pair) { return pair.target.size(); });
    const std::vector<std::size_t> starts = cutBatches(all, 2048);
    const auto pass = [&](std::size_t begin, std::size_t end) {
        const Batch batch = assembleBatch(std::span(all).subspan(begin, end - begin), at::kCPU);
        model.parameters().zeroGradient();
        model.loss(batch, 0, {}).smoothed.backward();
    };
    FisherOptions options;
    options.sentences = static_cast<int>(pairs.size());
    std::vector<double> batched, exact;
    for (int round = 0; round < kRounds; ++round) {
        batched.push_back(seconds([&] {
            for (std::size_t i = 0; i + 1 < starts.size(); ++i)
                pass(starts[i], starts[i + 1]);
        }));
        exact.push_back(seconds([&] { estimateFisher(model, {shard}, options); }));
    }
    const double single = seconds([&] {
        for (std::size_t i = 0; i < all.size(); i += 4)
            pass(i, i + 1);
    });
    return {{"sentences", pairs.size()},
            {"pass", median(batched)},
            {"exact", median(exact)},
            {"oneByOne", 4 * single}};
}

std::int64_t peakMebibytes()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

/// Everything beside the plain training.
void compareKinds(const Setting& setting, const std::shared_ptr<const IdShard>& shard,
                  const fs::path& folder, nlohmann::json& answer)
{
    // The one that needs less memory first: what was needed most never falls.
    train(setting, shard, Kind::Checkpointed, folder);
    answer["checkpointedPeakMebibytes"] = peakMebibytes();
    std::vector<double> plain, ewc, checkpointed;
    for (int round = 0; round < kRounds; ++round) {
        const Trained without = train(setting, shard, Kind::Plain, folder);
        plain.push_back(without.seconds);
        answer["loss"] = without.loss;
        if (round == 0) // before anything else needs memory
            answer["peakMebibytes"] = peakMebibytes();
        ewc.push_back(train(setting, shard, Kind::Ewc, folder).seconds);
        checkpointed.push_back(train(setting, shard, Kind::Checkpointed, folder).seconds);
    }
    answer["seconds"] = plain;
    answer["ewcSeconds"] = ewc;
    answer["checkpointedSeconds"] = checkpointed;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string only = argc == 7 ? argv[6] : "";
    if (argc < 6 || argc > 7 || (argc == 7 && only != "--plain" && only != "--checkpointed")) {
        std::fprintf(stderr,
                     "training_benchmark PAIRS WIDTH,HEADS,INNER,LAYERS,PIECES float32|bf16 "
                     "THREADS UPDATES [--plain|--checkpointed]\n");
        return 2;
    }
    keepFreedMemory(); // as workers do
    at::set_num_threads(std::atoi(argv[4]));
    const Setting setting = settingOf(argv[2], argv[3], std::atoll(argv[5]));
    std::vector<IdPair> pairs = readPairs(argv[1]);
    const Folder folder;
    const auto shard = folder.shard("all.ids", pairs);
    nlohmann::json answer = {{"updates", setting.updates},
                             {"parameters", parameterCount(setting.network, setting.vocabulary)},
                             {"targetPieces", targetPieces(shard, setting.updates)}};
    if (!only.empty()) {
        const Kind kind = only == "--plain" ? Kind::Plain : Kind::Checkpointed;
        answer["seconds"] = train(setting, shard, kind, folder / "run").seconds;
        answer["peakMebibytes"] = peakMebibytes();
    } else {
        compareKinds(setting, shard, folder / "run", answer);
        pairs.resize(std::min<std::size_t>(pairs.size(), kFisherSentences));
        answer["fisher"] = fisherTimes(setting, pairs, folder.shard("some.ids", pairs));
    }
    std::cout << answer.dump() << "\n";
    return 0;
}
