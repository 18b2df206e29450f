// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/commands.h"
#include "app/engine/neural_program.h"
#include "app/engine/study_model.h"
#include "app/engine/study_options.h"
#include "engine/model/marian_npz.h"
#include "engine/model/marian_weights.h"
#include "engine/model/model_files.h"
#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/pretrained_models.h"
#include "engine/study/study_layout.h"
#include "engine/text/marian_vocabulary.h"
#include "engine/text/pretrained_vocabulary.h"

namespace palimpsest
{

namespace
{

namespace fs = std::filesystem;
using nlohmann::json;

struct ImportOptions {
    StudyOptions common;
    fs::path folder;
    std::string name;
};

/// What a pretrained model is: its network, weights, SentencePiece models and pieces.
std::string identityOfMarian(const fs::path& folder, const MarianConfig& config)
{
    json parts = {{"kind", "pretrained"}, {"model", config.model}, {"start", config.startId}};
    for (const char* file :
         {"model.safetensors", "pytorch_model.bin", kSourceModel, kTargetModel, "vocab.json"}) {
        if (fs::exists(folder / file))
            parts[file] = sha256File((folder / file).string());
    }
    return identityOf(parts);
}

/// The same of Marian's own: the tokenizer is the one that was made of its files.
std::string identityOfNpz(const fs::path& npz, const MarianVocabulary& vocabulary,
                          const MarianConfig& config)
{
    json parts = {{"kind", "pretrained"},
                  {"model", config.model},
                  {"start", config.startId},
                  {"npz", sha256File(npz.string())},
                  {"pieces", vocabulary.pieces}};
    for (const fs::directory_entry& entry : fs::directory_iterator(npz.parent_path())) {
        if (entry.path().extension() == ".spm")
            parts[entry.path().filename().string()] = sha256File(entry.path().string());
    }
    return identityOf(parts);
}

/// A model that was read, in MarianMT's form or in Marian's own.
struct ReadModel {
    fs::path folder;
    MarianConfig config;
    MarianVocabulary vocabulary;
    std::unique_ptr<Transformer> network;
    std::string identity;
};

ReadModel readModel(const fs::path& path)
{
    ReadModel read;
    const fs::path npz = marianNpzOf(path);
    read.folder = npz.empty() ? path : fs::absolute(npz).parent_path();
    MarianNpz marian;
    if (!npz.empty())
        marian = readMarianNpz(npz);
    read.config = npz.empty() ? readMarianConfig(path) : marian.config;
    read.vocabulary = readMarianVocabulary(read.folder, read.config.vocabulary, read.config.padId,
                                           read.config.endId);
    const std::vector<std::int64_t>& ids = read.vocabulary.theirIds;
    read.network = npz.empty() ? readMarianWeights(path, read.config, ids, at::kCPU)
                               : marianModel(std::move(marian.tensors), npz.string(), read.config,
                                             ids, at::kCPU);
    read.identity = npz.empty() ? identityOfMarian(path, read.config)
                                : identityOfNpz(fs::absolute(npz), read.vocabulary, read.config);
    return read;
}

/// The last name of a path: of the folder, or of an .npz without its ending.
std::string nameOf(const fs::path& path)
{
    const fs::path named = fs::absolute(path).lexically_normal();
    if (fs::is_regular_file(named))
        return named.stem().string();
    return named.has_filename() ? named.filename().string()
                                : named.parent_path().filename().string();
}

void runImport(const ImportOptions& options)
{
    StudyStore store(options.common.study, OpenMode::ReadWrite);
    const StudyLayout layout(store.folder());
    const ReadModel read = readModel(options.folder);
    PretrainedEntry entry;
    entry.model.id = read.identity;
    entry.model.name = options.name.empty() ? nameOf(options.folder) : options.name;
    entry.options = read.config.model;
    const std::vector<PretrainedEntry> known = pretrainedModels(store.documents(kPretrained));
    checkName(known, entry.model);
    importMarianTokenizer(read.folder, read.vocabulary,
                          layout.absolute(StudyLayout::tokenizerFolder(entry.model.id)));
    const json facts = {{"pretrained", entry.model.name},
                        {"identity", entry.model.id},
                        {"parameters", read.network->parameters().size()},
                        {"vocabulary", read.config.vocabulary}};
    saveModel(layout.absolute(StudyLayout::modelFolder(entry.model.id)), *read.network, facts);
    store.setDocument(kPretrained, entry.model.name, json(entry));
    if (options.common.json)
        options.common.print(facts);
    else
        options.common.print(
            "\"" + entry.model.name + "\": " + std::to_string(read.network->parameters().size()) +
            " parameters, " + std::to_string(read.config.vocabulary) +
            " pieces. In a study file: [pretrained] name = \"" + entry.model.name + "\"");
}

struct ExportOptions {
    StudyOptions common;
    std::string job;
    fs::path folder;
};

json tokenizerJson(const StudyRow& study, int positions)
{
    return {{"tokenizer_class", "MarianTokenizer"},
            {"source_lang", study.sourceLanguage},
            {"target_lang", study.targetLanguage},
            {"separate_vocabs", false},
            {"model_max_length", positions}};
}

void runExport(const ExportOptions& options)
{
    const StudyStore store = openForReading(options.common.study);
    const StudyModel found = findModel(store, options.job);
    const auto model = loadModel(found.folder, at::kCPU);
    const auto ids = marianIds(static_cast<std::size_t>(model->vocabulary()));
    MarianConfig config;
    config.model = model->options();
    config.vocabulary = model->vocabulary();
    config.padId = static_cast<int>(ids[kPadId]);
    config.endId = static_cast<int>(ids[kEndId]);
    config.startId = static_cast<int>(ids[static_cast<std::size_t>(model->startPiece())]);
    const json description = marianConfigJson(config);
    if (fs::exists(options.folder) && !fs::is_empty(options.folder))
        throw BadInput("The folder " + options.folder.string() +
                       " is not empty: name a new one for the model.");
    const fs::path made(options.folder.string() + ".tmp");
    fs::remove_all(made);
    exportMarianTokenizer(found.tokenizer, made);
    writeMarianWeights(made / "model.safetensors", *model, ids);
    const json tokenizer = tokenizerJson(store.study(), config.model.maxPositions);
    writeFileAtomically(made / "tokenizer_config.json", tokenizer.dump(2) + "\n");
    writeFileAtomically(made / "generation_config.json",
                        marianGenerationJson(config).dump(2) + "\n");
    writeFileAtomically(made / "config.json", description.dump(2) + "\n");
    replaceFolder(made, options.folder);
    if (options.common.json)
        options.common.print(json{{"folder", options.folder.string()},
                                  {"job", found.job.identity},
                                  {"label", found.job.label}});
    else
        options.common.print(found.job.label + ": " + options.folder.string());
}

} // namespace

void addPretrainedCommands(CLI::App& app)
{
    auto import = std::make_shared<ImportOptions>();
    CLI::App* base = app.add_subcommand(kBaseImport.group, "The base model of a study");
    base->require_subcommand(1);
    CLI::App* importing = base->add_subcommand(kBaseImport.name, kBaseImport.help);
    import->common.addTo(*importing);
    importing->add_option("folder", import->folder, "The model's folder, or its .npz")->required();
    importing->add_option("--name", import->name, "What to call it (default: the folder's name)");
    importing->callback([import] { runImport(*import); });

    auto exported = std::make_shared<ExportOptions>();
    CLI::App* group = app.add_subcommand(kExportModel.group, "Give a model away");
    group->require_subcommand(1);
    CLI::App* exporting = group->add_subcommand(kExportModel.name, kExportModel.help);
    exporting->add_option("--study", exported->common.study, "Study folder")->capture_default_str();
    exporting->add_flag("--json", exported->common.json, "Print the result as JSON");
    exporting->add_option(
        "--job", exported->job,
        "A base model or a trial, by its job's identity (default: the newest base "
        "model)");
    exporting->add_option("-o,--output", exported->folder, "A new folder")->required();
    exporting->callback([exported] { runExport(*exported); });
}

} // namespace palimpsest
