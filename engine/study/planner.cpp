// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/planner.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

namespace
{

/// The domains a plan works on, old ones first, in the study's order.
struct Chosen {
    std::vector<Domain> oldOnes;
    std::vector<Domain> newOnes;

    std::vector<Domain> all() const
    {
        std::vector<Domain> domains = oldOnes;
        domains.insert(domains.end(), newOnes.begin(), newOnes.end());
        return domains;
    }
};

const Domain& findDomain(const StudyFacts& study, const std::string& name, const std::string& field)
{
    const auto found = std::ranges::find(study.domains, name, &Domain::name);
    if (found == study.domains.end())
        throw BadInput("Field \"" + field + "\" names the domain \"" + name +
                       "\", which the study does not have: add it or correct the name.");
    return *found;
}

std::vector<Domain> ofRole(const StudyFacts& study, DomainRole role,
                           const std::vector<std::string>& names)
{
    const std::string field = role == DomainRole::Old ? "oldDomains" : "newDomains";
    for (const std::string& name : names) {
        if (findDomain(study, name, field).role != role)
            throw BadInput(
                "Field \"" + field + "\" names the domain \"" + name +
                "\", whose role is the other one: correct the list or the domain's role.");
    }
    std::vector<Domain> domains;
    for (const Domain& domain : study.domains) {
        if (domain.role == role &&
            (names.empty() || std::ranges::find(names, domain.name) != names.end()))
            domains.push_back(domain);
    }
    if (domains.empty())
        throw BadInput(std::string("The study has no ") + toString(role) +
                       " domain: add one with train, dev and test text.");
    return domains;
}

const Corpus& corpusOf(const Domain& domain, Split split)
{
    const auto found = domain.splits.find(split);
    if (found == domain.splits.end() || found->second.pairs <= 0)
        throw BadInput("Domain \"" + domain.name + "\" has no " + toString(split) +
                       " text: add it to the domain.");
    return found->second;
}

nlohmann::json textHashes(const std::vector<Domain>& domains, const std::vector<Split>& splits)
{
    std::vector<std::string> hashes;
    for (const Domain& domain : domains) {
        std::string joined;
        for (const Split split : splits)
            joined += std::string(toString(split)) + ":" + corpusOf(domain, split).hash + " ";
        hashes.push_back(joined);
    }
    std::ranges::sort(hashes); // the order in which domains were added does not matter
    return hashes;
}

/// What of a training decides its outcome: not how often it logs or saves.
nlohmann::json identityOfTraining(const TrainingOptions& options)
{
    nlohmann::json json = options;
    json.erase("checkpointEvery");
    json.erase("logEvery");
    return json;
}

Job tokenizerJob(const BaseSpec& spec, const StudyFacts& study, const Chosen& chosen)
{
    std::vector<Domain> trained = chosen.oldOnes;
    if (!spec.tokenizer.domains.empty()) {
        trained.clear();
        for (const std::string& name : spec.tokenizer.domains)
            trained.push_back(findDomain(study, name, "tokenizer.domains"));
    }
    nlohmann::json options = spec.tokenizer;
    options.erase("domains"); // their text stands for them

    Job job;
    job.kind = RunKind::Tokenizer;
    if (const PretrainedModel& pretrained = spec.pretrained; !pretrained.id.empty()) {
        job.identity = identityOf({{"kind", "tokenizer"}, {"pretrained", pretrained.id}});
        job.label = "Tokenizer of " + pretrained.name;
    } else {
        job.identity = identityOf({{"kind", "tokenizer"},
                                   {"options", options},
                                   {"text", textHashes(trained, {Split::Train})}});
        job.label = "Tokenizer, " + std::to_string(spec.tokenizer.vocabulary) + " pieces";
    }
    std::vector<Domain> domains = chosen.all();
    for (const Domain& domain : trained) { // the worker finds the training text among its domains
        if (std::ranges::find(domains, domain.name, &Domain::name) == domains.end())
            domains.push_back(domain);
    }
    job.config.domains = std::move(domains);
    return job;
}

Job baseJob(const BaseSpec& spec, const Chosen& chosen, const Job& tokenizer)
{
    nlohmann::json model = spec.model;
    model.erase("preset"); // only a name for sizes that are given
    Job job;
    job.kind = RunKind::Base;
    nlohmann::json made = {{"kind", "base"},
                           {"filter", spec.filter},
                           {"tokenizer", tokenizer.identity},
                           {"text", textHashes(chosen.oldOnes, {Split::Train, Split::Dev})}};
    if (spec.pretrained.id.empty()) {
        made["model"] = model;
        made["training"] = identityOfTraining(spec.training);
    } else {
        made["pretrained"] = spec.pretrained.id;
    }
    job.identity = identityOf(made);
    job.label =
        "Base model, " + (spec.pretrained.id.empty() ? spec.model.preset : spec.pretrained.name);
    job.requires_ = {tokenizer.identity};
    job.config.domains = chosen.oldOnes;
    return job;
}

void fill(Job& job, const Shared<BaseSpec>& base, const StudyFacts& study, const Job& tokenizer)
{
    job.config.kind = job.kind;
    job.config.identity = job.identity;
    job.config.sourceLanguage = study.sourceLanguage;
    job.config.targetLanguage = study.targetLanguage;
    job.config.base = base;
    job.config.tokenizerFolder = StudyLayout::tokenizerFolder(
        base->pretrained.id.empty() ? tokenizer.identity : base->pretrained.id);
}

std::vector<Job> baseJobs(const BaseSpec& spec, const StudyFacts& study, const Chosen& chosen)
{
    Job tokenizer = tokenizerJob(spec, study, chosen);
    Job base = baseJob(spec, chosen, tokenizer);
    fill(tokenizer, spec, study, tokenizer);
    fill(base, spec, study, tokenizer);
    base.config.baseFolder =
        StudyLayout::modelFolder(spec.pretrained.id.empty() ? base.identity : spec.pretrained.id);
    return {std::move(tokenizer), std::move(base)};
}

Job fisherJob(const FisherOptions& options, const BaseSpec& spec, const StudyFacts& study,
              const Chosen& chosen, const Job& tokenizer, const Job& base)
{
    Job job;
    job.kind = RunKind::Fisher;
    job.identity = identityOf({{"kind", "fisher"}, {"options", options}, {"base", base.identity}});
    const bool sensitivity = options.estimator == FisherEstimator::Sensitivity;
    job.label = std::string(sensitivity ? "Sensitivity (MAS), " : "Fisher information, ") +
                std::to_string(options.sentences) + " sentences";
    job.requires_ = {base.identity};
    job.config.domains = chosen.oldOnes;
    job.config.fisher = options;
    fill(job, spec, study, tokenizer);
    job.config.baseFolder = base.config.baseFolder;
    job.config.fisherFolder = StudyLayout::fisherFolder(job.identity);
    return job;
}

/// How early each of `count` positions of an axis comes: 0 for the ends, then by halving.
std::vector<int> halvingLevels(std::size_t count)
{
    std::vector<int> levels(count, 0);
    std::deque<std::tuple<std::size_t, std::size_t, int>> gaps;
    if (count > 2)
        gaps.emplace_back(0, count - 1, 1);
    while (!gaps.empty()) {
        const auto [first, last, level] = gaps.front();
        gaps.pop_front();
        const std::size_t middle = first + (last - first) / 2;
        levels[middle] = level;
        if (middle - first > 1)
            gaps.emplace_back(first, middle, level + 1);
        if (last - middle > 1)
            gaps.emplace_back(middle, last, level + 1);
    }
    return levels;
}

struct Cell {
    StrategySpec strategy;
    int level = 0; ///< of the axis on which it comes latest
};

/// The product of all axes of one grid, values of each in descending order.
std::vector<Cell> cellsOf(const StrategyGrid& grid)
{
    std::vector<Cell> cells = {{grid.base, 0}};
    for (const auto& [axis, values] : grid.axes) {
        const std::size_t dot = axis.find('.');
        const std::string kind = axis.substr(0, dot);
        const std::string name = axis.substr(dot + 1);
        std::vector<nlohmann::json> sorted = values;
        std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) {
            return a.is_number() && b.is_number() &&
                   a.template get<double>() > b.template get<double>();
        });
        const std::vector<int> levels = halvingLevels(sorted.size());
        std::vector<Cell> product;
        for (const Cell& cell : cells) {
            for (std::size_t i = 0; i < sorted.size(); ++i) {
                Cell next = cell;
                next.level = std::max(cell.level, levels[i]);
                auto part = std::ranges::find(next.strategy.parts, kind, &StrategyPart::kind);
                part->parameters[name] = sorted[i];
                product.push_back(std::move(next));
            }
        }
        cells = std::move(product);
    }
    for (Cell& cell : cells)
        cell.strategy = completed(cell.strategy);
    return cells;
}

/// All cells of a sweep in the order in which a rough curve shows early.
std::vector<Cell> orderedCells(const SweepSpec& spec)
{
    std::vector<Cell> cells;
    for (const StrategyGrid& grid : spec.strategies) {
        for (Cell& cell : cellsOf(grid))
            cells.push_back(std::move(cell));
    }
    std::ranges::stable_sort(cells, {}, [](const Cell& cell) {
        return std::pair(cell.strategy.adapts, cell.level); // the unadapted model first
    });
    return cells;
}

std::string strategyLabel(const StrategySpec& strategy)
{
    if (!strategy.adapts)
        return "Unadapted base model";
    std::string label;
    for (const StrategyPart& part : strategy.parts) {
        for (const StrategyPartKind& kind : strategyPartCatalogue()) {
            if (kind.kind == part.kind)
                label += (label.empty() ? "" : " + ") + kind.label;
        }
    }
    if (label.empty())
        return "Fine-tuning";
    if (label[0] >= 'a' && label[0] <= 'z')
        label[0] = static_cast<char>(label[0] - 'a' + 'A');
    const std::string parameters = parameterLabel(strategy);
    return parameters.empty() ? label : label + " " + parameters;
}

nlohmann::json trialText(const std::vector<Domain>& domains)
{
    nlohmann::json text = nlohmann::json::object();
    for (const Domain& domain :
         domains) { // scores are kept by the domain's name, so it is part of the trial
        nlohmann::json& entry = text[domain.name];
        entry["role"] = toString(domain.role);
        for (const Split split : kSplits)
            entry[toString(split)] = corpusOf(domain, split).hash;
    }
    return text;
}

/// An unadapted trial trains nothing: only what its evaluation needs is kept, so that it is one
/// trial however many seeds and budgets a study has.
TrainingOptions trainingOf(const SweepSpec& spec, const StrategySpec& strategy, std::uint64_t seed)
{
    TrainingOptions training = spec.training;
    if (!strategy.adapts) {
        training = {};
        training.precision = spec.training.precision;
        training.validateSentences = spec.training.validateSentences;
        return training;
    }
    training.seed = seed;
    return training;
}

/// Makes the trials of one sweep, and keeps what all of them stand on.
class TrialPlanner
{
public:
    TrialPlanner(const SweepSpec& spec, const StudyFacts& study, const Chosen& chosen,
                 std::vector<Job>& jobs)
        : m_spec(spec), m_study(study), m_chosen(chosen), m_jobs(jobs), m_tokenizer(jobs[0]),
          m_base(jobs[1]), m_domains(chosen.all()), m_evaluation(spec.evaluation)
    {
    }

    void addImportance(const StrategySpec& strategy)
    {
        const auto needed = neededImportance(strategy, m_spec.fisher);
        if (!needed || m_importances.contains(needed->estimator))
            return;
        Job job = fisherJob(*needed, m_spec.base, m_study, m_chosen, m_tokenizer, m_base);
        m_importances.emplace(needed->estimator, job);
        m_jobs.push_back(std::move(job));
    }

    /// The trial, after the one whose adapted model it merges; each once.
    void addTrial(const StrategySpec& strategy, std::uint64_t seed)
    {
        Job job = trial(strategy, seed);
        if (merges(strategy)) {
            const StrategySpec trained = trainedBeforeMerging(strategy);
            const Job adapted = trial(trained, seed);
            addTrial(trained, seed);
            job.requires_.push_back(adapted.identity);
            job.config.adaptedFolder = StudyLayout::modelFolder(adapted.identity);
        }
        if (m_planned.insert(job.identity).second)
            m_jobs.push_back(std::move(job));
    }

private:
    Job trial(const StrategySpec& strategy, std::uint64_t seed) const
    {
        Job job;
        job.kind = RunKind::Trial;
        job.config.domains = m_domains;
        job.config.training = trainingOf(m_spec, strategy, seed);
        job.config.strategy = strategy;
        job.config.evaluation = m_evaluation;
        const auto needed = neededImportance(strategy, m_spec.fisher);
        const Job* importance = needed ? &m_importances.at(needed->estimator) : nullptr;

        nlohmann::json parts = nlohmann::json::object();
        for (const StrategyPart& part : strategy.parts)
            parts[part.kind] = part.parameters;
        job.identity = identityOf({{"kind", "trial"},
                                   {"adapts", strategy.adapts},
                                   {"parts", parts},
                                   {"training", identityOfTraining(job.config.training)},
                                   {"evaluation", m_spec.evaluation},
                                   {"base", m_base.identity},
                                   {"fisher", importance ? importance->identity : ""},
                                   {"text", trialText(job.config.domains)}});
        job.label = strategyLabel(strategy);
        if (strategy.adapts)
            job.label += ", seed " + std::to_string(seed);
        job.requires_ = {m_base.identity};
        fill(job, m_base.config.base, m_study, m_tokenizer);
        job.config.baseFolder = m_base.config.baseFolder;
        if (importance) {
            job.requires_.push_back(importance->identity);
            job.config.fisher = *needed;
            job.config.fisherFolder = importance->config.fisherFolder;
        }
        return job;
    }

    const SweepSpec& m_spec;
    const StudyFacts& m_study;
    const Chosen& m_chosen;
    std::vector<Job>& m_jobs;
    const Job m_tokenizer;
    const Job m_base;
    const Shared<std::vector<Domain>> m_domains; ///< of every trial
    const Shared<EvaluationPlan> m_evaluation;
    std::map<FisherEstimator, Job> m_importances;
    std::set<std::string> m_planned;
};

} // namespace

std::vector<Job> planSweep(const SweepSpec& spec, const StudyFacts& study)
{
    validate(spec);
    const Chosen chosen{ofRole(study, DomainRole::Old, spec.oldDomains),
                        ofRole(study, DomainRole::New, spec.newDomains)};
    for (const Domain& domain : chosen.all()) {
        for (const Split split : kSplits)
            corpusOf(domain, split);
    }
    std::vector<Job> jobs = baseJobs(spec.base, study, chosen);
    const std::vector<Cell> cells = orderedCells(spec);
    TrialPlanner planner(spec, study, chosen, jobs);
    for (const Cell& cell : cells)
        planner.addImportance(cell.strategy);
    for (const std::uint64_t seed : spec.seeds) {
        for (const Cell& cell : cells)
            planner.addTrial(cell.strategy, seed);
    }
    return jobs;
}

std::vector<Job> planBase(const BaseSpec& spec, const StudyFacts& study)
{
    validate(spec);
    Chosen chosen{ofRole(study, DomainRole::Old, {}), {}};
    return baseJobs(spec, study, chosen);
}

} // namespace palimpsest
