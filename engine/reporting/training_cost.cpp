// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/training_cost.h"

#include <cmath>

#include "engine/reporting/number_text.h"

namespace palimpsest
{

namespace
{

std::optional<double> numberOf(const nlohmann::json& facts, const char* name)
{
    if (!facts.is_object() || !facts.contains(name) || !facts.at(name).is_number())
        return std::nullopt;
    const double value = facts.at(name).get<double>();
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

TrainingCost trainingCost(const JobRow& job)
{
    return {numberOf(job.facts, "updates"), numberOf(job.facts, "targetTokens"),
            numberOf(job.facts, "seconds")};
}

TrainingCost meanTrainingCost(const std::vector<const JobRow*>& jobs)
{
    TrainingCost mean;
    for (const auto part :
         {&TrainingCost::updates, &TrainingCost::targetTokens, &TrainingCost::seconds}) {
        std::vector<double> values;
        for (const JobRow* job : jobs) {
            if (const auto value = trainingCost(*job).*part)
                values.push_back(*value);
        }
        if (!values.empty() && values.size() == jobs.size())
            mean.*part = spreadOf(values).mean;
    }
    return mean;
}

} // namespace palimpsest
