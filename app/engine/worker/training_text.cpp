// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/training_text.h"

#include "engine/study/domain_tags.h"
#include "engine/study/error.h"
#include "engine/study/sealed_json.h"

namespace palimpsest
{

namespace
{

constexpr const char* kRepair = "run 'study repair', after which a sweep makes it again";

} // namespace

const Corpus& corpusOf(const Domain& domain, Split split)
{
    const auto found = domain.splits.find(split);
    if (found == domain.splits.end())
        throw BadInput("The domain \"" + domain.name + "\" has no " + toString(split) +
                       " text; add it to the study.");
    return found->second;
}

void requireImported(const RunConfig& config)
{
    if (!config.base->pretrained.id.empty())
        throw BadInput("The files of the pretrained model \"" + config.base->pretrained.name +
                       "\" are not in the study any more: bring them back with 'base import'.");
}

Tokenizer openTokenizer(const WorkerContext& context)
{
    const std::filesystem::path folder = context.absolute(context.config().tokenizerFolder);
    Tokenizer tokenizer(folder);
    // Its facts are written last: without them it has just been trained.
    const std::filesystem::path facts = folder / "tokenizer.json";
    if (std::filesystem::exists(facts) &&
        readSealedJson(facts, kRepair).value("hash", "") != tokenizer.hash())
        throw BadInput("The tokenizer in " + folder.string() +
                       " is damaged: it is not the one that was made; " + kRepair + ".");
    return tokenizer;
}

std::vector<std::shared_ptr<const IdShard>>
trainingShards(WorkerContext& context, const Tokenizer& tokenizer,
               const std::vector<const Domain*>& domains, const StrategySpec& strategy)
{
    const RunConfig& config = context.config();
    const std::filesystem::path folder = context.absolute(config.tokenizerFolder) / "shards";
    std::vector<std::shared_ptr<const IdShard>> shards;
    for (const Domain* domain : domains) {
        const Corpus& corpus = corpusOf(*domain, Split::Train);
        const std::filesystem::path file = encodeShard(
            context.absolute(corpus.source), context.absolute(corpus.target), corpus.hash,
            tokenizer, config.base->filter, folder, config.threads,
            context.progressFunction("encoding", "bytes"), domainTag(strategy, *domain));
        shards.push_back(std::make_shared<const IdShard>(file));
        context.leaveIfStopped();
    }
    return shards;
}

} // namespace palimpsest
