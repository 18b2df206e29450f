// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/observed_training.h"

#include "engine/study/canonical_json.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

using nlohmann::json;

/// All that may not differ between the parts of one training; where and how it is executed may.
std::string configurationHash(const RunConfig& config)
{
    json content = config;
    for (const char* field : {"run", "device", "threads"})
        content.erase(field);
    content["limits"] = RunLimits{};  // which change no result
    if (config.adaptedFolder.empty()) // as before there was such a field
        content.erase("adaptedFolder");
    return identityOf(content);
}

} // namespace

ObservedTraining::ObservedTraining(WorkerContext& context, DomainEvaluator& dev,
                                   std::vector<const Domain*> scored)
    : m_context(context), m_dev(dev), m_scored(std::move(scored))
{
}

TrainingState ObservedTraining::train(Transformer& model, BatchStream& stream,
                                      const TrainingOptions& options, const at::Tensor& reference,
                                      std::vector<TrainingHooks*> hooks,
                                      TrainedVariables* variables)
{
    TrainerSettings settings;
    settings.options = options;
    settings.folder = m_context.runFolder();
    settings.configuration = configurationHash(m_context.config());
    settings.reference = reference;
    settings.variables = variables;
    Trainer trainer(model, stream, std::move(settings), std::move(hooks), *this);
    trainer.resume();
    m_context.step = trainer.state().update;
    const TrainingEnd end = trainer.run();
    m_context.step = trainer.state().update;
    if (end == TrainingEnd::Stopped)
        m_context.leaveIfStopped();
    return trainer.state();
}

std::vector<std::int64_t> selectedUpdates(const TrainingState& state)
{
    std::vector<std::int64_t> updates;
    for (const BestWeights::Entry& entry : state.best.entries())
        updates.push_back(entry.update);
    return updates.empty() ? std::vector{state.update} : updates;
}

std::int64_t selectedStep(const TrainingState& state)
{
    const std::vector<std::int64_t> updates = selectedUpdates(state);
    return updates.size() == 1 ? updates.front() : state.update;
}

std::map<std::string, double> evaluateSelected(DomainEvaluator& dev, const TrainingState& state,
                                               bool changed)
{
    const std::int64_t step = selectedStep(state);
    const bool averaged = selectedUpdates(state).size() > 1;
    if (!changed && !averaged && dev.lastStep() == step)
        return dev.selectLast();
    return dev.evaluate(step, true, "selected");
}

void ObservedTraining::progressed(const TrainingState& state, double)
{
    m_context.step = state.update;
    m_context.progress("training", state.update, state.plannedUpdates, "updates");
}

void ObservedTraining::logged(std::int64_t update, const std::map<std::string, double>& values)
{
    m_context.write(event::kMetrics, {{"step", update}, {"values", values}});
}

void ObservedTraining::checkpointSaved(std::int64_t update)
{
    m_context.write(event::kCheckpoint, {{"step", update}, {"path", "checkpoint"}});
}

std::optional<double> ObservedTraining::validate(std::int64_t update)
{
    try {
        return meanScore(m_dev.evaluate(update, false, std::to_string(update)), m_scored);
    } catch (const Error& error) {
        if (error.code() == ExitCode::Stopped)
            return {};
        throw;
    }
}

} // namespace palimpsest
