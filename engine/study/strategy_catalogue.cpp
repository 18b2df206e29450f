// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "engine/study/strategy_spec.h"

// Every kind of part: its parameters, their ranges, formulas and sources. Names are in stored
// configurations and identities and are never changed; a new parameter of a known kind would give
// all its old trials a new identity.

namespace palimpsest
{

namespace
{

const std::vector<nlohmann::json> kDecades = {1, 0.1, 0.01, 0.001, 0.0001};
const std::vector<nlohmann::json> kTenths = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

StrategyParameter lambda()
{
    return {.name = "lambda",
            .label = "λ",
            .fallback = 1.0,
            .help = "Strength of the penalty; 0 = plain fine-tuning.",
            .sweepable = true,
            .grid = kDecades};
}

StrategyParameter importanceScale(const std::string& symbol)
{
    return {.name = "scale",
            .label = "λ scale",
            .fallback = "raw",
            .help = "raw: " + symbol + " as estimated. normalised: " + symbol +
                    " divided by its mean, so that λ does not depend on the estimator's scale.",
            .choices = {"raw", "normalised"}};
}

StrategyParameter penaltyFactor()
{
    return {.name = "factor",
            .label = "c",
            .fallback = 0.5,
            .help = "Factor before λ: 0.5 (Kirkpatrick et al. 2017) or 1 (other implementations).",
            .aboveZero = true};
}

StrategyParameter adaptedShare(const std::string& help)
{
    return {.name = "share",
            .label = "a",
            .fallback = 0.5,
            .help = help,
            .sweepable = true,
            .grid = kTenths,
            .maximum = 1};
}

std::vector<StrategyPartKind> penalties()
{
    return {
        {.kind = "ewc",
         .label = "EWC",
         .help =
             "Adds c·λ·Σ F_i (θ_i − θ*_i)² to the loss, F the diagonal Fisher information of the "
             "base model on old data (Kirkpatrick et al. 2017).",
         .parameters = {lambda(), importanceScale("F"), penaltyFactor()},
         .group = PartGroup::Importance,
         .needsFisher = true},
        {.kind = "l2",
         .label = "L2",
         .help =
             "Adds c·λ·Σ (θ_i − θ*_i)² to the loss: every parameter is held alike (L2-SP, Li et "
             "al. 2018; MAP-L2, Barone et al. 2017).",
         .parameters = {lambda(), penaltyFactor()}},
        {.kind = "mas",
         .label = "MAS",
         .help = "Adds c·λ·Σ Ω_i (θ_i − θ*_i)² to the loss, Ω_i = mean |∂ Σ_t ‖z_t‖² / ∂θ_i| over "
                 "old sentences, z_t the logits (memory aware synapses, Aljundi et al. 2018).",
         .parameters = {lambda(), importanceScale("Ω"), penaltyFactor()},
         .group = PartGroup::Importance,
         .needsFisher = true,
         .estimator = FisherEstimator::Sensitivity},
    };
}

std::vector<StrategyPartKind> textChoices()
{
    return {
        {.kind = "mixing",
         .label = "mixing",
         .help =
             "Draws each training example from old data with probability r/(1+r), else from new "
             "data.",
         .parameters = {{.name = "ratio",
                         .label = "old:new",
                         .fallback = 1.0,
                         .help = "r of the mixing ratio old:new = r:1.",
                         .sweepable = true,
                         .grid = {100, 10, 1},
                         .aboveZero = true},
                        {.name = "unit",
                         .label = "ratio counts",
                         .fallback = "sentences",
                         .help = "Whether r:1 is a ratio of sentences or of tokens.",
                         .choices = {"sentences", "tokens"}}},
         .group = PartGroup::Text},
        {.kind = "oversampling",
         .label = "over-sampling",
         .help =
             "Mixed fine-tuning: old data and k copies of the new data as one corpus, so that an "
             "example is new with probability k·|B| / (|A| + k·|B|) (Chu et al. 2017).",
         .parameters = {{.name = "times",
                         .label = "k",
                         .fallback = 10.0,
                         .help = "Copies of the new data.",
                         .sweepable = true,
                         .grid = {1, 10, 100},
                         .aboveZero = true}},
         .group = PartGroup::Text},
        {.kind = "domain-tags",
         .label = "domain tags",
         .help = "Puts the domain's name and a colon in front of every source sentence, in "
                 "training and in translation, so that the model can tell domains apart (Chu et "
                 "al. 2017; side constraints, Sennrich et al. 2016).",
         .parameters = {{.name = "text",
                         .label = "tagged",
                         .fallback = "all",
                         .help = "all: every domain has its tag. new: old text stays as the base "
                                 "model knows it.",
                         .sweepable = true,
                         .grid = {"all", "new"},
                         .choices = {"all", "new"}}}},
    };
}

std::vector<StrategyPartKind> updateRules()
{
    return {
        {.kind = "distillation",
         .label = "distillation",
         .help = "Trains on (1−a)·NLL + a·T²·CE(base ‖ model) for each target piece under the gold "
                 "prefix (Khayrallah et al. 2018; Hinton et al. 2015).",
         .parameters = {{.name = "weight",
                         .label = "a",
                         .fallback = 0.1,
                         .help = "Weight of the base model's distribution; 0 = plain fine-tuning.",
                         .sweepable = true,
                         .grid = {0.1, 0.3, 0.5, 0.7, 0.9},
                         .maximum = 1},
                        {.name = "temperature",
                         .label = "T",
                         .fallback = 1.0,
                         .help = "Temperature of both distributions; above 1 the base model's less "
                                 "likely pieces count more.",
                         .aboveZero = true}}},
        {.kind = "gradient-projection",
         .label = "gradient projection",
         .help = "Draws as many old batches as new ones and projects gradients that conflict (a "
                 "negative dot product) onto each other's normal plane.",
         .parameters = {{.name = "method",
                         .label = "method",
                         .fallback = "a-gem",
                         .help = "a-gem: the new gradient is projected, the old one only guards "
                                 "(Chaudhry et al. 2019). pcgrad: both are projected and added (Yu "
                                 "et al. 2020).",
                         .sweepable = true,
                         .grid = {"a-gem", "pcgrad"},
                         .choices = {"a-gem", "pcgrad"}}},
         .excludes = {PartGroup::TrainedVariables}},
    };
}

std::vector<StrategyPartKind> trainedVariables()
{
    return {
        {.kind = "freezing",
         .label = "freezing",
         .help = "Trains one part of the network and leaves the rest exactly as it is (Thompson et "
                 "al. 2018).",
         .parameters = {{.name = "train",
                         .label = "train",
                         .fallback = "encoder",
                         .help = "What is trained. outer-layers: the first and the last layer of "
                                 "each stack; norms-and-biases: layer norms and all biases.",
                         .sweepable = true,
                         .grid = {"encoder", "decoder", "embeddings", "norms-and-biases"},
                         .choices = {"encoder", "decoder", "embeddings", "attention",
                                     "cross-attention", "feed-forward", "norms-and-biases",
                                     "outer-layers"}}},
         .group = PartGroup::TrainedVariables},
        {.kind = "lora",
         .label = "LoRA",
         .help = "Trains W + (α/r)·B·A in place of each chosen matrix W, A and B of rank r, and "
                 "leaves the rest as it is (Hu et al. 2022); merged into W for translation.",
         .parameters = {{.name = "rank",
                         .label = "r",
                         .fallback = 8,
                         .help = "Rank of the change to each matrix.",
                         .sweepable = true,
                         .grid = {2, 8, 32},
                         .minimum = 1,
                         .whole = true},
                        {.name = "alpha",
                         .label = "α",
                         .fallback = 16.0,
                         .help = "The change is scaled by α/r.",
                         .aboveZero = true},
                        {.name = "targets",
                         .label = "targets",
                         .fallback = "attention",
                         .help = "query-value: those two projections of every attention, as in the "
                                 "paper; attention: all four; linear: attention and feed-forward.",
                         .choices = {"query-value", "attention", "linear"}}},
         .group = PartGroup::TrainedVariables},
        {.kind = "adapters",
         .label = "adapters",
         .help =
             "Leaves the base model as it is and trains small bottlenecks x + U·relu(D·norm(x)) "
             "put after its sublayers, U zero at the start (Houlsby et al. 2019; Bapna and "
             "Firat 2019); kept with the adapted model.",
         .parameters = {{.name = "width",
                         .label = "w",
                         .fallback = 64,
                         .help = "Inner width of each bottleneck.",
                         .sweepable = true,
                         .grid = {16, 64, 256},
                         .minimum = 1,
                         .maximum = 16384,
                         .whole = true},
                        {.name = "places",
                         .label = "places",
                         .fallback = "feed-forward",
                         .help = "feed-forward: one adapter a layer, after the feed-forward block; "
                                 "sublayers: after every attention as well.",
                         .choices = {"feed-forward", "sublayers"}}},
         .group = PartGroup::TrainedVariables,
         // Penalties and merging by Fisher information know only the base model's weights.
         .excludes = {PartGroup::Importance, PartGroup::Merging}},
    };
}

std::vector<StrategyPartKind> mergings()
{
    return {
        {.kind = "interpolation",
         .label = "interpolation",
         .help = "Replaces the adapted weights by (1−a)·θ* + a·θ, a curve from one training "
                 "(WiSE-FT, Wortsman et al. 2022).",
         .parameters = {adaptedShare("Share of the adapted model: 0 = base, 1 = adapted.")},
         .group = PartGroup::Merging},
        {.kind = "fisher-merging",
         .label = "Fisher merging",
         .help = "Replaces each adapted weight by ((1−a)·F·θ* + a·G·θ) / ((1−a)·F + a·G), F the "
                 "Fisher information of the base model on old data, G that of the adapted model on "
                 "new data (Matena and Raffel 2022).",
         .parameters = {adaptedShare("Weight of the adapted model: 0 = base, 1 = adapted.")},
         .group = PartGroup::Merging,
         .needsFisher = true},
    };
}

} // namespace

const std::vector<StrategyPartKind>& strategyPartCatalogue()
{
    static const std::vector<StrategyPartKind> catalogue = [] {
        std::vector<StrategyPartKind> all;
        for (auto& kinds :
             {penalties(), textChoices(), updateRules(), trainedVariables(), mergings()})
            all.insert(all.end(), kinds.begin(), kinds.end());
        return all;
    }();
    return catalogue;
}

const StrategyPartKind* findPartKind(const std::string& kind)
{
    const auto& catalogue = strategyPartCatalogue();
    const auto found = std::ranges::find(catalogue, kind, &StrategyPartKind::kind);
    return found == catalogue.end() ? nullptr : &*found;
}

} // namespace palimpsest
