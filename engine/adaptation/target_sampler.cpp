// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/target_sampler.h"

#include <algorithm>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>

#include "engine/study/tokenizer_options.h"
#include "engine/text/text_hash.h"

namespace palimpsest
{
namespace
{

std::int32_t drawPiece(const at::Tensor& logits, SplitMix64& random)
{
    const at::Tensor probabilities = logits.to(at::kCPU, at::kDouble).softmax(-1).contiguous();
    const auto* probability = probabilities.const_data_ptr<double>();
    const std::int64_t vocabulary = probabilities.numel();
    double rest = random.unit();
    for (std::int64_t piece = 0; piece < vocabulary; ++piece) {
        rest -= probability[piece];
        if (rest < 0)
            return static_cast<std::int32_t>(piece);
    }
    return static_cast<std::int32_t>(probabilities.argmax().item<std::int64_t>());
}

} // namespace

std::uint64_t SplitMix64::next()
{
    const std::uint64_t value = mixBits(m_state);
    m_state += 0x9e3779b97f4a7c15ULL;
    return value;
}

std::uint64_t SplitMix64::below(std::uint64_t bound)
{
    const std::uint64_t unfair = (0 - bound) % bound; // 2^64 mod bound
    std::uint64_t value = next();
    while (value < unfair)
        value = next();
    return value % bound;
}

std::vector<std::int32_t> sampleTarget(const Transformer& model,
                                       std::span<const std::int32_t> source, SplitMix64& random)
{
    const at::NoGradGuard noGrad;
    const at::Device device = model.parameters().device();
    const auto length = static_cast<std::int64_t>(source.size());
    at::Tensor ids = at::full({1, length}, kPadId, at::kLong);
    std::copy(source.begin(), source.end(), ids.data_ptr<std::int64_t>());
    const at::Tensor lengths = at::full({1}, length, at::kLong).to(device);
    const Weights weights = model.weightsIn(Precision::Float32);
    const at::Tensor memory = model.encodeWith(ids.to(device), lengths, weights);
    DecoderState state = model.startDecoding(memory, lengths, weights);
    const std::int64_t longest =
        std::min<std::int64_t>(3 * length + 10, model.options().maxPositions - 1);
    std::vector<std::int32_t> target;
    std::int32_t piece = model.startPiece();
    while (piece != kEndId && static_cast<std::int64_t>(target.size()) < longest) {
        const at::Tensor input = at::full({1}, piece, at::kLong).to(device);
        at::Tensor logits = model.decodeStep(state, input);
        model.forbidPad(logits);
        piece = drawPiece(logits[0], random);
        target.push_back(piece);
    }
    return target;
}

} // namespace palimpsest
