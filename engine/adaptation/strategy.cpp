// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/strategy.h"

#include <algorithm>
#include <string_view>

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
    std::string_view kind; ///< of strategyPartCatalogue()
    Maker make;
};
/// In the order in which they change an update, however a strategy names them: penalties before the
/// projection, whose promise holds for all that is added to the gradient.
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
    const std::vector<StrategyPart> parts = completed(context.config.strategy).parts;
    for (const StrategyPart& part : parts) {
        if (std::ranges::find(kMakers, part.kind, &PartMaker::kind) == std::end(kMakers))
            throw BadInput("The strategy part \"" + part.kind +
                           "\" cannot be trained by this version; update the engine.");
    }
    std::vector<std::unique_ptr<Strategy>> strategies;
    for (const PartMaker& maker : kMakers) {
        const auto part = std::ranges::find(parts, maker.kind, &StrategyPart::kind);
        if (part != parts.end())
            strategies.push_back(maker.make(context, part->parameters));
    }
    return strategies;
}

} // namespace palimpsest
