// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/strategy.h"

#include "engine/adaptation/adapters.h"
#include "engine/adaptation/distillation.h"
#include "engine/adaptation/freezing.h"
#include "engine/adaptation/gradient_projection.h"
#include "engine/adaptation/low_rank.h"
#include "engine/adaptation/merging.h"
#include "engine/adaptation/mixing.h"
#include "engine/adaptation/quadratic_penalty.h"
#include "engine/adaptation/tagging.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

using Maker = std::unique_ptr<Strategy> (*)(const StrategyContext&, const nlohmann::json&);

struct PartMaker {
    const char* kind; ///< of strategyPartCatalogue()
    Maker make;
};
constexpr PartMaker kMakers[] = {
    {"ewc", makeEwc},
    {"l2", makeL2},
    {"mas", makeMas},
    {"mixing", makeMixing},
    {"oversampling", makeOversampling},
    {"domain-tags", makeTagging},
    {"distillation", makeDistillation},
    {"gradient-projection", makeGradientProjection},
    {"freezing", makeFreezing},
    {"lora", makeLora},
    {"adapters", makeAdapters},
    {"interpolation", makeInterpolation},
    {"fisher-merging", makeFisherMerging},
};

} // namespace

FisherFile loadImportance(const StrategyContext& context, const std::string& user)
{
    const RunConfig& config = context.config;
    if (config.fisherFolder.empty())
        throw BadInput(user + " needs a Fisher estimate, and the configuration of run \"" +
                       config.run + "\" names none in fisherFolder.");
    FisherFile file =
        loadFisher(context.studyFolder / config.fisherFolder, context.model.parameters());
    requireSameModel(file, context.studyFolder / startingModel(config));
    return file;
}

std::vector<std::unique_ptr<Strategy>> makeStrategies(const StrategyContext& context)
{
    std::vector<std::unique_ptr<Strategy>> strategies;
    for (const StrategyPart& part : completed(context.config.strategy).parts) {
        const PartMaker* found = nullptr;
        for (const PartMaker& maker : kMakers) {
            if (part.kind == maker.kind)
                found = &maker;
        }
        if (!found)
            throw BadInput("The strategy part \"" + part.kind +
                           "\" cannot be trained by this version; update the engine.");
        strategies.push_back(found->make(context, part.parameters));
    }
    return strategies;
}

} // namespace palimpsest
