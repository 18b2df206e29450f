// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/training/training_state.h"

#include <cmath>

#include <ATen/ops/zeros_like.h>
#include <nlohmann/json.hpp>

#include "engine/model/model_files.h"
#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/enum_text.h"
#include "engine/study/error.h"
#include "engine/study/sealed_json.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormat = 1;
constexpr const char* kState = "state.json";
constexpr const char* kWeights = "weights.safetensors";
constexpr const char* kOptimiser = "optimiser.safetensors";
constexpr const char* kFirst = "firstMoment/";
constexpr const char* kSecond = "secondMoment/";
constexpr const char* kVariables = "variables/";

std::map<std::string, at::Tensor> withPrefix(const std::map<std::string, at::Tensor>& tensors,
                                             const std::string& prefix)
{
    std::map<std::string, at::Tensor> result;
    for (const auto& [name, tensor] : tensors)
        result.emplace(prefix + name, tensor);
    return result;
}

std::map<std::string, at::Tensor> withoutPrefix(const std::map<std::string, at::Tensor>& tensors,
                                                const std::string& prefix)
{
    std::map<std::string, at::Tensor> result;
    for (const auto& [name, tensor] : tensors) {
        if (name.starts_with(prefix))
            result.emplace(name.substr(prefix.size()), tensor);
    }
    return result;
}

void requireHash(const fs::path& file, const std::string& hash)
{
    if (sha256File(file.string()) != hash)
        throw BadInput("The checkpoint file " + file.string() +
                       " is damaged: it is not the one that was saved; remove its folder to start "
                       "anew.");
}

/// One pass: a sum is finite only if all its terms are.
void requireFinite(const at::Tensor& flat, std::int64_t update)
{
    if (std::isfinite(flat.sum(at::kDouble).item<double>()))
        return;
    throw Error(ExitCode::NonFiniteLoss,
                "After update " + std::to_string(update) +
                    " the weights are not finite numbers and were not saved; lower the learning "
                    "rate or λ. The checkpoint before is unharmed.");
}

} // namespace

TrainingState::TrainingState(Parameters& parameters, Parameters& variables,
                             std::string configuration, std::uint64_t seed, BestWeights bestWeights)
    : firstMoment(at::zeros_like(variables.flat())), secondMoment(at::zeros_like(variables.flat())),
      best(std::move(bestWeights)), m_parameters(parameters), m_variables(variables),
      m_configuration(std::move(configuration)), m_seed(seed)
{
}

void TrainingState::save(const fs::path& folder) const
{
    requireFinite(m_parameters.flat(), update);
    const fs::path made(folder.string() + ".tmp");
    fs::remove_all(made);
    fs::create_directories(made);
    writeSafetensors(made / kWeights, {namedTensors(m_parameters, m_parameters.flat()),
                                       {{"update", std::to_string(update)}}});
    TensorFile optimiser;
    optimiser.tensors = withPrefix(namedTensors(m_variables, firstMoment), kFirst);
    optimiser.tensors.merge(withPrefix(namedTensors(m_variables, secondMoment), kSecond));
    if (&m_variables != &m_parameters)
        optimiser.tensors.merge(
            withPrefix(namedTensors(m_variables, m_variables.flat()), kVariables));
    writeSafetensors(made / kOptimiser, optimiser);
    const json counters = {
        {"format", kFormat},
        {"configuration", m_configuration},
        {"seed", m_seed},
        {"update", update},
        {"plannedUpdates", plannedUpdates},
        {"targetTokens", targetTokens},
        {"seconds", seconds},
        {"validatedAt", validatedAt},
        {"validationsWithoutBetter", validationsWithoutBetter},
        {"bestScore", bestScore ? json(*bestScore) : json()},
        {"finished", finished},
        {"precision", enumText(precision)},
        {"hashes",
         {{kWeights, sha256File((made / kWeights).string())},
          {kOptimiser, sha256File((made / kOptimiser).string())}}},
        {"window",
         {{"nll", window.nll},
          {"smoothed", window.smoothed},
          {"tokens", window.tokens},
          {"seconds", window.seconds}}},
        {"best", best.toJson()},
    };
    writeSealedJson(made / kState, counters);
    replaceFolder(made, folder);
    best.prune();
}

bool TrainingState::load(const fs::path& folder)
{
    recoverFolder(folder);
    if (!fs::exists(folder))
        return false;
    readCounters(folder);
    const fs::path weights = folder / kWeights;
    m_parameters.assignFlat(
        flatFromNamed(m_parameters, readSafetensors(weights).tensors, weights.string()));
    const fs::path file = folder / kOptimiser;
    const TensorFile optimiser = readSafetensors(file);
    const auto stored = [&](const char* prefix) {
        return flatFromNamed(m_variables, withoutPrefix(optimiser.tensors, prefix), file.string())
            .to(m_variables.device());
    };
    firstMoment.copy_(stored(kFirst));
    secondMoment.copy_(stored(kSecond));
    if (&m_variables != &m_parameters)
        m_variables.assignFlat(stored(kVariables));
    return true;
}

std::optional<TrainingState::Saved> TrainingState::peek(const fs::path& folder)
{
    recoverFolder(folder);
    if (!fs::exists(folder / kState))
        return {};
    try {
        const json counters = readSealedJson(folder / kState, "");
        return Saved{counters.at("update").get<std::int64_t>(),
                     enumFromText<Precision>(counters.at("precision").get<std::string>())};
    } catch (const json::exception&) {
        return {};
    } catch (const BadInput&) {
        return {};
    }
}

void TrainingState::readCounters(const fs::path& folder)
{
    const fs::path file = folder / kState;
    try {
        const json counters = readSealedJson(file, "remove its folder to start anew");
        if (counters.at("format") != kFormat || counters.at("configuration") != m_configuration ||
            counters.at("seed") != m_seed)
            throw BadInput(
                "The checkpoint " + file.string() +
                " was made with another configuration; remove its folder to start anew.");
        update = counters.at("update");
        plannedUpdates = counters.at("plannedUpdates");
        targetTokens = counters.at("targetTokens");
        seconds = counters.at("seconds");
        validatedAt = counters.at("validatedAt");
        validationsWithoutBetter = counters.at("validationsWithoutBetter");
        bestScore.reset();
        if (!counters.at("bestScore").is_null())
            bestScore = counters.at("bestScore").get<double>();
        finished = counters.at("finished");
        precision = enumFromText<Precision>(counters.at("precision").get<std::string>());
        for (const char* name : {kWeights, kOptimiser})
            requireHash(folder / name, counters.at("hashes").at(name).get<std::string>());
        const json& sums = counters.at("window");
        window = {sums.at("nll"), sums.at("smoothed"), sums.at("tokens"), sums.at("seconds")};
        best.fromJson(counters.at("best"));
    } catch (const json::exception& error) {
        throw BadInput("The checkpoint file " + file.string() + " is damaged (" + error.what() +
                       "); remove its folder to start anew.");
    }
}

} // namespace palimpsest
