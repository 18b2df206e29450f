// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/jobs.h"
#include "app/engine/worker/training_text.h"
#include "engine/adaptation/fisher_estimator.h"
#include "engine/adaptation/fisher_file.h"
#include "engine/model/model_files.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "palimpsest/version.h"

namespace palimpsest
{
namespace
{

using nlohmann::json;

std::string dataHash(const std::vector<const Domain*>& domains)
{
    std::string hashes;
    for (const Domain* domain : domains)
        hashes += corpusOf(*domain, Split::Train).hash + "\n";
    return sha256(hashes);
}

json factsOf(const WorkerContext& context, const FisherEstimate& estimate)
{
    const RunConfig& config = context.config();
    json facts = fisherFacts(config.fisher, estimate, dataHash(context.domains(DomainRole::Old)),
                             modelFacts(context.absolute(startingModel(config))).at("weightsHash"));
    facts["identity"] = config.identity;
    facts["engine"] = kVersion;
    if (!config.earlierFisherFolder.empty()) {
        facts["earlier"] = config.earlierFisherFolder;
        facts["decay"] = config.fisherDecay;
    }
    return facts;
}

/// In a sequence: what was important before counts on, with its decay (online EWC).
void addEarlier(WorkerContext& context, const Transformer& model, FisherEstimate& estimate)
{
    const RunConfig& config = context.config();
    if (config.earlierFisherFolder.empty())
        return;
    const FisherFile earlier =
        loadFisher(context.absolute(config.earlierFisherFolder), model.parameters());
    estimate.flat.add_(earlier.flat, config.fisherDecay);
    estimate.summary.update(summariseFisher(model.parameters(), estimate.flat));
}

} // namespace

void runFisherJob(WorkerContext& context)
{
    const RunConfig& config = context.config();
    const auto folder = context.absolute(config.fisherFolder);
    const auto base =
        loadModel(context.absolute(startingModel(config)), deviceFromString(config.device));
    if (!std::filesystem::exists(folder / "fisher.json")) {
        const Tokenizer tokenizer = openTokenizer(context);
        // Of a step of a sequence: the domain that it has learned, and nothing else.
        const bool ofStep = !config.startFolder.empty();
        const auto shards = trainingShards(
            context, tokenizer, ofStep ? context.domains() : context.domains(DomainRole::Old),
            config.strategy);
        const auto report = [&](std::int64_t done, std::int64_t total) {
            context.progress("fisher", done, total, "sentences");
            return !context.stopRequested();
        };
        FisherEstimate estimate = estimateFisher(*base, shards, config.fisher, report);
        if (!estimate.flat.defined())
            context.leaveIfStopped();
        addEarlier(context, *base, estimate);
        saveFisher(folder, base->parameters(), {estimate.flat, factsOf(context, estimate)});
    }
    const FisherFile file = loadFisher(folder, base->parameters());
    requireSameModel(file, context.absolute(startingModel(config)));
    context.write(event::kArtifact,
                  {{"kind", "fisher"}, {"folder", config.fisherFolder}, {"facts", file.facts}});
}

} // namespace palimpsest
