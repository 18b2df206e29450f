// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/domain_tags.h"

namespace palimpsest
{

std::string domainTag(const StrategySpec& strategy, const Domain& domain)
{
    const nlohmann::json text = strategy.parameter("domain-tags", "text");
    if (text.is_null() || (text == "new" && domain.role != DomainRole::New))
        return {};
    return domain.name + ":";
}

std::string tagged(const std::string& tag, const std::string& sentence)
{
    if (tag.empty() || sentence.find_first_not_of(" \t") == std::string::npos)
        return sentence;
    const std::size_t close = sentence.starts_with(">>") ? sentence.find("<<") : std::string::npos;
    if (close == std::string::npos)
        return tag + " " + sentence;
    const std::string mark = sentence.substr(0, close + 2);
    const std::size_t text = sentence.find_first_not_of(' ', close + 2);
    return mark + " " + tag + (text == std::string::npos ? "" : " " + sentence.substr(text));
}

} // namespace palimpsest
