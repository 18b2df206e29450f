// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/engine/worker/jobs.h"
#include "app/engine/worker/training_text.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "engine/study/sealed_json.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;
using nlohmann::json;

bool isChosen(const Domain& domain, const TokenizerOptions& options)
{
    if (options.domains.empty())
        return domain.role == DomainRole::Old;
    return std::ranges::find(options.domains, domain.name) != options.domains.end();
}

std::vector<fs::path> textFiles(const WorkerContext& context)
{
    std::vector<fs::path> files;
    for (const Domain* domain : context.domains()) {
        if (!isChosen(*domain, context.config().base->tokenizer))
            continue;
        const Corpus& corpus = corpusOf(*domain, Split::Train);
        files.push_back(context.absolute(corpus.source));
        files.push_back(context.absolute(corpus.target));
    }
    if (files.empty())
        throw BadInput("No domain of the study is one that the tokenizer should be trained on; add "
                       "an old domain or name others in tokenizer.domains.");
    return files;
}

json factsOf(const ShardFacts& facts)
{
    return {{"pairs", facts.pairs},
            {"blank", facts.blank},
            {"overLong", facts.overLong},
            {"overRatio", facts.overRatio},
            {"sourcePieces", facts.sourcePieces},
            {"targetPieces", facts.targetPieces}};
}

} // namespace

void runTokenizerJob(WorkerContext& context)
{
    const RunConfig& config = context.config();
    const fs::path folder = context.absolute(config.tokenizerFolder);
    if (!hasTokenizer(folder)) {
        requireImported(config);
        const std::vector<fs::path> files = textFiles(context);
        context.progress("tokenizer", 0, 0, "models"); // SentencePiece does not say how far it is
        const std::string sentence = trainTokenizer(config.base->tokenizer, files, folder);
        if (!sentence.empty())
            context.warn(sentence);
    }
    context.leaveIfStopped();
    const Tokenizer tokenizer = openTokenizer(context);
    const auto domains = context.domains();
    const auto shards = trainingShards(context, tokenizer, domains);
    json facts = {{"identity", config.identity},
                  {"hash", tokenizer.hash()},
                  {"vocabulary", tokenizer.vocabularySize()},
                  {"options", config.base->tokenizer},
                  {"filter", config.base->filter},
                  {"domains", json::object()}};
    for (std::size_t index = 0; index < domains.size(); ++index)
        facts["domains"][domains[index]->name] = factsOf(shards[index]->facts());
    writeSealedJson(folder / "tokenizer.json", facts);
    context.write(event::kArtifact,
                  {{"kind", "tokenizer"}, {"folder", config.tokenizerFolder}, {"facts", facts}});
}

} // namespace palimpsest
