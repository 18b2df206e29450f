// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/strategy.h"

#include "engine/adaptation/ewc.h"
#include "engine/adaptation/mixing.h"
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
    {"mixing", makeMixing},
};

} // namespace

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
