// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/engine/worker/domain_evaluator.h"
#include "engine/training/trainer.h"

namespace palimpsest
{

/// A training that reports into the run folder and validates by translating dev; the dev score is
/// the mean BLEU over `scored`.
class ObservedTraining : public TrainingObserver
{
public:
    ObservedTraining(WorkerContext& context, DomainEvaluator& dev,
                     std::vector<const Domain*> scored);

    /// Trains, from the run folder's checkpoint where there is one, until the budget is spent; then
    /// the model holds the chosen weights. Throws Error (Stopped) after saving.
    TrainingState train(Transformer& model, BatchStream& stream, const TrainingOptions& options,
                        const at::Tensor& reference, std::vector<TrainingHooks*> hooks,
                        TrainedVariables* variables = nullptr);

    void progressed(const TrainingState& state, double tokensPerSecond) override;
    void logged(std::int64_t update, const std::map<std::string, double>& values) override;
    void checkpointSaved(std::int64_t update) override;
    void warned(const std::string& sentence) override { m_context.warn(sentence); }
    std::optional<double> validate(std::int64_t update) override;
    bool stopRequested() override { return m_context.stopRequested(); }

private:
    WorkerContext& m_context;
    DomainEvaluator& m_dev;
    std::vector<const Domain*> m_scored;
};

/// The updates whose weights a finished training left in the model: the last one, the best on dev,
/// or those that were averaged, best first.
std::vector<std::int64_t> selectedUpdates(const TrainingState& state);

/// The step that the selected evaluation is filed under: the selected update, or, where several
/// were averaged, the last update of the training.
std::int64_t selectedStep(const TrainingState& state);

/// The selected evaluation on dev, of the weights that a training left in the model. `changed`:
/// they may be others than at any validation, whose translations cannot be used again then.
std::map<std::string, double> evaluateSelected(DomainEvaluator& dev, const TrainingState& state,
                                               bool changed);

} // namespace palimpsest
