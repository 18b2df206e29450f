// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/fisher_estimator.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <unordered_set>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include "engine/adaptation/fisher_diagnostics.h"
#include "engine/adaptation/sentence_gradients.h"
#include "engine/adaptation/target_sampler.h"
#include "engine/study/error.h"
#include "engine/training/batch_assembly.h"

namespace palimpsest
{
namespace
{

std::vector<EncodedPair> drawPairs(const std::vector<std::shared_ptr<const IdShard>>& shards,
                                   const FisherOptions& options)
{
    std::int64_t total = 0;
    for (const auto& shard : shards)
        total += shard->size();
    if (total == 0)
        throw BadInput("The Fisher information needs training text of the old domains, and there "
                       "is none.");
    const std::int64_t wanted = std::min<std::int64_t>(options.sentences, total);
    // Floyd's algorithm: exactly `wanted` different numbers below `total`, each set equally likely.
    SplitMix64 random(options.seed);
    std::unordered_set<std::int64_t> taken;
    std::vector<std::int64_t> chosen;
    for (std::int64_t bound = total - wanted; bound < total; ++bound) {
        const auto drawn =
            static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound) + 1));
        const std::int64_t index = taken.insert(drawn).second ? drawn : bound;
        taken.insert(index);
        chosen.push_back(index);
    }
    std::vector<EncodedPair> pairs;
    for (std::int64_t index : chosen) {
        std::size_t shard = 0;
        while (index >= shards[shard]->size())
            index -= shards[shard++]->size();
        pairs.push_back((*shards[shard])[index]);
    }
    return pairs;
}

/// Puts drawn targets in the place of the given ones.
std::vector<std::vector<std::int32_t>>
sampleTargets(const Transformer& model, std::vector<EncodedPair>& pairs, std::uint64_t seed)
{
    std::vector<std::vector<std::int32_t>> sampled;
    for (EncodedPair& pair : pairs) {
        SplitMix64 random(seed + 0x632be59bd9b4e019ULL * (sampled.size() + 1));
        sampled.push_back(sampleTarget(model, pair.source, random));
        pair.target = sampled.back();
    }
    return sampled;
}

/// Orders sentences by length inside each window of the draw, so that batches have little padding
/// and the sums on the way are still those of a random sample.
void sortWindows(std::span<EncodedPair> pairs)
{
    constexpr std::size_t kWindow = 256;
    for (std::size_t begin = 0; begin < pairs.size(); begin += kWindow) {
        const auto first = pairs.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last =
            first + static_cast<std::ptrdiff_t>(std::min(kWindow, pairs.size() - begin));
        std::stable_sort(first, last, [](const EncodedPair& a, const EncodedPair& b) {
            return std::pair(a.target.size(), a.source.size()) <
                   std::pair(b.target.size(), b.source.size());
        });
    }
}

/// Padded source and target pieces of a batch of sentences: the logits of all target pieces exist
/// at once.
std::int64_t sentenceTokens(const Transformer& model)
{
    constexpr std::int64_t kLogits = 1 << 24;
    return std::clamp<std::int64_t>(2 * kLogits / model.vocabulary(), 128, 2048);
}

/// Orders sentences for batches of `batchTokens` and cuts these. A drawn target may hold the
/// padding's piece, which counts in a batch without padding only: such a sentence is alone.
std::vector<std::size_t> cutSentences(std::span<EncodedPair> pairs, std::int64_t batchTokens)
{
    sortWindows(pairs);
    const auto alone =
        std::stable_partition(pairs.begin(), pairs.end(), [](const EncodedPair& pair) {
            return std::ranges::find(pair.target, kPadId) == pair.target.end();
        });
    std::vector<std::size_t> starts = cutBatches(std::span(pairs.begin(), alone), batchTokens);
    while (starts.back() < pairs.size())
        starts.push_back(starts.back() + 1);
    return starts;
}

/// Puts things into a random order, so that the first are a sample of all.
template <typename T>
void shuffle(std::vector<T>& things, std::uint64_t seed)
{
    SplitMix64 random(seed ^ 0x9e6c63d0876a9a35ULL);
    for (std::size_t left = things.size(); left > 1; --left)
        std::swap(things[left - 1], things[random.below(left)]);
}

/// Orders and cuts sentences so that no batch goes beyond the first eighth, quarter or half of
/// them, where estimates are compared.
std::vector<std::size_t> cutParts(std::span<EncodedPair> pairs, std::int64_t batchTokens)
{
    const std::size_t count = pairs.size();
    std::vector<std::size_t> starts = {0};
    for (const std::size_t end : {count / 8, count / 4, count / 2, count}) {
        const std::size_t begin = starts.back();
        if (end == begin)
            continue;
        for (const std::size_t start : cutSentences(pairs.subspan(begin, end - begin), batchTokens))
            if (start > 0)
                starts.push_back(begin + start);
    }
    return starts;
}

/// The running sums of one estimate.
class Accumulator
{
public:
    /// `total` gradients are going to be squared.
    Accumulator(Transformer& model, const FisherOptions& options, std::int64_t total)
        : m_model(model), m_options(options), m_convergence(total),
          m_sums(at::zeros({model.parameters().size()},
                           model.parameters().flat().options().dtype(at::kDouble)))
    {
    }

    /// Squares the gradient of the batch's mean loss of a token, padding masked.
    void addBatch(const Batch& batch)
    {
        m_model.parameters().zeroGradient();
        const BatchLoss loss = m_model.loss(batch, m_options.labelSmoothing, {});
        loss.smoothed.div(static_cast<double>(loss.tokens)).backward();
        const at::NoGradGuard noGrad;
        const at::Tensor gradient = m_model.parameters().gradient().to(at::kDouble);
        m_sums.addcmul_(gradient, gradient);
        count(1, batch);
    }

    void addSentences(const Batch& batch)
    {
        const bool sensitivity = m_options.estimator == FisherEstimator::Sensitivity;
        const SentenceGradients gradients(m_model,
                                          sensitivity ? SentenceObjective::SquaredLogits
                                                      : SentenceObjective::LabelSmoothedLoss,
                                          m_options.labelSmoothing);
        gradients.addTo(m_sums, batch,
                        sensitivity ? GradientMeasure::Magnitude : GradientMeasure::Square);
        count(batch.source.size(0), batch);
    }

    std::int64_t sentences() const { return m_sentences; }

    /// The mean, its largest entries lowered as FisherOptions::clip says.
    FisherEstimate finish() const
    {
        m_model.parameters().zeroGradient();
        const at::Tensor mean = m_sums.div(static_cast<double>(m_count));
        if (!std::isfinite(mean.sum().item<double>()))
            throw Error(ExitCode::NonFiniteLoss,
                        "A gradient is not a finite number, so the Fisher information is not "
                        "either; the base model's weights are damaged or its training diverged.");
        FisherEstimate estimate;
        estimate.flat = mean.to(at::kFloat);
        estimate.sentences = m_sentences;
        estimate.batches = m_count;
        estimate.tokens = m_tokens;
        nlohmann::json diagnostics = m_convergence.comparedWith(estimate.flat);
        diagnostics.update(clipFisher(estimate.flat, m_options.clip));
        estimate.summary = summariseFisher(m_model.parameters(), estimate.flat);
        estimate.summary.update(diagnostics);
        return estimate;
    }

private:
    void count(std::int64_t gradients, const Batch& batch)
    {
        m_tokens += batch.targetTokens;
        m_sentences += batch.source.size(0);
        m_count += gradients;
        m_convergence.added(m_sums, m_count, m_sentences);
    }

    Transformer& m_model;
    const FisherOptions& m_options;
    FisherConvergence m_convergence;
    at::Tensor m_sums;
    std::int64_t m_sentences = 0;
    std::int64_t m_tokens = 0;
    std::int64_t m_count = 0;
};

nlohmann::json summaryOf(const at::Tensor& part)
{
    const double trace = part.sum(at::kDouble).item<double>();
    return {{"parameters", part.numel()},
            {"trace", trace},
            {"mean", trace / static_cast<double>(part.numel())},
            {"max", part.max().item<double>()}};
}

} // namespace

FisherEstimate estimateFisher(Transformer& model,
                              const std::vector<std::shared_ptr<const IdShard>>& shards,
                              const FisherOptions& options, const FisherProgress& progress)
{
    std::vector<EncodedPair> pairs = drawPairs(shards, options);
    const auto total = static_cast<std::int64_t>(pairs.size());
    const bool batched = options.estimator == FisherEstimator::Batched;
    std::vector<std::vector<std::int32_t>> sampled; // keeps drawn targets alive
    if (options.estimator == FisherEstimator::SampledLabels)
        sampled = sampleTargets(model, pairs, options.seed);
    if (!batched)
        shuffle(pairs, options.seed);
    const std::vector<std::size_t> starts =
        batched ? cutBatches(pairs, options.batchTokens) : cutParts(pairs, sentenceTokens(model));
    std::vector<std::size_t> order(starts.size() - 1);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (batched)
        shuffle(order, options.seed);
    Accumulator accumulator(model, options,
                            batched ? static_cast<std::int64_t>(order.size()) : total);
    for (const std::size_t batch : order) {
        const Batch assembled = assembleBatch(
            std::span(pairs).subspan(starts[batch], starts[batch + 1] - starts[batch]),
            model.parameters().device());
        if (batched)
            accumulator.addBatch(assembled);
        else
            accumulator.addSentences(assembled);
        if (progress && !progress(accumulator.sentences(), total))
            return {};
    }
    return accumulator.finish();
}

nlohmann::json summariseFisher(const Parameters& parameters, const at::Tensor& flat)
{
    nlohmann::json summary = summaryOf(flat);
    summary["zeros"] = flat.eq(0).sum().item<std::int64_t>();
    summary["histogram"] = fisherHistogram(parameters, flat);
    nlohmann::json& groups = summary["groups"] = nlohmann::json::object();
    for (const ParameterEntry& entry : parameters.entries()) {
        const nlohmann::json part = summaryOf(flat.narrow(0, entry.offset, entry.size));
        const auto [group, isNew] = groups.emplace(toString(entry.group), part);
        if (isNew)
            continue;
        nlohmann::json& sum = *group;
        sum["parameters"] = sum["parameters"].get<std::int64_t>() + entry.size;
        sum["trace"] = sum["trace"].get<double>() + part["trace"].get<double>();
        sum["max"] = std::max(sum["max"].get<double>(), part["max"].get<double>());
        sum["mean"] = sum["trace"].get<double>() / sum["parameters"].get<double>();
    }
    return summary;
}

} // namespace palimpsest
