// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"
#include "engine/model/cpu/fused.h"

namespace palimpsest
{

/// Holds each parameter to its base value by a spring of its own: adds c·λ·Σ F_i (θ_i − θ*_i)² to
/// the mean loss of an update. F_i is the diagonal Fisher information in elastic weight
/// consolidation (EWC, Kirkpatrick et al. 2017), the sensitivity of the output in memory aware
/// synapses (MAS, Aljundi et al. 2018), 1 in L2 to the base (L2-SP, Li et al. 2018). The gradient
/// 2cλF(θ−θ*) goes onto the flat gradient once an update, in one fused pass and without autograd;
/// at θ* it is exactly 0.
///
/// Logs `penalty`, `penaltyGradientNorm` and `penaltyRatio` = ‖penalty gradient‖ / ‖task gradient‖,
/// the task gradient being what the penalty is added to (see ClipScope).
class QuadraticPenalty : public Strategy
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
        double learningRate = 0;  ///< peak, for the stability warning; 0 = no warning
        std::string name = "EWC"; ///< in sentences
    };

    /// `parameters` are followed as they change; `base` (θ*) and `importance` (F) are flat in their
    /// layout. Throws BadInput when F is zero everywhere or not finite or negative, or 2cλF is not
    /// finite.
    QuadraticPenalty(const Parameters& parameters, const at::Tensor& base,
                     const at::Tensor& importance, const Options& options);

    void addGradient(at::Tensor& flatGradient, const UpdateInfo& info) override;
    std::map<std::string, double> logValues() override { return m_logged; }
    /// Where plain gradient descent would not be stable: 2cλ·max(F)·lr ≥ 2.
    std::vector<std::string> warnings() const override;

    /// c·λ·Σ F (θ − θ*)², now.
    double penalty() const;

private:
    cpu::PenaltySums addGradientOnDevice(at::Tensor& flatGradient, bool wanted) const;

    const Parameters& m_parameters;
    at::Tensor m_base;
    at::Tensor m_stiffness; ///< 2cλF
    double m_largest = 0;   ///< of m_stiffness
    double m_learningRate = 0;
    std::string m_name;
    std::map<std::string, double> m_logged;
};

/// From the part's parameters `lambda`, `scale` and `factor`, the run's Fisher file and its base
/// model. Throws BadInput where the importance was estimated on another model than the base.
std::unique_ptr<Strategy> makeEwc(const StrategyContext& context, const nlohmann::json& parameters);
/// As EWC, from a file of sensitivities; throws BadInput for one of Fisher information.
std::unique_ptr<Strategy> makeMas(const StrategyContext& context, const nlohmann::json& parameters);
/// From `lambda` and `factor`.
std::unique_ptr<Strategy> makeL2(const StrategyContext& context, const nlohmann::json& parameters);

} // namespace palimpsest
