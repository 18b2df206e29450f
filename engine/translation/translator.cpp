// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/translation/translator.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <mutex>

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/model_files.h"
#include "engine/study/error.h"
#include "engine/translation/search.h"

namespace palimpsest
{

namespace
{

void check(const TranslationOptions& options, int vocabulary)
{
    if (options.beam < 1 || options.beam > vocabulary / 2)
        throw BadInput("The beam " + std::to_string(options.beam) +
                       " is not allowed: choose a number from 1 to half the vocabulary.");
    if (!(options.lengthPenalty >= 0) || !std::isfinite(options.lengthPenalty))
        throw BadInput("The length penalty must be a number from 0 up.");
    if (options.batchTokens < 1)
        throw BadInput("The batch size in pieces must be 1 or more.");
    if (!(options.maxLengthRatio >= 0) || !std::isfinite(options.maxLengthRatio))
        throw BadInput("The length ratio must be a number from 0 up.");
}

bool isEmpty(std::span<const std::int32_t> source)
{
    return std::all_of(source.begin(), source.end(),
                       [](std::int32_t id) { return id == kEndId || id == kPadId; });
}

SearchBatch makeBatch(const Transformer& model, const Weights& weights,
                      std::span<const Pieces> sources, std::span<const std::size_t> chosen,
                      const TranslationOptions& options)
{
    const std::int64_t most = model.options().maxPositions;
    const auto rows = static_cast<std::int64_t>(chosen.size());
    const auto lengthOf = [&](std::size_t index) {
        return std::min(static_cast<std::int64_t>(sources[index].size()), most);
    };
    const std::int64_t width = lengthOf(chosen.front()); // the longest comes first
    at::Tensor ids = at::full({rows, width}, kPadId, at::kLong);
    at::Tensor lengths = at::empty({rows}, at::kLong);
    SearchBatch batch;
    for (std::int64_t row = 0; row < rows; ++row) {
        const std::size_t index = chosen[static_cast<std::size_t>(row)];
        const std::int64_t length = lengthOf(index);
        std::int64_t* out = ids.data_ptr<std::int64_t>() + row * width;
        std::copy_n(sources[index].begin(), length, out);
        out[length - 1] = kEndId; // also where a source longer than the model is cut
        lengths.data_ptr<std::int64_t>()[row] = length;
        const double longest = options.maxLengthRatio * static_cast<double>(length - 1) + 10;
        batch.limits.push_back(static_cast<std::int64_t>(std::min<double>(longest, most)));
    }
    const at::Device device = model.parameters().device();
    batch.weights = weights;
    batch.source = ids.to(device);
    if (lengthOf(chosen.back()) < width)
        batch.sourceLength = lengths.to(device);
    return batch;
}

/// Sentences that are decoded together, as places in the sources.
using BatchPlan = std::span<const std::size_t>;

/// How many batches are decoded at once. On the CPU a thread each is faster than all threads for
/// one, whose operations are too small to share.
int workersOf(const Transformer& model)
{
    return model.parameters().device().is_cpu() ? at::get_num_threads() : 1;
}

/// Cuts sentences, the longest first, into batches of at most options.batchTokens, and into some
/// for every worker where that leaves them a sensible size.
std::vector<BatchPlan> cut(std::span<const std::size_t> order, std::span<const Pieces> sources,
                           const TranslationOptions& options, int workers)
{
    constexpr std::int64_t kBatchesEach = 2; // so that nobody waits long for the last
    constexpr std::int64_t kLeastTokens = 512;
    std::int64_t total = 0;
    for (const std::size_t index : order)
        total += static_cast<std::int64_t>(sources[index].size()) * options.beam;
    std::int64_t room = options.batchTokens;
    if (workers > 1)
        room = std::min(room, std::max(kLeastTokens, total / (workers * kBatchesEach)));
    std::vector<BatchPlan> batches;
    while (!order.empty()) {
        const auto cost = static_cast<std::int64_t>(sources[order[0]].size()) * options.beam;
        const auto fits = static_cast<std::size_t>(std::max<std::int64_t>(1, room / cost));
        batches.push_back(order.first(std::min(fits, order.size())));
        order = order.subspan(batches.back().size());
    }
    return batches;
}

/// Calls work(i) for i = 0 … count − 1, each once and in this order as workers become free; after
/// an exception nothing more is begun.
void share(std::size_t count, int workers, const std::function<void(std::size_t)>& work)
{
    std::atomic<std::size_t> next = 0;
    const auto takeTurns = [&](std::int64_t, std::int64_t) {
        const at::NoGradGuard noGrad;
        try {
            for (std::size_t i = next++; i < count; i = next++)
                work(i);
        } catch (...) {
            next = count;
            throw;
        }
    };
    // A single batch is not in a parallel region, so that its operations have all threads.
    at::parallel_for(0, std::min<std::int64_t>(workers, static_cast<std::int64_t>(count)), 1,
                     takeTurns);
}

} // namespace

std::vector<Pieces> translate(const Transformer& model, std::span<const Pieces> sources,
                              const TranslationOptions& options, const ProgressFunction& progress)
{
    check(options, model.vocabulary());
    std::vector<Pieces> results(sources.size());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < sources.size(); ++i)
        if (!isEmpty(sources[i]))
            order.push_back(i);
    // Longest first: what does not fit the memory shows at once, and batches are of like length.
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return sources[a].size() > sources[b].size();
    });
    const std::vector<BatchPlan> batches = cut(order, sources, options, workersOf(model));
    const Weights weights =
        model.weightsIn(choosePrecision(options.precision, model.parameters().device()));
    std::mutex reporting;
    std::size_t done = 0;
    share(batches.size(), workersOf(model), [&](std::size_t index) {
        const BatchPlan chosen = batches[index];
        const SearchBatch batch = makeBatch(model, weights, sources, chosen, options);
        std::vector<Pieces> found =
            options.beam == 1 ? searchGreedily(model, batch)
                              : searchWithBeam(model, batch, options.beam, options.lengthPenalty);
        for (std::size_t i = 0; i < chosen.size(); ++i)
            results[chosen[i]] = std::move(found[i]);
        const std::lock_guard lock(reporting);
        done += chosen.size();
        if (progress)
            progress(static_cast<std::int64_t>(done), static_cast<std::int64_t>(order.size()));
    });
    return results;
}

std::vector<std::string> translateText(const Transformer& model, const Tokenizer& tokenizer,
                                       std::span<const std::string> sources,
                                       const TranslationOptions& options,
                                       const ProgressFunction& progress)
{
    if (tokenizer.vocabularySize() != model.vocabulary())
        throw BadInput("The tokenizer has " + std::to_string(tokenizer.vocabularySize()) +
                       " pieces, the model " + std::to_string(model.vocabulary()) +
                       ": use the tokenizer that the model was trained with.");
    std::vector<Pieces> encoded;
    encoded.reserve(sources.size());
    for (const std::string& line : sources) {
        encoded.push_back(tokenizer.encode(line, TextSide::Source));
        encoded.back().push_back(kEndId);
    }
    std::vector<std::string> lines;
    lines.reserve(sources.size());
    for (const Pieces& pieces : translate(model, encoded, options, progress))
        lines.push_back(tokenizer.decode(pieces));
    return lines;
}

} // namespace palimpsest
