// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/mixing.h"

#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

double meanTargetPieces(const std::vector<std::shared_ptr<const IdShard>>& shards)
{
    double pieces = 0;
    double pairs = 0;
    for (const auto& shard : shards) {
        pieces += static_cast<double>(shard->facts().targetPieces);
        pairs += static_cast<double>(shard->size());
    }
    return pieces / pairs;
}

std::int64_t pairsOf(const std::vector<std::shared_ptr<const IdShard>>& shards)
{
    std::int64_t pairs = 0;
    for (const auto& shard : shards)
        pairs += shard->size();
    return pairs;
}

} // namespace

Mixing::Mixing(double ratio, Unit unit, std::vector<std::shared_ptr<const IdShard>> oldShards)
    : m_ratio(ratio), m_unit(unit), m_oldShards(std::move(oldShards))
{
    if (pairsOf(m_oldShards) == 0)
        throw BadInput("Data mixing needs training text of an old domain, and there is none.");
}

void Mixing::chooseSources(std::vector<BatchSource>& sources)
{
    double odds = m_ratio;
    if (m_unit == Unit::Tokens) {
        std::vector<std::shared_ptr<const IdShard>> newShards;
        for (const BatchSource& source : sources) {
            if (source.isNew)
                newShards.insert(newShards.end(), source.shards.begin(), source.shards.end());
        }
        odds *= meanTargetPieces(newShards) / meanTargetPieces(m_oldShards);
    }
    for (BatchSource& source : sources)
        source.probability /= 1 + odds;
    sources.push_back({m_oldShards, odds / (1 + odds), false});
}

Oversampling::Oversampling(double times, std::vector<std::shared_ptr<const IdShard>> oldShards)
    : m_times(times), m_oldShards(std::move(oldShards))
{
    if (pairsOf(m_oldShards) == 0)
        throw BadInput("Over-sampling needs training text of an old domain, and there is none.");
}

void Oversampling::chooseSources(std::vector<BatchSource>& sources)
{
    double newPairs = 0;
    for (const BatchSource& source : sources)
        newPairs += static_cast<double>(pairsOf(source.shards));
    const auto oldPairs = static_cast<double>(pairsOf(m_oldShards));
    const double share = oldPairs / (oldPairs + m_times * newPairs);
    for (BatchSource& source : sources)
        source.probability *= 1 - share;
    sources.push_back({m_oldShards, share, false});
}

std::unique_ptr<Strategy> makeMixing(const StrategyContext& context,
                                     const nlohmann::json& parameters)
{
    const bool tokens = parameters.at("unit") == "tokens";
    return std::make_unique<Mixing>(parameters.at("ratio").get<double>(),
                                    tokens ? Mixing::Unit::Tokens : Mixing::Unit::Sentences,
                                    context.oldShards);
}

std::unique_ptr<Strategy> makeOversampling(const StrategyContext& context,
                                           const nlohmann::json& parameters)
{
    return std::make_unique<Oversampling>(parameters.at("times").get<double>(), context.oldShards);
}

} // namespace palimpsest
