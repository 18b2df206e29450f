// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/spm_tokenizer.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>

#include <sentencepiece_processor.h>

#include "engine/study/canonical_json.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

using Processor = sentencepiece::SentencePieceProcessor;

struct KnownModel {
    const char* file;      ///< in sacreBLEU's folder
    const char* signature; ///< tok:…
};

const std::map<std::string, KnownModel>& knownModels()
{
    static const std::map<std::string, KnownModel> models{
        {"spm", {"sacrebleu_tokenizer_spm.model", "flores101"}},
        {"flores101", {"sacrebleu_tokenizer_spm.model", "flores101"}},
        {"flores200", {"flores200sacrebleuspm", "flores200"}},
        {"spBLEU-1K", {"spbleu-1k_tokenizer_spm.model", "spBLEU-1K"}},
    };
    return models;
}

void use(BleuOptions& options, const std::filesystem::path& model, const std::string& tag)
{
    const auto processor = std::make_shared<Processor>();
    if (!processor->Load(model.string()).ok() || processor->GetPieceSize() == 0)
        throw BadInput("The file " + model.string() +
                       " is not a SentencePiece model or is damaged; name another.");
    options.tokenizer = BleuTokenizer::Custom;
    options.customName = tag;
    options.customTokenizer = [processor](std::string_view line) {
        std::vector<std::string> pieces;
        const auto status = processor->Encode({line.data(), line.size()}, &pieces);
        if (!status.ok())
            throw std::runtime_error("SentencePiece could not encode a line: " + status.ToString());
        std::string text;
        for (const std::string& piece : pieces)
            text += (text.empty() ? "" : " ") + piece;
        return text;
    };
}

} // namespace

const std::vector<std::string>& spmTokenizerNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& [name, model] : knownModels())
            all.push_back(name);
        return all;
    }();
    return names;
}

std::filesystem::path spmModelPath(const std::string& name)
{
    const auto known = knownModels().find(name);
    if (known == knownModels().end())
        throw BadInput("There is no SentencePiece tokenizer named \"" + name + "\".");
    const char* folder = std::getenv("SACREBLEU");
    const char* home = std::getenv("HOME");
    const std::filesystem::path base =
        folder != nullptr ? std::filesystem::path(folder)
                          : std::filesystem::path(home != nullptr ? home : ".") / ".sacrebleu";
    return base / "models" / known->second.file;
}

void useSpmTokenizer(BleuOptions& options, const std::string& name)
{
    const std::filesystem::path model = spmModelPath(name);
    std::error_code error;
    if (!std::filesystem::is_regular_file(model, error))
        throw BadInput("The model of the tokenizer " + name + " is not at " + model.string() +
                       "; run sacrebleu once with --tokenize " + name +
                       ", or name a model with --spm-model.");
    use(options, model, knownModels().at(name).signature);
}

void useSpmModel(BleuOptions& options, const std::filesystem::path& model)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(model, error))
        throw BadInput("The SentencePiece model " + model.string() +
                       " does not exist; check its name.");
    use(options, model, "spm-" + sha256File(model.string()).substr(0, 8));
}

} // namespace palimpsest
