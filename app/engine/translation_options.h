// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include "engine/translation/translator.h"

namespace palimpsest
{

/// --beam, --length-penalty, --max-length-ratio and --precision of a subcommand that translates.
void addTranslationOptions(CLI::App& command, TranslationOptions& options);

} // namespace palimpsest
