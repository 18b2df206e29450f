// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "engine/training/batch_assembly.h"
#include "engine/training/trainer.h"
#include "tests/support/small_network.h"

namespace palimpsest
{

/// What was logged, without what depends on the clock.
using Series = std::map<std::int64_t, std::map<std::string, double>>;

/// Notes all that a trainer tells, and does what the test asks at chosen moments.
class Watcher : public TrainingObserver
{
public:
    std::function<double(std::int64_t)> score; ///< dev score of an update
    std::function<void(std::int64_t)> after;   ///< after every update
    std::int64_t stopAfter = -1;               ///< stop is requested once so many are finished
    std::int64_t cutValidationAt = -1;         ///< a stop request cuts this validation short

    Series series;
    std::vector<std::int64_t> checkpoints;
    std::vector<std::int64_t> validations;
    std::vector<std::string> warnings;
    std::int64_t finished = 0;

    void progressed(const TrainingState& state, double) override
    {
        finished = state.update;
        if (after)
            after(state.update);
    }
    void logged(std::int64_t update, const std::map<std::string, double>& values) override
    {
        series[update] = values;
        series[update].erase("tokensPerSecond");
    }
    void checkpointSaved(std::int64_t update) override { checkpoints.push_back(update); }
    void warned(const std::string& sentence) override { warnings.push_back(sentence); }
    std::optional<double> validate(std::int64_t update) override
    {
        if (update == cutValidationAt)
            return {};
        validations.push_back(update);
        return score ? score(update) : 0;
    }
    bool stopRequested() override { return stopAfter >= 0 && finished >= stopAfter; }
};

/// What one process holds of a training: a network, a stream of batches and a trainer over a run
/// folder. Every part starts from the weights of `networkSeed`.
struct TrainingPart {
    TrainingPart(const std::filesystem::path& runFolder, const TrainingOptions& options,
                 const std::vector<BatchSource>& sources, std::vector<TrainingHooks*> hooks = {},
                 std::uint64_t networkSeed = 7)
        : model(makeSmallNetwork(networkSeed)), base(model->parameters().flat().clone()),
          stream(sources, options.batchTokens, options.seed),
          trainer(*model, stream, {options, runFolder, "configuration", base}, std::move(hooks),
                  watcher)
    {
    }

    at::Tensor weights() const { return model->parameters().flat(); }
    at::Tensor gradient() const { return model->parameters().gradient(); }

    std::unique_ptr<Transformer> model;
    at::Tensor base;
    BatchStream stream;
    Watcher watcher;
    Trainer trainer;
};

inline TrainingOptions shortTraining(std::int64_t updates)
{
    TrainingOptions options;
    options.budget.updates = updates;
    options.batchTokens = 100;
    options.learningRate = 5e-3;
    options.warmup = 3;
    options.precision = Precision::Float32;
    options.validateEvery = 0;
    options.checkpointEvery = 0;
    options.logEvery = 1;
    return options;
}

/// Keeps what an update's hooks are given.
class RecordingHook : public TrainingHooks
{
public:
    struct Call {
        at::Tensor gradient;
        UpdateInfo info;
    };
    std::vector<Call> calls;

    void addGradient(at::Tensor& flatGradient, const UpdateInfo& info) override
    {
        calls.push_back({flatGradient.clone(), info});
    }
};

} // namespace palimpsest
