// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/tagging.h"

#include <algorithm>
#include <set>

#include "engine/study/domain_tags.h"

namespace palimpsest
{

std::vector<std::string> Tagging::warnings() const
{
    if (m_kinds > 1)
        return {};
    return {"All text of this trial has the same domain tag, which tells nothing apart: mix old "
            "text in, or adapt to several domains."};
}

std::unique_ptr<Strategy> makeTagging(const StrategyContext& context,
                                      const nlohmann::json& /*parameters*/)
{
    const StrategySpec strategy = completed(context.config.strategy);
    const bool rehearses = std::ranges::any_of(strategy.parts, [](const StrategyPart& part) {
        return findPartKind(part.kind)->group == PartGroup::Text;
    });
    std::set<std::string> tags;
    for (const Domain& domain : *context.config.domains) {
        if (rehearses || domain.role == DomainRole::New)
            tags.insert(domainTag(strategy, domain));
    }
    return std::make_unique<Tagging>(static_cast<int>(tags.size()));
}

} // namespace palimpsest
