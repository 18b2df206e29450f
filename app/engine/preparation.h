// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "app/engine/study_options.h"
#include "engine/study/run_config.h"

namespace CLI
{
class App;
}

namespace palimpsest
{

/// The flags of the commands that make what trials need: tokenizer, base model, Fisher information.
/// The settings come from a study file, or from a sweep of the study, or are the defaults.
struct PreparationOptions {
    StudyOptions common;
    std::string file;
    std::string sweep;
    std::string devices;

    void addTo(CLI::App& command);
};

/// Makes the job of this kind and all that it requires, in the foreground, and prints its facts.
/// What is done already is not done again.
void prepare(const PreparationOptions& options, RunKind kind);

} // namespace palimpsest
