// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/adaptation/adapters.h"
#include "engine/adaptation/strategy.h"
#include "tests/engine/training/training_part.h"

namespace palimpsest
{

/// Text of an old and of a new domain for the small network.
struct OldAndNewText {
    explicit OldAndNewText(const Folder& folder)
        : old(folder.shard("old.ids", madeUpPairs(60, 11))),
          fresh(folder.shard("new.ids", madeUpPairs(60, 12)))
    {
    }
    std::shared_ptr<const IdShard> old;
    std::shared_ptr<const IdShard> fresh;
};

/// One process's part of a trial with the parts of a specification, put together as a worker does.
struct StrategyTraining {
    StrategyTraining(const std::filesystem::path& runFolder, const TrainingOptions& options,
                     const OldAndNewText& text, const nlohmann::json& parts,
                     std::vector<TrainingHooks*> last = {})
    {
        config.training = options;
        config.strategy = nlohmann::json{{"parts", parts}}.get<StrategySpec>();
        model = modelToAdapt(makeSmallNetwork(7), config);
        base = model->parameters().flat().clone();
        strategies = makeStrategies(
            {*model, base, config, runFolder.parent_path(), {text.old}, {text.fresh}});
        std::vector<BatchSource> sources = {{{text.fresh}, 1, true}};
        std::vector<TrainingHooks*> hooks;
        TrainerSettings settings{options, runFolder, "configuration", base};
        for (const auto& strategy : strategies) {
            strategy->chooseSources(sources);
            hooks.push_back(strategy.get());
            if (TrainedVariables* own = strategy->trainedVariables())
                settings.variables = own;
        }
        hooks.insert(hooks.end(), last.begin(), last.end());
        stream = std::make_unique<BatchStream>(sources, options.batchTokens, options.seed);
        trainer = std::make_unique<Trainer>(*model, *stream, std::move(settings), hooks, watcher);
    }

    at::Tensor weights() const { return model->parameters().flat(); }

    RunConfig config;
    std::unique_ptr<Transformer> model;
    at::Tensor base;
    std::vector<std::unique_ptr<Strategy>> strategies;
    std::unique_ptr<BatchStream> stream;
    Watcher watcher;
    std::unique_ptr<Trainer> trainer;
};

/// Whether a training of six updates that is stopped after the third and goes on in another process
/// ends with the same weights, to the last bit, and logs the same.
inline bool resumesExactly(const Folder& folder, const nlohmann::json& parts)
{
    const OldAndNewText text(folder);
    const TrainingOptions options = shortTraining(6);
    StrategyTraining whole(folder / "whole", options, text, parts);
    whole.trainer->run();
    StrategyTraining first(folder / "halves", options, text, parts);
    first.watcher.stopAfter = 3;
    first.trainer->run();
    StrategyTraining second(folder / "halves", options, text, parts);
    if (!second.trainer->resume())
        return false;
    second.trainer->run();
    const bool moved = !at::equal(whole.weights(), whole.base);
    return moved && at::equal(whole.weights(), second.weights()) &&
           whole.watcher.series.at(6) == second.watcher.series.at(6);
}

/// d f / d distance at 0 by central differences of two steps, extrapolated (Richardson): the error
/// is of the fourth order in `step`.
template <typename Function>
double derivative(const Function& f, double step)
{
    const auto central = [&f](double h) { return (f(h) - f(-h)) / (2 * h); };
    return (4 * central(step / 2) - central(step)) / 3;
}

/// A direction of length 1 that is half along `gradient`, so that the slope stands out of the
/// rounding, and half elsewhere.
inline at::Tensor someDirection(const at::Tensor& gradient, double pace)
{
    const at::Tensor elsewhere = at::arange(gradient.numel(), at::kDouble).mul_(0.37 * pace).sin_();
    const at::Tensor wide = gradient.to(at::kDouble);
    const at::Tensor both = wide / wide.norm() + elsewhere / elsewhere.norm();
    return both / both.norm();
}

/// Σ a·b / (‖a‖·‖b‖) in double precision.
inline double cosine(const at::Tensor& a, const at::Tensor& b)
{
    const at::Tensor wideA = a.to(at::kDouble);
    const at::Tensor wideB = b.to(at::kDouble);
    return (wideA.dot(wideB) / (wideA.norm() * wideB.norm())).item<double>();
}

} // namespace palimpsest
