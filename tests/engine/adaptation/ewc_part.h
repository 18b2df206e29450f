// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/adaptation/fisher_file.h"
#include "engine/adaptation/quadratic_penalty.h"
#include "engine/model/model_files.h"
#include "tests/engine/training/training_part.h"

namespace palimpsest
{

/// EWC for a network that does not exist yet when the trainer is given its hooks.
class LateEwc : public TrainingHooks
{
public:
    std::unique_ptr<QuadraticPenalty> ewc;

    void addGradient(at::Tensor& gradient, const UpdateInfo& info) override
    {
        ewc->addGradient(gradient, info);
    }
    std::map<std::string, double> logValues() override { return ewc->logValues(); }
};

/// One process's part of a training with EWC, with what the gradient was before and after it.
struct EwcPart {
    EwcPart(const std::filesystem::path& runFolder, const TrainingOptions& options,
            const std::vector<BatchSource>& sources, const at::Tensor& fisher,
            const QuadraticPenalty::Options& ewc)
        : part(runFolder, options, sources, {&before, &hook, &after})
    {
        hook.ewc =
            std::make_unique<QuadraticPenalty>(part.model->parameters(), part.base, fisher, ewc);
    }

    RecordingHook before;
    LateEwc hook;
    RecordingHook after;
    TrainingPart part;
};

/// A diagonal that differs from entry to entry: between 0.5 and 1.5 times `scale`.
inline at::Tensor unevenFisher(std::int64_t size, double scale)
{
    return at::arange(size, at::kFloat).mul_(0.37).sin_().mul_(0.5 * scale).add_(scale);
}

/// Facts that saveFisher() and loadFisher() are content with.
inline nlohmann::json factsFor(const std::string& checkpointHash)
{
    FisherEstimate estimate;
    estimate.summary = {{"trace", 1.0}, {"mean", 1.0}, {"max", 1.0}, {"zeros", 0}, {"groups", {}}};
    return fisherFacts({}, estimate, "hash of the text", checkpointHash);
}

} // namespace palimpsest
