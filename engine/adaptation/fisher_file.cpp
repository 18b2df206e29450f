// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/fisher_file.h"

#include "engine/model/model_files.h"
#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/sealed_json.h"

namespace palimpsest
{

namespace fs = std::filesystem;
using nlohmann::json;

namespace
{

constexpr const char* kFacts = "fisher.json";
constexpr const char* kTensors = "fisher.safetensors";
constexpr const char* kRequired[] = {
    "estimator", "reduction", "sentences", "batches",  "tokens",         "labelSmoothing",
    "dropout",   "precision", "seed",      "dataHash", "checkpointHash", "trace",
    "mean",      "max",       "zeros",     "groups",   "weightsHash"};

const char* reductionOf(FisherEstimator estimator)
{
    switch (estimator) {
    case FisherEstimator::Batched:
        return "token mean of a batch, mean over batches of squared gradients";
    case FisherEstimator::Sensitivity:
        return "squared logits summed over a sentence's target pieces, mean over sentences of "
               "absolute gradients";
    case FisherEstimator::Exact:
    case FisherEstimator::SampledLabels:
        break;
    }
    return "sum over a sentence's target pieces, mean over sentences of squared gradients";
}

} // namespace

json fisherFacts(const FisherOptions& options, const FisherEstimate& estimate,
                 const std::string& dataHash, const std::string& checkpointHash)
{
    json facts = options; // estimator, labelSmoothing, seed, batchTokens
    facts.update(estimate.summary);
    facts["reduction"] = reductionOf(options.estimator);
    facts["sentences"] = estimate.sentences;
    facts["batches"] = estimate.batches;
    facts["tokens"] = estimate.tokens;
    facts["dropout"] = false;
    facts["precision"] = "fp32";
    facts["dataHash"] = dataHash;
    facts["checkpointHash"] = checkpointHash;
    return facts;
}

void saveFisher(const fs::path& folder, const Parameters& parameters, const FisherFile& file)
{
    const fs::path made(folder.string() + ".tmp");
    fs::remove_all(made);
    fs::create_directories(made);
    const fs::path tensors = made / kTensors;
    writeSafetensors(tensors, {namedTensors(parameters, file.flat),
                               {{"estimator", file.facts.at("estimator")},
                                {"checkpointHash", file.facts.at("checkpointHash")}}});
    json facts = file.facts;
    facts["weightsHash"] = sha256File(tensors.string());
    writeSealedJson(made / kFacts, facts);
    replaceFolder(made, folder);
}

FisherFile loadFisher(const fs::path& folder, const Parameters& parameters)
{
    recoverFolder(folder);
    const std::string anew = "; estimate the Fisher information anew.";
    const std::string factsFile = (folder / kFacts).string();
    FisherFile file;
    file.facts = readSealedJson(factsFile, "estimate the Fisher information anew");
    for (const char* fact : kRequired) {
        if (!file.facts.contains(fact))
            throw BadInput("The file " + factsFile + " does not say \"" + fact + "\"" + anew);
    }
    const std::string tensorFile = (folder / kTensors).string();
    if (sha256File(tensorFile) != file.facts["weightsHash"])
        throw BadInput("The file " + tensorFile + " is not the one that fisher.json describes" +
                       anew);
    const TensorFile tensors = readSafetensors(tensorFile);
    file.flat =
        flatFromNamed(parameters, tensors.tensors, "the Fisher information in " + folder.string())
            .to(parameters.device());
    return file;
}

void requireSameModel(const FisherFile& file, const fs::path& modelFolder)
{
    const std::string made = file.facts.value("checkpointHash", "");
    const std::string wanted = modelFacts(modelFolder).value("weightsHash", "");
    if (!wanted.empty() && made == wanted)
        return;
    throw BadInput("The Fisher information was estimated on another model (weights " +
                   made.substr(0, 12) + ") than the base model in " + modelFolder.string() +
                   " (weights " + wanted.substr(0, 12) + "); estimate it on this base model.");
}

} // namespace palimpsest
