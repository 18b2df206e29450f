// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/study/domain.h"
#include "engine/study/error.h"
#include "engine/study/fisher_options.h"
#include "engine/study/model_options.h"
#include "engine/study/run_config.h"
#include "engine/study/search_options.h"
#include "engine/study/tokenizer_options.h"
#include "engine/study/training_options.h"

namespace palimpsest
{

/// The stable text of each enumerator: in JSON, in the database and on the command line. Never
/// renamed, since stored configurations and identities contain them.
template <class E>
struct EnumText;

template <>
struct EnumText<DomainRole> {
    static constexpr std::array<std::pair<DomainRole, const char*>, 2> kValues = {
        {{DomainRole::Old, "old"}, {DomainRole::New, "new"}}};
};
template <>
struct EnumText<Split> {
    static constexpr std::array<std::pair<Split, const char*>, 3> kValues = {
        {{Split::Train, "train"}, {Split::Dev, "dev"}, {Split::Test, "test"}}};
};
template <>
struct EnumText<RunKind> {
    static constexpr std::array<std::pair<RunKind, const char*>, 4> kValues = {
        {{RunKind::Tokenizer, "tokenizer"},
         {RunKind::Base, "base"},
         {RunKind::Fisher, "fisher"},
         {RunKind::Trial, "trial"}}};
};
template <>
struct EnumText<FisherEstimator> {
    static constexpr std::array<std::pair<FisherEstimator, const char*>, 4> kValues = {
        {{FisherEstimator::Exact, "exact"},
         {FisherEstimator::Batched, "batched"},
         {FisherEstimator::SampledLabels, "sampled-labels"},
         {FisherEstimator::Sensitivity, "sensitivity"}}};
};
template <>
struct EnumText<NormPlacement> {
    static constexpr std::array<std::pair<NormPlacement, const char*>, 2> kValues = {
        {{NormPlacement::Pre, "pre"}, {NormPlacement::Post, "post"}}};
};
template <>
struct EnumText<Activation> {
    static constexpr std::array<std::pair<Activation, const char*>, 3> kValues = {
        {{Activation::Relu, "relu"}, {Activation::Gelu, "gelu"}, {Activation::Silu, "silu"}}};
};
template <>
struct EnumText<Positions> {
    static constexpr std::array<std::pair<Positions, const char*>, 2> kValues = {
        {{Positions::Sinusoidal, "sinusoidal"}, {Positions::Learned, "learned"}}};
};
template <>
struct EnumText<AdapterPlaces> {
    static constexpr std::array<std::pair<AdapterPlaces, const char*>, 2> kValues = {
        {{AdapterPlaces::FeedForward, "feed-forward"}, {AdapterPlaces::Sublayers, "sublayers"}}};
};
template <>
struct EnumText<TokenizerKind> {
    static constexpr std::array<std::pair<TokenizerKind, const char*>, 2> kValues = {
        {{TokenizerKind::Unigram, "unigram"}, {TokenizerKind::Bpe, "bpe"}}};
};
template <>
struct EnumText<Schedule> {
    static constexpr std::array<std::pair<Schedule, const char*>, 4> kValues = {
        {{Schedule::Constant, "constant"},
         {Schedule::InverseSquareRoot, "inverse-square-root"},
         {Schedule::Linear, "linear"},
         {Schedule::Cosine, "cosine"}}};
};
template <>
struct EnumText<Precision> {
    static constexpr std::array<std::pair<Precision, const char*>, 3> kValues = {
        {{Precision::Auto, "auto"},
         {Precision::Float32, "float32"},
         {Precision::BFloat16, "bfloat16"}}};
};
template <>
struct EnumText<BudgetPolicy> {
    static constexpr std::array<std::pair<BudgetPolicy, const char*>, 4> kValues = {
        {{BudgetPolicy::Updates, "updates"},
         {BudgetPolicy::TargetTokens, "target-tokens"},
         {BudgetPolicy::NewDataEpochs, "new-data-epochs"},
         {BudgetPolicy::EarlyStopping, "early-stopping"}}};
};
template <>
struct EnumText<ClipScope> {
    static constexpr std::array<std::pair<ClipScope, const char*>, 2> kValues = {
        {{ClipScope::BeforePenalty, "before-penalty"}, {ClipScope::AfterPenalty, "after-penalty"}}};
};
template <>
struct EnumText<CheckpointChoice> {
    static constexpr std::array<std::pair<CheckpointChoice, const char*>, 4> kValues = {
        {{CheckpointChoice::Last, "last"},
         {CheckpointChoice::BestDev, "best-dev"},
         {CheckpointChoice::AverageBest, "average-best"},
         {CheckpointChoice::AverageLast, "average-last"}}};
};

template <>
struct EnumText<SearchMethod> {
    static constexpr std::array<std::pair<SearchMethod, const char*>, 3> kValues = {
        {{SearchMethod::Grid, "grid"},
         {SearchMethod::Random, "random"},
         {SearchMethod::Hypervolume, "hypervolume"}}};
};
template <>
struct EnumText<SearchValues> {
    static constexpr std::array<std::pair<SearchValues, const char*>, 2> kValues = {
        {{SearchValues::Range, "range"}, {SearchValues::Listed, "listed"}}};
};
template <>
struct EnumText<StoppingMode> {
    static constexpr std::array<std::pair<StoppingMode, const char*>, 3> kValues = {
        {{StoppingMode::Off, "off"}, {StoppingMode::Mark, "mark"}, {StoppingMode::Stop, "stop"}}};
};

/// True for enumerations that have texts.
template <class E>
concept TextualEnum = std::is_enum_v<E> && requires { EnumText<E>::kValues; };

template <TextualEnum E>
const char* enumText(E value)
{
    for (const auto& [known, text] : EnumText<E>::kValues)
        if (known == value)
            return text;
    return "";
}

/// All texts of an enumeration, for choices on screen and in error sentences.
template <TextualEnum E>
std::vector<std::string> enumTexts()
{
    std::vector<std::string> texts;
    for (const auto& [known, text] : EnumText<E>::kValues)
        texts.emplace_back(text);
    return texts;
}

/// Throws BadInput quoting `text` and naming what is allowed.
template <TextualEnum E>
E enumFromText(const std::string& text)
{
    std::string allowed;
    for (const auto& [known, name] : EnumText<E>::kValues) {
        if (text == name)
            return known;
        allowed += (allowed.empty() ? "" : ", ") + std::string(name);
    }
    throw BadInput("\"" + text + "\" is not allowed here: use one of " + allowed + ".");
}

} // namespace palimpsest
