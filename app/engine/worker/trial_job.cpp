// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/engine/worker/jobs.h"
#include "app/engine/worker/observed_training.h"
#include "app/engine/worker/training_text.h"
#include "engine/adaptation/adapters.h"
#include "engine/adaptation/strategy.h"
#include "engine/model/model_files.h"
#include "engine/study/enum_text.h"
#include "palimpsest/version.h"

namespace palimpsest
{
namespace
{

using nlohmann::json;

/// The model after adaptation: the step that its evaluations are filed under, and what is known of
/// it.
struct Adapted {
    std::int64_t step = 0;
    json facts;
};

/// What became of the training; the configuration has what was asked for.
json trainingFacts(const WorkerContext& context, const TrainingState& state)
{
    return {{"updates", state.update},
            {"weightsOf", selectedUpdates(state)},
            {"criterion", "mean dev BLEU of the new domains"},
            {"targetTokens", state.targetTokens},
            {"seconds", state.seconds},
            {"precision", enumText(state.precision)},
            {"device", context.config().device},
            {"threads", context.config().threads}};
}

/// `config` may have fewer parts than the trial's own, by which its text is tagged.
StrategyContext strategyContext(WorkerContext& context, Transformer& model,
                                const Tokenizer& tokenizer, const RunConfig& config)
{
    const StrategySpec& whole = context.config().strategy;
    return {model,
            model.parameters().flat().clone(),
            config,
            context.layout().root(),
            trainingShards(context, tokenizer, context.learnedDomains(), whole),
            trainingShards(context, tokenizer, context.domainsToLearn(), whole)};
}

/// Trains `model`, which is what the trial begins with, and merges it where the strategy says so.
Adapted train(WorkerContext& context, Transformer& model, const Tokenizer& tokenizer,
              DomainEvaluator& dev)
{
    const RunConfig& config = context.config();
    const TrainingOptions& options = config.training;
    const StrategyContext parts = strategyContext(context, model, tokenizer, config);
    const auto strategies = makeStrategies(parts);
    std::vector<BatchSource> sources = {{parts.newShards, 1, true}};
    std::vector<TrainingHooks*> hooks;
    TrainedVariables* variables = nullptr;
    for (const auto& strategy : strategies) {
        strategy->chooseSources(sources);
        hooks.push_back(strategy.get());
        if (TrainedVariables* own = strategy->trainedVariables())
            variables = own;
        for (const std::string& sentence : strategy->warnings())
            context.warn(sentence);
    }
    BatchStream stream(std::move(sources), options.batchTokens, options.seed);
    // The choice of weights, and early stopping, look at the mean dev BLEU of the domains that the
    // trial adapts to: what is lost on the old ones is the result, not a criterion.
    ObservedTraining training(context, dev, context.domainsToLearn());
    const TrainingState state =
        training.train(model, stream, options, parts.baseFlat, std::move(hooks), variables);
    for (const auto& strategy : strategies)
        strategy->afterTraining();
    evaluateSelected(dev, state, merges(config.strategy));
    return {selectedStep(state), trainingFacts(context, state)};
}

/// Puts the adapted model that another trial has trained into `model`, which is the base model, and
/// merges the two.
Adapted mergeAdapted(WorkerContext& context, Transformer& model, const Tokenizer& tokenizer,
                     DomainEvaluator& dev)
{
    RunConfig config = context.config();
    const StrategySpec trained = trainedBeforeMerging(config.strategy);
    std::erase_if(config.strategy.parts, [&](const StrategyPart& part) {
        return std::ranges::find(trained.parts, part) != trained.parts.end();
    });
    const auto folder = context.absolute(config.adaptedFolder);
    const json adaptedFacts = modelFacts(folder);
    const auto strategies = makeStrategies(strategyContext(context, model, tokenizer, config));
    model.parameters().assign(loadModel(folder, model.parameters().device())->parameters());
    for (const auto& strategy : strategies)
        strategy->afterTraining();
    const std::int64_t step = adaptedFacts.at("step");
    context.step = step;
    dev.evaluate(step, true, "selected");
    return {step, {{"adaptedModel", config.adaptedFolder}}};
}

/// Keeps the adapted model: for translating, for merging, for other programs.
void keepModel(WorkerContext& context, const Transformer& model, const Tokenizer& tokenizer,
               Adapted adapted)
{
    const RunConfig& config = context.config();
    const std::string folder = StudyLayout::modelFolder(config.identity);
    adapted.facts.update({{"identity", config.identity},
                          {"tokenizerHash", tokenizer.hash()},
                          {"parameters", model.parameters().size()},
                          {"strategy", config.strategy},
                          {"step", adapted.step},
                          {"engine", kVersion}});
    saveModel(context.absolute(folder), model, adapted.facts);
    context.write(event::kArtifact,
                  {{"kind", "trial"}, {"folder", folder}, {"facts", adapted.facts}});
}

} // namespace

void runTrialJob(WorkerContext& context)
{
    const RunConfig& config = context.config();
    const auto domains = context.domains();
    const Tokenizer tokenizer = openTokenizer(context);
    const auto model = modelToAdapt(
        loadModel(context.absolute(startingModel(config)), deviceFromString(config.device)),
        config);
    DomainEvaluator dev(context, *model, tokenizer, Split::Dev, domains,
                        config.training.validateSentences, config.evaluation->devBeam);
    DomainEvaluator test(context, *model, tokenizer, Split::Test, domains,
                         config.evaluation->testSentences, config.evaluation->beam);
    std::int64_t step = 0;
    if (config.strategy.adapts) {
        const bool given = !config.adaptedFolder.empty();
        const Adapted adapted = given ? mergeAdapted(context, *model, tokenizer, dev)
                                      : train(context, *model, tokenizer, dev);
        keepModel(context, *model, tokenizer, adapted);
        step = adapted.step;
    } else {
        dev.evaluate(0, true, "selected");
    }
    test.evaluate(step, true, "selected");
}

} // namespace palimpsest
