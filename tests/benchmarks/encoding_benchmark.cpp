// SPDX-License-Identifier: GPL-3.0-or-later
// Encodes parallel text into a shard and prints JSON:
//   encoding_benchmark tokenizer FOLDER SOURCE TARGET      trains a joint SentencePiece model
//   encoding_benchmark encode FOLDER SOURCE TARGET THREADS
// encoding.py makes the text and runs this next to its peer.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/text/id_shard.h"
#include "engine/text/tokenizer.h"

using namespace palimpsest;

namespace fs = std::filesystem;

namespace
{

nlohmann::json encode(const fs::path& folder, const fs::path& source, const fs::path& target,
                      int threads)
{
    const Tokenizer tokenizer(folder);
    const fs::path shards = folder / "shards";
    fs::remove_all(shards);
    const auto start = std::chrono::steady_clock::now();
    const IdShard shard(encodeShard(source, target, "benchmark", tokenizer, {}, shards, threads));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    const ShardFacts& facts = shard.facts();
    return {{"seconds", took.count()},
            {"pairs", facts.pairs + facts.overLong + facts.overRatio + facts.blank},
            {"pieces", facts.sourcePieces + facts.targetPieces},
            {"peakMebibytes", usage.ru_maxrss / 1024}};
}

} // namespace

int main(int argc, char** argv)
{
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "tokenizer" && argc == 5) {
        trainTokenizer({}, {argv[3], argv[4]}, argv[2]);
        return 0;
    }
    if (what == "encode" && argc == 6) {
        std::cout << encode(argv[2], argv[3], argv[4], std::atoi(argv[5])).dump() << "\n";
        return 0;
    }
    std::fprintf(stderr, "encoding_benchmark tokenizer FOLDER SOURCE TARGET\n"
                         "encoding_benchmark encode FOLDER SOURCE TARGET THREADS\n");
    return 2;
}
