// SPDX-License-Identifier: GPL-3.0-or-later
#include "metric_options.h"

#include <random>

#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/ter.h"

namespace palimpsest
{

using nlohmann::json;

namespace
{

BleuSmoothing smoothingFromName(const std::string& name)
{
    return name == "none"    ? BleuSmoothing::None
           : name == "floor" ? BleuSmoothing::Floor
           : name == "add-k" ? BleuSmoothing::AddK
                             : BleuSmoothing::Exp;
}

} // namespace

MetricPair bleuPair(const json& options)
{
    BleuOptions ours;
    ours.tokenizer = bleuTokenizerFromName(options.value("tokenize", "13a"));
    ours.lowercase = options.value("lowercase", false);
    ours.smoothing = smoothingFromName(options.value("smooth_method", "exp"));
    if (options.contains("smooth_value"))
        ours.smoothValue = options["smooth_value"].get<double>();
    ours.effectiveOrder = options.value("effective_order", false);
    ours.maxOrder = options.value("max_ngram_order", 4);
    return {"BLEU", options, std::make_shared<Bleu>(ours)};
}

MetricPair chrfPair(const json& options)
{
    ChrfOptions ours;
    ours.charOrder = options.value("char_order", 6);
    ours.wordOrder = options.value("word_order", 0);
    ours.beta = options.value("beta", 2);
    ours.lowercase = options.value("lowercase", false);
    ours.whitespace = options.value("whitespace", false);
    ours.epsSmoothing = options.value("eps_smoothing", false);
    return {"CHRF", options, std::make_shared<Chrf>(ours)};
}

MetricPair terPair(const json& options)
{
    TerOptions ours;
    ours.normalized = options.value("normalized", false);
    ours.noPunct = options.value("no_punct", false);
    ours.caseSensitive = options.value("case_sensitive", false);
    return {"TER", options, std::make_shared<Ter>(ours)};
}

std::vector<MetricPair> everyNgramOption()
{
    std::vector<MetricPair> pairs;
    for (const char* tokenizer : {"13a", "intl", "char", "none"})
        for (const bool lowercase : {false, true})
            pairs.push_back(bleuPair({{"tokenize", tokenizer}, {"lowercase", lowercase}}));
    pairs.push_back(bleuPair({{"smooth_method", "none"}}));
    pairs.push_back(bleuPair({{"smooth_method", "floor"}}));
    pairs.push_back(bleuPair({{"smooth_method", "floor"}, {"smooth_value", 0.37}}));
    pairs.push_back(bleuPair({{"smooth_method", "add-k"}}));
    pairs.push_back(bleuPair({{"smooth_method", "add-k"}, {"smooth_value", 0.5}}));
    pairs.push_back(bleuPair({{"effective_order", true}}));
    pairs.push_back(chrfPair(json::object()));
    pairs.push_back(chrfPair({{"word_order", 1}}));
    pairs.push_back(chrfPair({{"word_order", 2}}));
    pairs.push_back(chrfPair({{"word_order", 2}, {"eps_smoothing", true}}));
    pairs.push_back(chrfPair({{"eps_smoothing", true}}));
    pairs.push_back(chrfPair({{"beta", 1}}));
    pairs.push_back(chrfPair({{"beta", 3}, {"char_order", 4}}));
    pairs.push_back(chrfPair({{"lowercase", true}}));
    pairs.push_back(chrfPair({{"whitespace", true}, {"word_order", 2}}));
    return pairs;
}

std::vector<MetricPair> everyTerOption()
{
    std::vector<MetricPair> pairs;
    for (const bool normalized : {false, true})
        for (const bool noPunct : {false, true})
            for (const bool caseSensitive : {false, true})
                pairs.push_back(terPair({{"normalized", normalized},
                                         {"no_punct", noPunct},
                                         {"case_sensitive", caseSensitive}}));
    return pairs;
}

MetricPair randomNgramOptions(std::uint32_t seed)
{
    std::mt19937 random(seed);
    const auto pick = [&random](auto... values) {
        const std::vector all{values...};
        return all[random() % all.size()];
    };
    if (random() % 2 == 0)
        return chrfPair({{"char_order", pick(1, 2, 5, 6, 8)},
                         {"word_order", pick(0, 1, 2, 3)},
                         {"beta", pick(1, 2, 3)},
                         {"lowercase", pick(0, 1) == 1},
                         {"whitespace", pick(0, 1) == 1},
                         {"eps_smoothing", pick(0, 1) == 1}});
    json options{{"tokenize", std::string(pick("13a", "intl", "char", "none"))},
                 {"lowercase", pick(0, 1) == 1},
                 {"effective_order", pick(0, 1) == 1},
                 {"smooth_method", std::string(pick("exp", "floor", "add-k", "none"))}};
    if (options["smooth_method"] == "floor" || options["smooth_method"] == "add-k")
        options["smooth_value"] = pick(0.01, 0.1, 0.5, 1.0, 2.0);
    return bleuPair(options);
}

} // namespace palimpsest
