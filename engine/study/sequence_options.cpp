// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/sequence_options.h"

#include <set>

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

template <class Self, class Visitor>
void eachSequenceOption(Self& options, Visitor&& visit)
{
    visit("domains", options.domains);
    visit("decay", options.decay);
}

} // namespace

void validate(const SequenceOptions& options, const std::string& at)
{
    const std::set<std::string> distinct(options.domains.begin(), options.domains.end());
    requireField(distinct.size() == options.domains.size(), at, "domains", options.domains,
                 "each domain may occur once");
    requireField(options.domains.size() != 1, at, "domains", options.domains,
                 "name at least two new domains in the order in which they are learned");
    requireField(options.decay >= 0 && options.decay <= 1, at, "decay", options.decay,
                 "it must be between 0 and 1");
}

void to_json(nlohmann::json& json, const SequenceOptions& options)
{
    eachSequenceOption(options, ObjectWriter(json));
}

void from_json(const nlohmann::json& json, SequenceOptions& options)
{
    ObjectReader reader(json);
    eachSequenceOption(options, reader);
    reader.finish();
}

} // namespace palimpsest
