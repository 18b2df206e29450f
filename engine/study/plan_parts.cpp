// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/plan_parts.h"

#include <algorithm>

#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

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

const Corpus& plannedCorpus(const Domain& domain, Split split)
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
            joined += std::string(toString(split)) + ":" + plannedCorpus(domain, split).hash + " ";
        hashes.push_back(joined);
    }
    std::ranges::sort(hashes); // the order in which domains were added does not matter
    return hashes;
}

nlohmann::json identityOfTraining(const TrainingOptions& options)
{
    nlohmann::json json = options;
    json.erase("checkpointEvery");
    json.erase("logEvery");
    return json;
}

namespace
{

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

} // namespace

void fillJob(Job& job, const Shared<BaseSpec>& base, const StudyFacts& study, const Job& tokenizer)
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
    fillJob(tokenizer, spec, study, tokenizer);
    fillJob(base, spec, study, tokenizer);
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
    fillJob(job, spec, study, tokenizer);
    job.config.baseFolder = base.config.baseFolder;
    job.config.fisherFolder = StudyLayout::fisherFolder(job.identity);
    return job;
}

} // namespace palimpsest
