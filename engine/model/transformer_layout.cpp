// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/transformer_layout.h"

namespace palimpsest
{

namespace
{

class LayoutBuilder
{
public:
    LayoutBuilder(std::vector<ParameterEntry>& entries, std::int64_t width)
        : m_entries(entries), m_width(width)
    {
    }

    std::size_t table(const std::string& name, std::int64_t rows)
    {
        return add(name + ".weight", {rows, m_width}, ParameterGroup::Embeddings);
    }

    std::size_t outputBias(std::int64_t rows)
    {
        return add("output.bias", {rows}, ParameterGroup::Embeddings);
    }

    AffineSlots matrix(const std::string& name, std::int64_t out, std::int64_t in,
                       ParameterGroup group)
    {
        const std::size_t weight = add(name + ".weight", {out, in}, group);
        return {weight, add(name + ".bias", {out}, group)};
    }

    AffineSlots norm(const std::string& name)
    {
        const std::size_t weight = add(name + ".weight", {m_width}, ParameterGroup::Norms);
        return {weight, add(name + ".bias", {m_width}, ParameterGroup::Norms)};
    }

    LayerSlots layer(const std::string& name, std::int64_t inner, bool decoder)
    {
        const std::int64_t d = m_width;
        LayerSlots slots;
        slots.self.norm = norm(name + ".self_norm");
        slots.self.input = matrix(name + ".self.qkv", 3 * d, d, ParameterGroup::Attention);
        slots.self.output = matrix(name + ".self.output", d, d, ParameterGroup::Attention);
        if (decoder) {
            const std::string cross = name + ".cross";
            slots.cross.norm = norm(name + ".cross_norm");
            slots.cross.input = matrix(cross + ".query", d, d, ParameterGroup::Attention);
            slots.cross.keyValue =
                matrix(cross + ".key_value", 2 * d, d, ParameterGroup::Attention);
            slots.cross.output = matrix(cross + ".output", d, d, ParameterGroup::Attention);
        }
        const std::string feedForward = name + ".feed_forward";
        slots.feedForwardNorm = norm(feedForward + "_norm");
        slots.inner = matrix(feedForward + ".inner", inner, d, ParameterGroup::FeedForward);
        slots.outer = matrix(feedForward + ".outer", d, inner, ParameterGroup::FeedForward);
        return slots;
    }

    /// All adapters of a layer.
    void adapters(const std::string& name, LayerSlots& slots, const ModelOptions& options,
                  bool decoder)
    {
        if (options.adapterPlaces == AdapterPlaces::Sublayers) {
            slots.self.adapter = adapter(name + ".self_adapter", options.adapterWidth);
            if (decoder)
                slots.cross.adapter = adapter(name + ".cross_adapter", options.adapterWidth);
        }
        slots.adapter = adapter(name + ".feed_forward_adapter", options.adapterWidth);
    }

private:
    AdapterSlots adapter(const std::string& name, std::int64_t inner)
    {
        constexpr ParameterGroup kGroup = ParameterGroup::Adapters;
        AdapterSlots slots;
        const std::size_t scale = add(name + ".norm.weight", {m_width}, kGroup);
        slots.norm = {scale, add(name + ".norm.bias", {m_width}, kGroup)};
        slots.down = matrix(name + ".down", inner, m_width, kGroup);
        slots.up = matrix(name + ".up", m_width, inner, kGroup);
        return slots;
    }

    std::size_t add(std::string name, std::vector<std::int64_t> shape, ParameterGroup group)
    {
        ParameterEntry entry;
        entry.name = std::move(name);
        entry.shape = std::move(shape);
        entry.group = group;
        m_entries.push_back(std::move(entry));
        return m_entries.size() - 1;
    }

    std::vector<ParameterEntry>& m_entries;
    std::int64_t m_width;
};

} // namespace

TransformerLayout::TransformerLayout(const ModelOptions& options, int vocabulary)
{
    LayoutBuilder builder(entries, options.dModel);
    if (options.tiedEmbeddings) {
        sourceEmbedding = targetEmbedding = outputEmbedding =
            builder.table("embedding", vocabulary);
    } else {
        sourceEmbedding = builder.table("source_embedding", vocabulary);
        targetEmbedding = builder.table("target_embedding", vocabulary);
        outputEmbedding = builder.table("output", vocabulary);
    }
    if (options.outputBias)
        outputBias = builder.outputBias(vocabulary);
    if (options.positions == Positions::Learned) {
        sourcePositions = builder.table("encoder.positions", options.maxPositions);
        targetPositions = builder.table("decoder.positions", options.maxPositions);
    }
    for (int i = 0; i < options.encoderLayers; ++i)
        encoder.push_back(
            builder.layer("encoder." + std::to_string(i), options.feedForward, false));
    for (int i = 0; i < options.decoderLayers; ++i)
        decoder.push_back(builder.layer("decoder." + std::to_string(i), options.feedForward, true));
    if (options.norm == NormPlacement::Pre) {
        encoderNorm = builder.norm("encoder.norm");
        decoderNorm = builder.norm("decoder.norm");
    }
    if (options.adapterWidth == 0)
        return;
    for (std::size_t i = 0; i < encoder.size(); ++i)
        builder.adapters("encoder." + std::to_string(i), encoder[i], options, false);
    for (std::size_t i = 0; i < decoder.size(); ++i)
        builder.adapters("decoder." + std::to_string(i), decoder[i], options, true);
}

} // namespace palimpsest
