// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/study/planner.h"

namespace palimpsest
{

// What planSweep and planBase put their plans together from.

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

/// Throws BadInput naming `field` where the study has no such domain.
const Domain& findDomain(const StudyFacts& study, const std::string& name,
                         const std::string& field);
/// The domains of a role, or those of them that are named; throws BadInput where there is none, or
/// one of the names has the other role.
std::vector<Domain> ofRole(const StudyFacts& study, DomainRole role,
                           const std::vector<std::string>& names);
/// Throws BadInput where the domain has no text in this split.
const Corpus& plannedCorpus(const Domain& domain, Split split);

/// Hashes of the text, sorted: the order in which domains were added does not matter.
nlohmann::json textHashes(const std::vector<Domain>& domains, const std::vector<Split>& splits);
/// What of a training decides its outcome: not how often it logs or saves.
nlohmann::json identityOfTraining(const TrainingOptions& options);

/// Fills in what every job of a study has in common.
void fillJob(Job& job, const Shared<BaseSpec>& base, const StudyFacts& study, const Job& tokenizer);
/// Tokenizer and base model.
std::vector<Job> baseJobs(const BaseSpec& spec, const StudyFacts& study, const Chosen& chosen);
/// An importance of the base model's parameters, estimated on the old text.
Job fisherJob(const FisherOptions& options, const BaseSpec& spec, const StudyFacts& study,
              const Chosen& chosen, const Job& tokenizer, const Job& base);

} // namespace palimpsest
