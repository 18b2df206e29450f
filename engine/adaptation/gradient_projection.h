// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// Keeps an update from undoing what the old text teaches. Every update draws as many old batches
/// as new ones; g is the gradient of the new text, o that of the old, multiplied by the factor that
/// clipping has shortened g by. Where g·o < 0:
///
///     A-GEM (Chaudhry et al. 2019)   g ← g − (g·o / o·o) · o
///     PCGrad (Yu et al. 2020)        g ← g − (g·o / o·o) · o  +  o − (g·o / g·g) · g
///
/// and otherwise g is left (A-GEM) or becomes g + o (PCGrad). Logs `oldGradientCosine` = cos(g, o)
/// before the projection.
class GradientProjection : public Strategy
{
public:
    enum class Method { AGem, PcGrad };
    struct Options {
        Method method = Method::AGem;
        /// Seed, size and number of the old batches, their dropout and label smoothing.
        TrainingOptions training;
    };

    GradientProjection(Transformer& model, std::vector<std::shared_ptr<const IdShard>> oldShards,
                       const Options& options);

    void addGradient(at::Tensor& flatGradient, const UpdateInfo& info) override;
    std::int64_t targetPiecesDrawn(std::int64_t updates) override
    {
        return m_stream.at(updates * m_options.training.accumulate).targetPiecesBefore;
    }
    std::map<std::string, double> logValues() override { return m_logged; }

private:
    at::Tensor oldGradient(const UpdateInfo& info);

    Transformer& m_model;
    Options m_options;
    BatchStream m_stream;
    std::map<std::string, double> m_logged;
};

/// From the part's parameter `method`. Throws BadInput where there is no old text.
std::unique_ptr<Strategy> makeGradientProjection(const StrategyContext& context,
                                                 const nlohmann::json& parameters);

} // namespace palimpsest
