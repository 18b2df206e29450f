// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/decoder_cache.h"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include "engine/model/cpu/decoding.h"
#include "engine/model/layers.h"

namespace palimpsest
{

namespace
{

/// Every position stays where it was made; a hypothesis knows in which rows its positions are.
class StepsCache : public DecoderCache
{
public:
    explicit StepsCache(const DecoderMemory& memory)
        : m_heads(memory.heads), m_steps(memory.keyValues.size())
    {
        const at::Tensor& first = memory.keyValues.front();
        const std::int64_t sentences = first.size(0);
        m_source.longest = first.size(1);
        m_source.starts = at::arange(sentences, at::kLong).mul_(m_source.longest);
        m_source.ends =
            m_source.starts + (memory.lengths.defined()
                                   ? memory.lengths
                                   : at::full({sentences}, m_source.longest, at::kLong));
        m_origins = at::empty({sentences * memory.beam, 0}, at::kInt);
        for (const at::Tensor& keyValue : memory.keyValues)
            m_keyValues.push_back(keyValue.flatten(0, 1).contiguous());
    }

    at::Tensor attendSelf(std::size_t layer, const at::Tensor& projected) override
    {
        std::vector<at::Tensor>& steps = m_steps[layer];
        steps.push_back(projected.contiguous());
        if (m_origins.size(1) < static_cast<std::int64_t>(steps.size())) // the first layer
            m_origins = at::cat(
                {m_origins, at::arange(projected.size(0), m_origins.options()).unsqueeze(1)}, 1);
        return cpu::attendSteps(steps, m_origins, m_heads);
    }

    at::Tensor attendSource(std::size_t layer, const at::Tensor& query) override
    {
        return cpu::attendSource(query, m_keyValues[layer], m_source, m_heads);
    }

    void select(const at::Tensor& rows, const at::Tensor& sentences) override
    {
        m_origins = m_origins.index_select(0, rows);
        if (!sentences.defined())
            return;
        m_source.starts = m_source.starts.index_select(0, sentences);
        m_source.ends = m_source.ends.index_select(0, sentences);
    }

private:
    int m_heads;
    std::vector<at::Tensor> m_keyValues;          ///< a layer: [n · S, 2d]
    cpu::SourceRows m_source;                     ///< of the sentences that are still here
    std::vector<std::vector<at::Tensor>> m_steps; ///< a layer, a position: [R of that time, 3d]
    at::Tensor m_origins;                         ///< [R, t] int32, rows of the positions
};

/// Keys and values lie one behind the other, and move with their hypotheses.
class DeviceCache : public DecoderCache
{
public:
    explicit DeviceCache(const DecoderMemory& memory)
        : m_heads(memory.heads), m_beam(memory.beam),
          m_mask(sourceMask(memory.lengths, memory.keyValues.front().size(1),
                            memory.keyValues.front().scalar_type()))
    {
        for (const at::Tensor& keyValue : memory.keyValues) {
            const auto parts = splitHeads(keyValue, 2, m_heads);
            m_sourceKeys.push_back(parts[0].contiguous());
            m_sourceValues.push_back(parts[1].contiguous());
        }
        const at::Tensor& first = m_sourceKeys.front();
        const at::Tensor none =
            at::empty({first.size(0) * m_beam, m_heads, 0, first.size(3)}, first.options());
        m_keys.assign(m_sourceKeys.size(), none);
        m_values = m_keys;
    }

    at::Tensor attendSelf(std::size_t layer, const at::Tensor& projected) override
    {
        const auto parts = splitHeads(projected.unsqueeze(1), 3, m_heads);
        m_keys[layer] = at::cat({m_keys[layer], parts[1]}, 2);
        m_values[layer] = at::cat({m_values[layer], parts[2]}, 2);
        return joinHeads(attend(parts[0], m_keys[layer], m_values[layer], {}, false, 0)).squeeze(1);
    }

    at::Tensor attendSource(std::size_t layer, const at::Tensor& query) override
    {
        // The hypotheses of a sentence are queries side by side, so its keys exist once.
        const auto q = splitHeads(query.view({query.size(0) / m_beam, m_beam, -1}), 1, m_heads);
        return joinHeads(attend(q[0], m_sourceKeys[layer], m_sourceValues[layer], m_mask, false, 0))
            .flatten(0, 1);
    }

    void select(const at::Tensor& rows, const at::Tensor& sentences) override
    {
        moveTo(m_keys, rows);
        moveTo(m_values, rows);
        if (!sentences.defined())
            return;
        moveTo(m_sourceKeys, sentences);
        moveTo(m_sourceValues, sentences);
        if (m_mask.defined())
            m_mask = m_mask.index_select(0, sentences);
    }

private:
    static void moveTo(std::vector<at::Tensor>& layers, const at::Tensor& rows)
    {
        for (at::Tensor& layer : layers)
            layer = layer.index_select(0, rows);
    }

    int m_heads;
    std::int64_t m_beam;
    at::Tensor m_mask;                      ///< [n, 1, 1, S] additive, or undefined
    std::vector<at::Tensor> m_sourceKeys;   ///< a layer: [n, heads, S, d/heads]
    std::vector<at::Tensor> m_sourceValues; ///< likewise
    std::vector<at::Tensor> m_keys;         ///< a layer: [R, heads, t, d/heads]
    std::vector<at::Tensor> m_values;       ///< likewise
};

} // namespace

std::unique_ptr<DecoderCache> makeDecoderCache(const DecoderMemory& memory)
{
    if (cpu::handles(memory.keyValues.front()))
        return std::make_unique<StepsCache>(memory);
    return std::make_unique<DeviceCache>(memory);
}

} // namespace palimpsest
