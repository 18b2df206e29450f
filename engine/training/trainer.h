// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "engine/model/transformer.h"
#include "engine/study/training_options.h"
#include "engine/text/batch_stream.h"
#include "engine/training/trained_variables.h"
#include "engine/training/training_hooks.h"
#include "engine/training/training_state.h"

namespace palimpsest
{

/// Who watches a training and answers for it.
class TrainingObserver
{
public:
    virtual ~TrainingObserver() = default;

    /// After every update. `tokensPerSecond` counts real target pieces.
    virtual void progressed(const TrainingState& /*state*/, double /*tokensPerSecond*/) {}
    /// Every logEvery updates and after the first: mean over the updates since the last call of
    /// `loss` (NLL per target piece, natural logarithm), `smoothedLoss` (label-smoothed) and
    /// `tokensPerSecond`; `learningRate` and `gradientNorm` (of the task, before clipping) of the
    /// last update; `newEpochs`, `drift` ‖θ−θ*‖; and what the hooks add.
    virtual void logged(std::int64_t /*update*/, const std::map<std::string, double>& /*values*/) {}
    virtual void checkpointSaved(std::int64_t /*update*/) {}
    /// A sentence about settings that are allowed but doubtful.
    virtual void warned(const std::string& /*sentence*/) {}
    /// Dev score of the model as it is now, higher is better; nothing when a stop request cut it
    /// short (it is asked for again after resuming).
    virtual std::optional<double> validate(std::int64_t update) = 0;
    /// Asked between updates.
    virtual bool stopRequested() { return false; }
};

struct TrainerSettings {
    TrainingOptions options;
    std::filesystem::path folder;          ///< checkpoint/ and best/ are kept in here
    std::string configuration;             ///< hash that a checkpoint to be resumed must carry
    at::Tensor reference;                  ///< θ* for the drift, flat; undefined = not logged
    TrainedVariables* variables = nullptr; ///< null = all weights; must outlive the trainer
};

enum class TrainingEnd {
    Finished, ///< the budget is spent, and the model holds the chosen weights
    Stopped,  ///< on request; saved, can be resumed
};

/// Minimises the label-smoothed cross-entropy of a stream's batches with Adam (Kingma & Ba 2015;
/// decoupled decay after Loshchilov & Hutter 2019) over flat variables, which are the model's
/// parameters unless the settings say otherwise. One update:
///
///     g = 1/T · Σ over accumulated batches of ∂(summed loss)/∂θ,  T = their real target pieces
///     before the penalty: g ← g · min(1, c/‖g‖);  hooks add to g;  after it: g ← g · min(1, c/‖g‖)
///     one fused Adam step
///
/// where ‖g‖ is the norm over what is trained.
///
/// Same configuration, machine kind and thread count: the same series to the last bit on the CPU,
/// also across stop and resume, because dropout is seeded for each batch from (seed, number of the
/// batch).
class Trainer
{
public:
    /// `hooks` and `observer` must outlive the trainer. Throws BadInput where the budget has no end
    /// or the schedule would need one.
    Trainer(Transformer& model, BatchStream& stream, TrainerSettings settings,
            std::vector<TrainingHooks*> hooks, TrainingObserver& observer);

    /// Goes on from the folder's checkpoint; false where there is none.
    bool resume();

    /// Trains until the budget is spent or a stop is requested. Throws Error (NonFiniteLoss) naming
    /// the update; the last checkpoint stays as it is.
    TrainingEnd run();

    const TrainingState& state() const { return m_state; }

private:
    struct UpdateSums {
        double nll = 0;
        double smoothed = 0;
        std::int64_t tokens = 0;
    };

    bool budgetSpent() const;
    bool validationDue() const;
    bool validate(); ///< false: cut short by a stop request
    void save();
    void makeUpdate();
    UpdateSums backward();
    double trainedNorm();
    double clip(double length);
    double applyHooksAndClip(UpdateInfo& info);
    void adamStep(double learningRate);
    void log(const UpdateInfo& info, double gradientNorm);
    void chooseWeights();
    [[noreturn]] void failNonFinite(const char* what) const;

    Transformer& m_model;
    BatchStream& m_stream;
    TrainerSettings m_settings;
    AllWeights m_allWeights;
    TrainedVariables& m_variables;
    std::vector<TrainingHooks*> m_hooks;
    TrainingObserver& m_observer;
    TrainingState m_state;
    ForwardOptions m_forward;
    at::Tensor m_adamStep;       ///< number of the update as fused Adam wants it
    std::int64_t m_savedAt = -1; ///< update of the checkpoint on disk; -1 = none
    bool m_unsaved = true;
};

} // namespace palimpsest
