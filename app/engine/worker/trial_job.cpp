// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/jobs.h"
#include "app/engine/worker/observed_training.h"
#include "app/engine/worker/training_text.h"
#include "engine/adaptation/strategy.h"
#include "engine/model/model_files.h"
#include "engine/study/enum_text.h"
#include "palimpsest/version.h"

namespace palimpsest
{
namespace
{

/// What became of the training; the configuration has what was asked for.
nlohmann::json factsOf(const WorkerContext& context, const TrainingState& state)
{
    return {{"updates", state.update},
            {"weightsOf", selectedUpdates(state)},
            {"criterion", "mean dev BLEU of the new domains"},
            {"targetTokens", state.targetTokens},
            {"seconds", state.seconds},
            {"precision", enumText(state.precision)},
            {"device", context.config().device},
            {"threads", context.config().threads},
            {"engine", kVersion}};
}

/// Adapts `model` in place and evaluates it on dev; returns the step of the selected weights.
std::int64_t adapt(WorkerContext& context, Transformer& model, const Tokenizer& tokenizer,
                   DomainEvaluator& dev)
{
    const RunConfig& config = context.config();
    const TrainingOptions& options = config.training;
    const at::Tensor base = model.parameters().flat().clone();
    const StrategyContext strategyContext{
        model,
        base,
        config,
        context.layout().root(),
        trainingShards(context, tokenizer, context.domains(DomainRole::Old)),
        trainingShards(context, tokenizer, context.domains(DomainRole::New))};
    const auto strategies = makeStrategies(strategyContext);
    std::vector<BatchSource> sources = {{strategyContext.newShards, 1, true}};
    std::vector<TrainingHooks*> hooks;
    for (const auto& strategy : strategies) {
        strategy->chooseSources(sources);
        hooks.push_back(strategy.get());
        for (const std::string& sentence : strategy->warnings())
            context.warn(sentence);
    }
    BatchStream stream(std::move(sources), options.batchTokens, options.seed);
    // The choice of weights, and early stopping, look at the mean dev BLEU of the domains that the
    // trial adapts to: what is lost on the old ones is the result, not a criterion.
    ObservedTraining training(context, dev, context.domains(DomainRole::New));
    const TrainingState state = training.train(model, stream, options, base, std::move(hooks));
    bool changed = false;
    for (const auto& strategy : strategies)
        changed = strategy->afterTraining() || changed;
    context.write(
        event::kArtifact,
        {{"kind", "trial"}, {"folder", "runs/" + config.run}, {"facts", factsOf(context, state)}});
    evaluateSelected(dev, state, changed);
    return selectedStep(state);
}

} // namespace

void runTrialJob(WorkerContext& context)
{
    const RunConfig& config = context.config();
    const auto domains = context.domains();
    const Tokenizer tokenizer = openTokenizer(context);
    const auto model =
        loadModel(context.absolute(config.baseFolder), deviceFromString(config.device));
    DomainEvaluator dev(context, *model, tokenizer, Split::Dev, domains,
                        config.training.validateSentences, config.evaluation.devBeam);
    DomainEvaluator test(context, *model, tokenizer, Split::Test, domains,
                         config.evaluation.testSentences, config.evaluation.beam);
    std::int64_t step = 0;
    if (config.strategy.adapts)
        step = adapt(context, *model, tokenizer, dev);
    else
        dev.evaluate(0, true, "selected");
    test.evaluate(step, true, "selected");
}

} // namespace palimpsest
