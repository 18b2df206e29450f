// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "engine/model/transformer.h"
#include "engine/study/training_options.h"
#include "engine/text/batch_stream.h"

namespace palimpsest
{

/// What a few updates of plain fine-tuning tell of the whole of it.
struct ProbedDrift {
    at::Tensor gradient;      ///< flat: mean over the probe of what a penalty would be added to
    at::Tensor drift;         ///< flat: θ − θ*, expected at the end of the whole training
    double growth = 0;        ///< p of ‖drift after n updates‖ ∝ n^p, seen in the probe
    std::int64_t updates = 0; ///< of the probe
    std::int64_t planned = 0; ///< of the whole training
};

/// Updates that a training is going to make: those of its budget, or as many as draw its epochs of
/// new text or its target tokens. Early stopping without a bound counts as patience + 1
/// validations.
std::int64_t expectedUpdates(BatchStream& stream, const TrainingOptions& options);

/// Fine-tunes `model` for so many updates at the options' peak rate, and puts its weights back.
/// Files that a training leaves go into `folder`.
ProbedDrift probeDrift(Transformer& model, BatchStream& stream, TrainingOptions options,
                       std::int64_t updates, const std::filesystem::path& folder);

/// How much of fine-tuning is left under the penalty c·λ·ΣF(θ−θ*)², as a function of λ.
///
/// Each parameter's task loss is taken for a parabola whose slope at θ* is g and whose lowest point
/// lies where plain fine-tuning ends, at δ: its curvature is h = |g|/|δ|. The penalty's pull moves
/// the equilibrium to δ·h/(h + 2cλF) = δ/(1 + λ/λ_i), λ_i = |g|/(2cF|δ|). The share of the way from
/// base to fine-tuned is the mean of 1/(1 + λ/λ_i), weighted by −g·δ, what each parameter's move is
/// expected to gain. Parameters with F = 0 are free whatever λ is; they count for nothing here.
class LambdaRuler
{
public:
    /// `importance` is F, flat and scaled as the penalty will have it; `factor` is c. Throws
    /// BadInput where the probe moved no parameter that F holds.
    LambdaRuler(const ProbedDrift& probe, const at::Tensor& importance, double factor);

    /// Share of the way that is left: 1 for λ = 0, towards 0 for a large one.
    double share(double lambda) const;
    /// Where share() is this, 0 < share < 1.
    double lambdaAt(double share) const;
    /// `points` ≥ 2 values of λ at even steps on a logarithmic scale, largest first, from where 5 %
    /// of the way is left to where 95 % is, each rounded to one digit.
    std::vector<double> grid(int points) const;

private:
    std::vector<double> m_weights; ///< by log10 λ_i, summing to 1
};

} // namespace palimpsest
