// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/fisher_estimator.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>

#include "engine/adaptation/target_sampler.h"
#include "engine/study/error.h"
#include "engine/training/batch_assembly.h"

namespace palimpsest
{
namespace
{

/// Adds squared fp32 gradients to fp64 sums. Written out for the CPU, where the pass is as long as
/// a short sentence's backward pass and must not make copies.
void addSquares(at::Tensor& sums, const at::Tensor& gradient)
{
    if (!sums.is_cpu()) {
        const at::Tensor wide = gradient.to(at::kDouble);
        sums.addcmul_(wide, wide);
        return;
    }
    auto* sum = sums.mutable_data_ptr<double>();
    const auto* value = gradient.const_data_ptr<float>();
    const std::int64_t count = sums.numel();
    for (std::int64_t index = 0; index < count; ++index) {
        const double wide = value[index];
        sum[index] += wide * wide;
    }
}

/// Adds absolute fp32 gradients to fp64 sums.
void addAbsolutes(at::Tensor& sums, const at::Tensor& gradient)
{
    sums.add_(gradient.abs());
}

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

/// The running sums of one estimate.
class Accumulator
{
public:
    Accumulator(Transformer& model, double labelSmoothing)
        : m_model(model), m_labelSmoothing(labelSmoothing),
          m_sums(at::zeros({model.parameters().size()},
                           model.parameters().flat().options().dtype(at::kDouble)))
    {
    }

    /// Squares the gradient of the batch's loss, summed over tokens or their mean.
    void addSquaredGradient(const Batch& batch, bool tokenMean)
    {
        m_model.parameters().zeroGradient();
        const BatchLoss loss = m_model.loss(batch, m_labelSmoothing, {0, Precision::Float32});
        const at::Tensor scalar =
            tokenMean ? loss.smoothed.div(static_cast<double>(loss.tokens)) : loss.smoothed;
        scalar.backward();
        const at::NoGradGuard noGrad;
        addSquares(m_sums, m_model.parameters().gradient());
        count(loss.tokens);
    }

    /// Adds the magnitude of the gradient of the squared logits, summed over the batch.
    void addSensitivity(const Batch& batch)
    {
        m_model.parameters().zeroGradient();
        const TargetStates states = m_model.targetStates(batch, {0, Precision::Float32});
        at::linear(states.hidden, states.projection).square().sum().backward();
        const at::NoGradGuard noGrad;
        addAbsolutes(m_sums, m_model.parameters().gradient());
        count(states.target.size(0));
    }

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
        estimate.batches = m_count;
        estimate.tokens = m_tokens;
        estimate.summary = summariseFisher(m_model.parameters(), estimate.flat);
        return estimate;
    }

private:
    void count(std::int64_t tokens)
    {
        m_tokens += tokens;
        ++m_count;
    }

    Transformer& m_model;
    double m_labelSmoothing;
    at::Tensor m_sums;
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
    const std::vector<EncodedPair> pairs = drawPairs(shards, options);
    const auto total = static_cast<std::int64_t>(pairs.size());
    const bool batched = options.estimator == FisherEstimator::Batched;
    const at::Device device = model.parameters().device();
    std::vector<std::size_t> starts;
    if (batched) {
        starts = cutBatches(pairs, options.batchTokens);
    } else {
        for (std::size_t index = 0; index <= pairs.size(); ++index)
            starts.push_back(index);
    }
    Accumulator accumulator(model, options.labelSmoothing);
    for (std::size_t batch = 0; batch + 1 < starts.size(); ++batch) {
        std::vector<EncodedPair> rows(pairs.begin() + static_cast<std::ptrdiff_t>(starts[batch]),
                                      pairs.begin() +
                                          static_cast<std::ptrdiff_t>(starts[batch + 1]));
        std::vector<std::int32_t> sampled; // keeps the drawn target alive for the batch
        if (options.estimator == FisherEstimator::SampledLabels) {
            SplitMix64 random(options.seed + 0x632be59bd9b4e019ULL * (batch + 1));
            sampled = sampleTarget(model, rows[0].source, random);
            rows[0].target = sampled;
        }
        const Batch assembled = assembleBatch(rows, device);
        if (options.estimator == FisherEstimator::Sensitivity)
            accumulator.addSensitivity(assembled);
        else
            accumulator.addSquaredGradient(assembled, batched);
        if (progress && !progress(static_cast<std::int64_t>(starts[batch + 1]), total))
            return {};
    }
    FisherEstimate estimate = accumulator.finish();
    estimate.sentences = total;
    return estimate;
}

nlohmann::json summariseFisher(const Parameters& parameters, const at::Tensor& flat)
{
    nlohmann::json summary = summaryOf(flat);
    summary["zeros"] = flat.eq(0).sum().item<std::int64_t>();
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
