// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/imported_system.h"

#include <algorithm>
#include <charconv>

#include "engine/study/canonical_json.h"

namespace palimpsest
{

namespace
{

/// The part of a strategy that no catalogue has: what a system made elsewhere is called.
constexpr const char* kPart = "imported";

std::string textOf(const StrategySpec& strategy, const char* name)
{
    const nlohmann::json value = strategy.parameter(kPart, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

StrategySpec strategyOf(const ImportedSystem& system)
{
    StrategySpec strategy;
    strategy.name = system.strategy.empty() ? kImportedSeries : system.strategy;
    strategy.adapts = strategy.name != "baseline";
    const bool nameless = system.parameters.empty() && strategy.name == kImportedSeries;
    strategy.parts = {
        {kPart, {{"system", system.name}, {"label", nameless ? system.name : system.parameters}}}};
    return strategy;
}

} // namespace

Job importedTrial(const ImportedSystem& system, const StudyFacts& study,
                  const EvaluationPlan& evaluation)
{
    Job job;
    job.kind = RunKind::Trial;
    job.config.kind = job.kind;
    job.config.strategy = strategyOf(system);
    job.config.training.seed = system.seed.value_or(1);
    job.config.evaluation = evaluation;
    job.config.sourceLanguage = study.sourceLanguage;
    job.config.targetLanguage = study.targetLanguage;
    std::vector<Domain> domains = study.domains;
    std::ranges::stable_sort(domains, {},
                             [](const Domain& domain) { return domain.role == DomainRole::New; });
    job.config.domains = std::move(domains);
    const bool seeded = system.seed && job.config.strategy.adapts;
    job.label = system.name + (seeded ? ", seed " + std::to_string(*system.seed) : "");
    job.identity =
        identityOf({{"kind", "imported"},
                    {"strategy", job.config.strategy},
                    {"seed", job.config.strategy.adapts ? job.config.training.seed : 0}});
    job.config.identity = job.identity;
    return job;
}

bool isImported(const StrategySpec& strategy)
{
    return std::ranges::find(strategy.parts, kPart, &StrategyPart::kind) != strategy.parts.end();
}

std::string importedLabel(const StrategySpec& strategy)
{
    return textOf(strategy, "label");
}

double importedNumber(const StrategySpec& strategy)
{
    const std::string label = importedLabel(strategy);
    const std::size_t equals = label.rfind('=');
    const std::size_t start =
        label.find_first_of("0123456789", equals == std::string::npos ? 0 : equals);
    double number = 0;
    if (start != std::string::npos)
        std::from_chars(label.data() + start, label.data() + label.size(), number);
    return number;
}

} // namespace palimpsest
