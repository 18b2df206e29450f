// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/fisher_file.h"

#include "engine/model/model_files.h"
#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace fs = std::filesystem;
using nlohmann::json;

void saveFisher(const fs::path& folder, const Parameters& parameters, const FisherFile& file)
{
    const fs::path made(folder.string() + ".tmp");
    fs::remove_all(made);
    fs::create_directories(made);
    const fs::path tensors = made / "fisher.safetensors";
    writeSafetensors(tensors, {namedTensors(parameters, file.flat),
                               {{"estimator", file.facts.at("estimator")},
                                {"checkpointHash", file.facts.at("checkpointHash")}}});
    json facts = file.facts;
    facts["weightsHash"] = sha256File(tensors.string());
    writeFileAtomically(made / "fisher.json", facts.dump(2) + "\n");
    replaceFolder(made, folder);
}

FisherFile loadFisher(const fs::path& folder, const Parameters& parameters)
{
    recoverFolder(folder);
    FisherFile file;
    try {
        file.facts = json::parse(readFile(folder / "fisher.json"));
    } catch (const json::exception& error) {
        throw BadInput("The file " + (folder / "fisher.json").string() + " is damaged (" +
                       error.what() + "); estimate the Fisher information anew.");
    }
    const TensorFile tensors = readSafetensors(folder / "fisher.safetensors");
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
