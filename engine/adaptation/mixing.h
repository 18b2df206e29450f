// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// Data mixing, old:new = r:1 (Hasler et al. 2021): each training example is drawn from the old
/// domains with probability r/(1+r). Where the ratio counts tokens instead of sentences, the
/// probability p solves p·t_old : (1−p)·t_new = r : 1, t being the mean target pieces of a pair.
class Mixing : public Strategy
{
public:
    enum class Unit { Sentences, Tokens };

    Mixing(double ratio, Unit unit, std::vector<std::shared_ptr<const IdShard>> oldShards);

    void chooseSources(std::vector<BatchSource>& sources) override;

private:
    double m_ratio;
    Unit m_unit;
    std::vector<std::shared_ptr<const IdShard>> m_oldShards;
};

/// Mixed fine-tuning (Chu et al. 2017): old text and k copies of the new text as one corpus, so
/// that an example is old with probability |A| / (|A| + k·|B|), counted in pairs.
class Oversampling : public Strategy
{
public:
    Oversampling(double times, std::vector<std::shared_ptr<const IdShard>> oldShards);

    void chooseSources(std::vector<BatchSource>& sources) override;

private:
    double m_times;
    std::vector<std::shared_ptr<const IdShard>> m_oldShards;
};

/// From the part's parameters `ratio` and `unit`. Throws BadInput where there is no old text.
std::unique_ptr<Strategy> makeMixing(const StrategyContext& context,
                                     const nlohmann::json& parameters);
/// From `times`. Throws BadInput where there is no old text.
std::unique_ptr<Strategy> makeOversampling(const StrategyContext& context,
                                           const nlohmann::json& parameters);

} // namespace palimpsest
