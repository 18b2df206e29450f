// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/planner.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/grid_cells.h"
#include "engine/study/own_training.h"
#include "engine/study/plan_parts.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

namespace
{

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
        label = "Fine-tuning";
    if (label[0] >= 'a' && label[0] <= 'z')
        label[0] = static_cast<char>(label[0] - 'a' + 'A');
    const std::string parameters = parameterLabel(strategy);
    return parameters.empty() ? label : label + " " + parameters;
}

/// "chat → medical".
std::string sequenceLabel(const std::vector<std::string>& domains)
{
    std::string label;
    for (const std::string& domain : domains)
        label += (label.empty() ? "" : " → ") + domain;
    return label;
}

nlohmann::json trialText(const std::vector<Domain>& domains)
{
    nlohmann::json text = nlohmann::json::object();
    for (const Domain& domain :
         domains) { // scores are kept by the domain's name, so it is part of the trial
        nlohmann::json& entry = text[domain.name];
        entry["role"] = toString(domain.role);
        for (const Split split : kSplits)
            entry[toString(split)] = plannedCorpus(domain, split).hash;
    }
    return text;
}

/// An unadapted trial trains nothing: only what its evaluation needs is kept, so that it is one
/// trial however many seeds and budgets a study has.
TrainingOptions trainingOf(const SweepSpec& spec, const StrategySpec& strategy, std::uint64_t seed)
{
    TrainingOptions training = withOwnTraining(spec.training, strategy);
    if (!strategy.adapts) {
        training = {};
        training.precision = spec.training.precision;
        training.validateSentences = spec.training.validateSentences;
        return training;
    }
    training.seed = seed;
    return training;
}

/// Where a trial stands in a sequence of new domains; nothing learned = there is no sequence.
struct Step {
    std::vector<std::string> learned; ///< with this step
    std::optional<Job> before;        ///< the trial that it goes on from; none = the base model
    std::optional<Job> importance;    ///< that a later step uses
};

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

    /// The trial of a cell, or the steps of its sequence; each once.
    void addCell(const StrategySpec& strategy, std::uint64_t seed)
    {
        Step step;
        if (!strategy.adapts || m_spec.sequence.domains.empty()) {
            addTrial(strategy, seed, step);
            return;
        }
        for (const std::string& domain : m_spec.sequence.domains) {
            if (step.before)
                step.importance = addStepImportance(strategy, step);
            step.learned.push_back(domain);
            step.before = addTrial(strategy, seed, step);
        }
    }

private:
    /// The trial, after the one whose adapted model it merges; each once.
    Job addTrial(const StrategySpec& strategy, std::uint64_t seed, const Step& step)
    {
        Job job = trial(strategy, seed, step);
        if (merges(strategy)) {
            const Job adapted = addTrial(trainedBeforeMerging(strategy), seed, step);
            job.requires_.push_back(adapted.identity);
            job.config.adaptedFolder = StudyLayout::modelFolder(adapted.identity);
        }
        return add(std::move(job));
    }

    Job add(Job job)
    {
        if (m_planned.insert(job.identity).second)
            m_jobs.push_back(job);
        return job;
    }

    /// What of a trial's model is important for all that was learned before the next step: the
    /// domain learned last, added to what was important before it.
    std::optional<Job> addStepImportance(const StrategySpec& strategy, const Step& step)
    {
        const auto needed = neededImportance(strategy, m_spec.fisher);
        if (!needed)
            return std::nullopt;
        const Job& earlier =
            step.importance ? *step.importance : m_importances.at(needed->estimator);
        Chosen learned;
        learned.oldOnes = {findDomain(m_study, step.learned.back(), "sequence.domains")};
        Job job = fisherJob(*needed, m_spec.base, m_study, learned, m_tokenizer, m_base);
        job.identity = identityOf({{"kind", "fisher"},
                                   {"options", *needed},
                                   {"base", step.before->identity},
                                   {"text", textHashes(learned.oldOnes, {Split::Train})},
                                   {"earlier", earlier.identity},
                                   {"decay", m_spec.sequence.decay}});
        job.label += " after " + sequenceLabel(step.learned) + " (" + step.before->label + ")";
        job.requires_ = {step.before->identity, earlier.identity};
        job.config.identity = job.identity;
        job.config.startFolder = StudyLayout::modelFolder(step.before->identity);
        std::ranges::copy_if(strategy.parts, std::back_inserter(job.config.strategy.parts),
                             [](const StrategyPart& part) { return part.kind == "domain-tags"; });
        job.config.earlierFisherFolder = earlier.config.fisherFolder;
        job.config.fisherDecay = m_spec.sequence.decay;
        job.config.fisherFolder = StudyLayout::fisherFolder(job.identity);
        return add(std::move(job));
    }

    Job trial(const StrategySpec& strategy, std::uint64_t seed, const Step& step) const
    {
        Job job;
        job.kind = RunKind::Trial;
        job.config.domains = m_domains;
        job.config.training = trainingOf(m_spec, strategy, seed);
        job.config.strategy = strategy;
        job.config.evaluation = m_evaluation;
        const auto needed = neededImportance(strategy, m_spec.fisher);
        const Job* importance = !needed           ? nullptr
                                : step.importance ? &*step.importance
                                                  : &m_importances.at(needed->estimator);
        job.identity = trialIdentity(job, step, importance);
        job.label = strategyLabel(strategy);
        if (!step.learned.empty())
            job.label += ", " + sequenceLabel(step.learned);
        if (strategy.adapts)
            job.label += ", seed " + std::to_string(seed);
        job.requires_ = {m_base.identity};
        fillJob(job, m_base.config.base, m_study, m_tokenizer);
        job.config.baseFolder = m_base.config.baseFolder;
        job.config.sequence = step.learned;
        if (step.importance)
            job.config.fisherDecay = m_spec.sequence.decay;
        if (step.before) {
            job.requires_.push_back(step.before->identity);
            job.config.startFolder = StudyLayout::modelFolder(step.before->identity);
        }
        if (importance) {
            job.requires_.push_back(importance->identity);
            job.config.fisher = *needed;
            job.config.fisherFolder = importance->config.fisherFolder;
        }
        return job;
    }

    std::string trialIdentity(const Job& job, const Step& step, const Job* importance) const
    {
        nlohmann::json parts = nlohmann::json::object();
        for (const StrategyPart& part : job.config.strategy.parts)
            parts[part.kind] = part.parameters;
        nlohmann::json made = {{"kind", "trial"},
                               {"adapts", job.config.strategy.adapts},
                               {"parts", parts},
                               {"training", identityOfTraining(job.config.training)},
                               {"evaluation", m_spec.evaluation},
                               {"base", m_base.identity},
                               {"fisher", importance ? importance->identity : ""},
                               {"text", trialText(*job.config.domains)}};
        if (!step.learned.empty()) {
            made["learned"] = step.learned;
            made["before"] = step.before ? step.before->identity : "";
        }
        return identityOf(made);
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
            plannedCorpus(domain, split);
    }
    for (const std::string& domain : spec.sequence.domains) {
        if (std::ranges::find(chosen.newOnes, domain, &Domain::name) == chosen.newOnes.end())
            throw BadInput("Field \"sequence.domains\" names the domain \"" + domain +
                           "\", which is no new domain of this sweep: correct the list.");
    }
    std::vector<Job> jobs = baseJobs(spec.base, study, chosen);
    TrialPlanner planner(spec, study, chosen, jobs);
    for (const StrategyGrid& grid : spec.strategies)
        planner.addImportance(completed(grid.base));
    const std::vector<StrategySpec> cells = gridCells(spec);
    for (const std::uint64_t seed : spec.seeds) {
        for (const StrategySpec& cell : cells)
            planner.addCell(cell, seed);
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
