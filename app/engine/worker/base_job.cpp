// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/jobs.h"
#include "app/engine/worker/observed_training.h"
#include "app/engine/worker/training_text.h"
#include "engine/model/model_files.h"
#include "engine/study/enum_text.h"
#include "palimpsest/version.h"

namespace palimpsest
{
namespace
{

using nlohmann::json;

json factsOf(const WorkerContext& context, const Transformer& model, const Tokenizer& tokenizer,
             const TrainingState& state, const std::map<std::string, double>& devScores)
{
    const RunConfig& config = context.config();
    return {{"identity", config.identity},
            {"tokenizerHash", tokenizer.hash()},
            {"parameters", model.parameters().size()},
            {"updates", state.update},
            {"weightsOf", selectedUpdates(state)},
            {"targetTokens", state.targetTokens},
            {"seconds", state.seconds},
            {"devBleu", devScores},
            {"devBeam", config.evaluation->devBeam},
            {"training", config.base->training},
            {"precision", enumText(state.precision)},
            {"device", config.device},
            {"threads", config.threads},
            {"engine", kVersion}};
}

void trainBase(WorkerContext& context)
{
    const RunConfig& config = context.config();
    const TrainingOptions& options = config.base->training;
    const auto domains = context.domains(DomainRole::Old);
    const Tokenizer tokenizer = openTokenizer(context);
    const auto shards = trainingShards(context, tokenizer, domains);
    Transformer model(config.base->model, tokenizer.vocabularySize(),
                      deviceFromString(config.device));
    model.initialise(options.seed);
    BatchStream stream({{shards, 1, true}}, options.batchTokens, options.seed);
    DomainEvaluator dev(context, model, tokenizer, Split::Dev, domains, options.validateSentences,
                        config.evaluation->devBeam);
    ObservedTraining training(context, dev, domains);
    const TrainingState state = training.train(model, stream, options, {}, {});
    const auto scores = evaluateSelected(dev, state, false);
    saveModel(context.absolute(config.baseFolder), model,
              factsOf(context, model, tokenizer, state, scores));
}

} // namespace

void runBaseJob(WorkerContext& context)
{
    const auto folder = context.absolute(context.config().baseFolder);
    if (!std::filesystem::exists(folder / "model.json")) {
        requireImported(context.config());
        trainBase(context);
    }
    context.write(
        event::kArtifact,
        {{"kind", "base"}, {"folder", context.config().baseFolder}, {"facts", modelFacts(folder)}});
}

} // namespace palimpsest
