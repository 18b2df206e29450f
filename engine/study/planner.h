// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/study/domain.h"
#include "engine/study/run_config.h"
#include "engine/study/sweep_spec.h"

namespace palimpsest
{

/// One thing to make, and what has to exist before. Everything in `config` is set but `run`,
/// `device` and `threads`, which belong to an execution.
struct Job {
    RunKind kind = RunKind::Trial;
    std::string identity;
    std::string label;                  ///< "EWC λ=0.1, seed 1", for people
    std::vector<std::string> requires_; ///< identities of the jobs it waits for
    RunConfig config;
};

/// What a study offers a plan.
struct StudyFacts {
    std::string sourceLanguage;
    std::string targetLanguage;
    std::vector<Domain> domains;
};

/// All jobs of a sweep in an order that respects `requires_`: tokenizer, base model, Fisher (each
/// estimate that a strategy needs), trials; a trial that merges trained weights comes after the one
/// that trains them. Trials come so that a rough curve shows early: unadapted base, the
/// ends of every strategy's axes, then the middle; seeds outermost. The same cell never occurs
/// twice.
///
/// Identities are hashes of canonical configuration and of the text (corpus hashes), not of paths,
/// names of runs, devices or thread counts: tokenizer = options + training text; base =
/// specification + tokenizer + old domains' train and dev text, a pretrained model standing for
/// the options of both; Fisher = options + base; trial =
/// strategy + training (the sweep's, with what the strategy has of its own) + evaluation + base +
/// Fisher (if used) + text of all its domains.
///
/// Throws BadInput naming what is missing: no old or new domain, a split without text, an unknown
/// domain.
std::vector<Job> planSweep(const SweepSpec& spec, const StudyFacts& study);

/// The tokenizer and base-model jobs alone (the first two of planSweep).
std::vector<Job> planBase(const BaseSpec& spec, const StudyFacts& study);

} // namespace palimpsest
