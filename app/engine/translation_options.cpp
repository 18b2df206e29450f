// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/translation_options.h"

#include "engine/study/enum_text.h"

namespace palimpsest
{

void addTranslationOptions(CLI::App& command, TranslationOptions& options)
{
    command.add_option("--beam", options.beam, "Beam width; 1 = greedy")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command
        .add_option("--length-penalty", options.lengthPenalty,
                    "Hypotheses are ranked by log p / length^a")
        ->capture_default_str();
    command
        .add_option("--max-length-ratio", options.maxLengthRatio,
                    "At most so many target pieces a source piece, and 10 more")
        ->capture_default_str();
    command
        .add_option_function<std::string>(
            "--precision",
            [&options](const std::string& name) {
                options.precision = enumFromText<Precision>(name);
            },
            "float32, bfloat16, or auto: the faster one on this machine")
        ->check(CLI::IsMember({"float32", "bfloat16", "auto"}))
        ->default_str("float32");
}

} // namespace palimpsest
