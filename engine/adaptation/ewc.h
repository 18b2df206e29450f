// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// Elastic weight consolidation (Kirkpatrick et al. 2017): adds c·λ·Σ F_i (θ_i − θ*_i)² to the mean
/// loss of an update. Its gradient 2cλF(θ−θ*) goes onto the flat gradient once an update, in one
/// fused pass and without autograd; at θ* it is exactly 0.
///
/// Logs `penalty`, `penaltyGradientNorm` and `penaltyRatio` = ‖penalty gradient‖ / ‖task gradient‖,
/// the task gradient being what the penalty is added to (see ClipScope).
class Ewc : public Strategy
{
public:
    enum class Scale {
        Raw,        ///< F as it was estimated
        Normalised, ///< F divided by its mean: λ does not depend on the estimator's scale
    };
    struct Options {
        double lambda = 1;
        double factor = 0.5; ///< c: ½ (Kirkpatrick et al.) or 1
        Scale scale = Scale::Raw;
        double learningRate = 0; ///< peak, for the stability warning; 0 = no warning
    };

    /// `parameters` are followed as they change; `base` (θ*) and `fisher` are flat in their layout.
    /// Throws BadInput when the Fisher information is zero everywhere or not finite or negative, or
    /// 2cλF is not finite.
    Ewc(const Parameters& parameters, at::Tensor base, const at::Tensor& fisher,
        const Options& options);

    void addGradient(at::Tensor& flatGradient, const UpdateInfo& info) override;
    std::map<std::string, double> logValues() override { return m_logged; }
    /// Where plain gradient descent would not be stable: 2cλ·max(F)·lr ≥ 2.
    std::vector<std::string> warnings() const override;

    /// c·λ·Σ F (θ − θ*)², now.
    double penalty() const;

private:
    const Parameters& m_parameters;
    at::Tensor m_base;
    at::Tensor m_stiffness; ///< 2cλF
    at::Tensor m_drift;     ///< θ − θ*, kept so that nothing is allocated in an update
    double m_largest = 0;   ///< of m_stiffness
    double m_learningRate = 0;
    std::map<std::string, double> m_logged;
};

/// From the part's parameters `lambda`, `scale` and `factor`, the run's Fisher file and its base
/// model. Throws BadInput where the Fisher information was estimated on another model than the
/// base.
std::unique_ptr<Strategy> makeEwc(const StrategyContext& context, const nlohmann::json& parameters);

} // namespace palimpsest
