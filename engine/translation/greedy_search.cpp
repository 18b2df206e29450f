// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/translation/search.h"

#include <numeric>

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include "engine/model/cpu/decoding.h"
#include "engine/model/cpu/fused.h"
#include "engine/study/tokenizer_options.h"

namespace palimpsest
{

namespace
{

at::Tensor likeliest(const Transformer& model, at::Tensor& logits)
{
    if (cpu::handles(logits))
        return cpu::bestPiece(logits, model.forbiddenPiece());
    model.forbidPad(logits);
    return logits.argmax(1);
}

} // namespace

std::vector<Pieces> searchGreedily(const Transformer& model, const SearchBatch& batch)
{
    const at::NoGradGuard noGrad;
    const at::Device device = batch.source.device();
    const at::Tensor memory = model.encodeWith(batch.source, batch.sourceLength, batch.weights);
    DecoderState state = model.startDecoding(memory, batch.sourceLength, batch.weights);
    std::vector<Pieces> results(batch.limits.size());
    std::vector<std::int64_t> alive(batch.limits.size());
    std::iota(alive.begin(), alive.end(), 0);
    at::Tensor tokens = at::full_like(batch.source.select(1, 0), model.startPiece());
    for (std::int64_t length = 1; !alive.empty(); ++length) {
        at::Tensor logits = model.decodeStep(state, tokens);
        tokens = likeliest(model, logits);
        const at::Tensor chosen = tokens.cpu();
        const std::int64_t* token = chosen.const_data_ptr<std::int64_t>();
        std::vector<std::int64_t> rows; // that go on
        std::vector<std::int64_t> still;
        for (std::size_t row = 0; row < alive.size(); ++row) {
            const auto sentence = static_cast<std::size_t>(alive[row]);
            if (token[row] == kEndId)
                continue;
            results[sentence].push_back(static_cast<std::int32_t>(token[row]));
            if (length >= batch.limits[sentence])
                continue;
            rows.push_back(static_cast<std::int64_t>(row));
            still.push_back(alive[row]);
        }
        if (still.size() < alive.size() && !still.empty()) {
            const at::Tensor kept = at::tensor(rows, at::kLong).to(device);
            state.cache->select(kept, kept);
            tokens = tokens.index_select(0, kept);
        }
        alive = std::move(still);
    }
    return results;
}

} // namespace palimpsest
