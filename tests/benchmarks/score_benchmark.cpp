// SPDX-License-Identifier: GPL-3.0-or-later
// Times the scores in one process on one thread, once their text is in memory, and prints JSON in
// milliseconds: score_benchmark <reference> <system> <other system> <rounds>. scoring.py runs it in
// turns with sacreBLEU.
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>

#include <nlohmann/json.hpp>

#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/resampling.h"
#include "engine/scoring/score_input.h"
#include "engine/scoring/ter.h"

using namespace palimpsest;

namespace
{

double sink = 0; ///< keeps the results from being optimised away

double medianMilliseconds(int rounds, const std::function<double()>& work)
{
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        sink += work();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5) {
        std::cerr << "score_benchmark <reference> <system> <other system> <rounds>\n";
        return 2;
    }
    const std::vector<std::vector<std::string>> references{readScoreLines(std::string(argv[1]))};
    const std::vector<std::string> system = readScoreLines(std::string(argv[2]));
    const std::vector<std::string> other = readScoreLines(std::string(argv[3]));
    const int rounds = std::stoi(argv[4]);
    const Bleu bleu;
    const Chrf chrf;
    const Ter ter;
    const ResamplingOptions one{.threads = 1};
    const auto a = bleu.statistics(system, references);
    const auto b = bleu.statistics(other, references);
    const auto chrfA = chrf.statistics(system, references);
    const auto chrfB = chrf.statistics(other, references);
    const nlohmann::json times{
        {"segments", system.size()},
        {"BLEU", medianMilliseconds(rounds, [&] { return bleu.corpusScore(system, references); })},
        {"chrF2", medianMilliseconds(rounds, [&] { return chrf.corpusScore(system, references); })},
        {"TER", medianMilliseconds(rounds, [&] { return ter.corpusScore(system, references); })},
        {"bootstrap BLEU",
         medianMilliseconds(rounds, [&] { return pairedBootstrap(bleu, a, b, one).p; })},
        {"bootstrap chrF2",
         medianMilliseconds(rounds, [&] { return pairedBootstrap(chrf, chrfA, chrfB, one).p; })},
        {"randomisation BLEU",
         medianMilliseconds(rounds, [&] { return pairedRandomisation(bleu, a, b, one).p; })},
        {"randomisation chrF2",
         medianMilliseconds(rounds,
                            [&] { return pairedRandomisation(chrf, chrfA, chrfB, one).p; })},
    };
    std::cout << times.dump() << '\n';
    return sink < 0;
}
