// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <ATen/core/Tensor.h>

#include "engine/model/parameters.h"
#include "engine/study/training_options.h"
#include "engine/training/best_weights.h"

namespace palimpsest
{

/// Sums since the last metrics event.
struct MetricWindow {
    double nll = 0;
    double smoothed = 0;
    std::int64_t tokens = 0; ///< real target pieces
    double seconds = 0;
};

/// Everything a training needs to go on where it stopped; save stands beside load. The order of the
/// data and dropout are functions of (seed, update), so the number of finished updates says where
/// they are.
///
/// On disk a folder that is replaced as a whole (see replaceFolder): state.json,
/// weights.safetensors (readable as model weights by other tools) and optimiser.safetensors (first
/// and second moments by parameter name; the variables, where they are not the weights). state.json
/// has the SHA-256 of the other two.
class TrainingState
{
public:
    /// `configuration` is a hash of all that must not differ between the parts of one training.
    /// `variables` are what the optimiser changes: the parameters themselves, or others from which
    /// they follow, which are then saved, too.
    TrainingState(Parameters& parameters, Parameters& variables, std::string configuration,
                  std::uint64_t seed, BestWeights bestWeights);

    std::int64_t update = 0;         ///< finished updates
    std::int64_t plannedUpdates = 0; ///< bound known in advance; 0 = none
    std::int64_t targetTokens = 0;   ///< real target pieces trained on
    double seconds = 0;              ///< in updates alone, without validation and saving
    std::int64_t validatedAt = -1;   ///< last validated update
    int validationsWithoutBetter = 0;
    std::optional<double> bestScore;
    bool finished = false; ///< the budget is spent; the choice of weights is still to be made
    /// Of the computation; never Auto. What Auto meant when the training began holds to its end.
    Precision precision = Precision::Float32;
    MetricWindow window;
    at::Tensor firstMoment; ///< Adam's, flat, in the layout and on the device of the variables
    at::Tensor secondMoment;
    BestWeights best;

    /// Throws Error (NonFiniteLoss) instead of replacing a good checkpoint by weights that are not
    /// finite, and Error (DiskFull).
    void save(const std::filesystem::path& folder) const;
    /// False, and nothing changed, where there is no checkpoint. Throws BadInput naming a file that
    /// is damaged or of another configuration.
    bool load(const std::filesystem::path& folder);
    struct Saved {
        std::int64_t update = 0;
        Precision precision = Precision::Float32;
    };
    /// What the checkpoint in `folder` was made with, without loading it; nothing where there is
    /// none or it cannot be read, which load() explains.
    static std::optional<Saved> peek(const std::filesystem::path& folder);

private:
    void readCounters(const std::filesystem::path& folder);

    Parameters& m_parameters;
    Parameters& m_variables;
    std::string m_configuration;
    std::uint64_t m_seed;
};

} // namespace palimpsest
