// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/engine/commands.h"
#include "app/engine/neural_program.h"
#include "app/engine/study_model.h"
#include "app/engine/study_options.h"
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

void runImport(const ImportOptions& options)
{
    StudyStore store(options.common.study, OpenMode::ReadWrite);
    const StudyLayout layout(store.folder());
    const MarianConfig config = readMarianConfig(options.folder);
    const MarianVocabulary vocabulary =
        readMarianVocabulary(options.folder, config.vocabulary, config.padId, config.endId);
    const auto model = readMarianWeights(options.folder, config, vocabulary.theirIds, at::kCPU);
    const fs::path named = fs::absolute(options.folder).lexically_normal();
    PretrainedEntry entry;
    entry.model.id = identityOfMarian(options.folder, config);
    entry.model.name = !options.name.empty()  ? options.name
                       : named.has_filename() ? named.filename().string()
                                              : named.parent_path().filename().string();
    entry.options = config.model;
    const std::vector<PretrainedEntry> known = pretrainedModels(store.documents(kPretrained));
    checkName(known, entry.model);
    importMarianTokenizer(options.folder, vocabulary,
                          layout.absolute(StudyLayout::tokenizerFolder(entry.model.id)));
    const json facts = {{"pretrained", entry.model.name},
                        {"identity", entry.model.id},
                        {"parameters", model->parameters().size()},
                        {"vocabulary", config.vocabulary}};
    saveModel(layout.absolute(StudyLayout::modelFolder(entry.model.id)), *model, facts);
    store.setDocument(kPretrained, entry.model.name, json(entry));
    if (options.common.json)
        options.common.print(facts);
    else
        options.common.print(
            "\"" + entry.model.name + "\": " + std::to_string(model->parameters().size()) +
            " parameters, " + std::to_string(config.vocabulary) +
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
    importing->add_option("folder", import->folder, "The model's folder")->required();
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
