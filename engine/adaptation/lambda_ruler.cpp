// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/lambda_ruler.h"

#include <algorithm>
#include <cmath>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "engine/study/error.h"
#include "engine/training/learning_rate.h"
#include "engine/training/trainer.h"

namespace palimpsest
{
namespace
{

constexpr double kLowestLog10 = -60; // of λ_i: any ratio of fp32 numbers lies within
constexpr double kHighestLog10 = 60;
constexpr int kBinsPerDecade = 20;
constexpr int kBins = static_cast<int>(kHighestLog10 - kLowestLog10) * kBinsPerDecade;

double middleOf(std::size_t bin)
{
    return std::pow(10.0, kLowestLog10 + (static_cast<double>(bin) + 0.5) / kBinsPerDecade);
}

/// Sums gradients.
class GradientSum : public TrainingHooks
{
public:
    at::Tensor sum;

    void addGradient(at::Tensor& flatGradient, const UpdateInfo&) override
    {
        sum = sum.defined() ? sum.add_(flatGradient) : flatGradient.clone();
    }
};

/// Notes the length of the drift half-way.
class HalfWay : public TrainingObserver
{
public:
    HalfWay(const Parameters& parameters, at::Tensor base, std::int64_t half)
        : m_parameters(parameters), m_base(std::move(base)), m_half(half)
    {
    }

    double length = 0;

    void progressed(const TrainingState& state, double) override
    {
        if (state.update == m_half)
            length = at::linalg_vector_norm(m_parameters.flat() - m_base).item<double>();
    }
    std::optional<double> validate(std::int64_t) override { return 0; }

private:
    const Parameters& m_parameters;
    at::Tensor m_base;
    std::int64_t m_half;
};

/// The whole training in updates at the peak rate.
double updatesAtPeak(const TrainingOptions& options, std::int64_t planned)
{
    double sum = 0;
    for (std::int64_t update = 1; update <= planned; ++update)
        sum += learningRate(options, update, planned);
    return sum / options.learningRate;
}

double roundedToOneDigit(double value)
{
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    const double digit = std::round(value / decade);
    // Through its text, so that 3e-05 is the number that people write.
    return std::stod(std::to_string(static_cast<int>(digit)) + "e" +
                     std::to_string(static_cast<int>(std::floor(std::log10(value)))));
}

} // namespace

std::int64_t expectedUpdates(BatchStream& stream, const TrainingOptions& options)
{
    const Budget& budget = options.budget;
    if (budget.policy == BudgetPolicy::Updates || budget.updates > 0)
        return std::max<std::int64_t>(budget.updates, 1);
    if (budget.policy == BudgetPolicy::EarlyStopping)
        return std::max<std::int64_t>((budget.patience + 1) * options.validateEvery, 1);
    constexpr std::int64_t kLooked = 50; // batches, enough for the mean of a batch's examples
    const bool tokens = budget.policy == BudgetPolicy::TargetTokens;
    const BatchIndices& looked = stream.at(kLooked);
    const double drawn =
        static_cast<double>(tokens ? looked.targetPiecesBefore : looked.newExamplesBefore) /
        static_cast<double>(kLooked);
    const double wanted = tokens ? static_cast<double>(budget.targetTokens)
                                 : budget.newDataEpochs * static_cast<double>(stream.newExamples());
    return std::max<std::int64_t>(
        static_cast<std::int64_t>(std::ceil(wanted / std::max(drawn, 1e-3) / options.accumulate)),
        1);
}

ProbedDrift probeDrift(Transformer& model, BatchStream& stream, TrainingOptions options,
                       std::int64_t updates, const std::filesystem::path& folder)
{
    ProbedDrift probe;
    probe.planned = expectedUpdates(stream, options);
    probe.updates = std::max<std::int64_t>(std::min(updates, probe.planned), 2);
    const double whole = updatesAtPeak(options, probe.planned);
    options.budget = {};
    options.budget.updates = probe.updates;
    options.schedule = Schedule::Constant;
    options.warmup = 0;
    options.validateEvery = 0;
    options.checkpointEvery = 0;
    options.logEvery = 0;
    options.choice = CheckpointChoice::Last;
    const at::Tensor base = model.parameters().flat().clone();
    GradientSum gradients;
    HalfWay halfWay(model.parameters(), base, probe.updates / 2);
    Trainer trainer(model, stream, {options, folder, "probe", {}}, {&gradients}, halfWay);
    trainer.run();
    const at::NoGradGuard noGrad;
    probe.gradient = gradients.sum / static_cast<double>(probe.updates);
    probe.drift = model.parameters().flat() - base;
    model.parameters().assignFlat(base);
    const double length = at::linalg_vector_norm(probe.drift).item<double>();
    const double doublings =
        std::log2(static_cast<double>(probe.updates) / static_cast<double>(probe.updates / 2));
    probe.growth = halfWay.length > 0
                       ? std::clamp(std::log2(length / halfWay.length) / doublings, 0.0, 1.0)
                       : 1;
    probe.drift.mul_(std::pow(whole / static_cast<double>(probe.updates), probe.growth));
    return probe;
}

LambdaRuler::LambdaRuler(const ProbedDrift& probe, const at::Tensor& importance, double factor)
{
    const at::NoGradGuard noGrad;
    const at::Tensor gain = (probe.gradient.to(at::kDouble) * probe.drift).neg_();
    const at::Tensor counted = gain.gt(0).logical_and_(importance.gt(0));
    const at::Tensor weight = gain.masked_select(counted);
    const at::Tensor balance =
        probe.gradient.masked_select(counted)
            .to(at::kDouble)
            .abs_()
            .div_(importance.masked_select(counted).to(at::kDouble).mul_(2 * factor) *
                  probe.drift.masked_select(counted).abs_());
    const double sum = weight.sum().item<double>();
    if (!(sum > 0) || !std::isfinite(sum))
        throw BadInput("The probe moved no parameter that the penalty holds, so no λ can be "
                       "proposed: look at the learning rate and at the estimate.");
    const at::Tensor bin = balance.log10_()
                               .sub_(kLowestLog10)
                               .mul_(kBinsPerDecade)
                               .floor_()
                               .clamp_(0, kBins - 1)
                               .to(at::kLong);
    const at::Tensor weights = at::bincount(bin, weight, kBins).div_(sum).cpu();
    const auto* first = weights.const_data_ptr<double>();
    m_weights.assign(first, first + kBins);
}

double LambdaRuler::share(double lambda) const
{
    double left = 0;
    for (std::size_t bin = 0; bin < m_weights.size(); ++bin)
        left += m_weights[bin] > 0 ? m_weights[bin] / (1 + lambda / middleOf(bin)) : 0;
    return left;
}

double LambdaRuler::lambdaAt(double wanted) const
{
    double low = kLowestLog10;
    double high = kHighestLog10;
    while (high - low > 1e-4) {
        const double middle = (low + high) / 2;
        (share(std::pow(10.0, middle)) > wanted ? low : high) = middle;
    }
    return std::pow(10.0, (low + high) / 2);
}

std::vector<double> LambdaRuler::grid(int points) const
{
    constexpr double kLeft = 0.05;
    const double high = std::log10(lambdaAt(kLeft));
    const double low = std::log10(lambdaAt(1 - kLeft));
    std::vector<double> lambdas;
    for (int point = 0; point < points; ++point) {
        const double along = static_cast<double>(point) / (points - 1);
        lambdas.push_back(roundedToOneDigit(std::pow(10.0, high + (low - high) * along)));
    }
    lambdas.erase(std::unique(lambdas.begin(), lambdas.end()), lambdas.end());
    return lambdas;
}

} // namespace palimpsest
