// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/engine/worker/worker_context.h"
#include "engine/text/id_shard.h"

namespace palimpsest
{

/// A split of a domain; throws BadInput naming the domain where it has none.
const Corpus& corpusOf(const Domain& domain, Split split);

/// What a pretrained model brought with it cannot be made again: BadInput saying how to mend it.
void requireImported(const RunConfig& config);

/// Opens tokenizers/<id>/ of the run.
Tokenizer openTokenizer(const WorkerContext& context);

/// The training text of these domains as id shards, encoded now where that has not been done yet,
/// with the tags of the strategy.
/// Throws Error (Stopped) between two of them.
std::vector<std::shared_ptr<const IdShard>>
trainingShards(WorkerContext& context, const Tokenizer& tokenizer,
               const std::vector<const Domain*>& domains, const StrategySpec& strategy = {});

} // namespace palimpsest
