// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/export.h"
#include "engine/reporting/provenance.h"
#include "engine/reporting/table_formats.h"
#include "engine/study/canonical_json.h"

namespace palimpsest
{
namespace
{

struct ProvenanceOptions {
    std::string file;
    bool json = false;
    std::filesystem::path output;
};

/// A field of the recipe as one reads it: 3, on, "bleu", [a, b].
std::string readable(const nlohmann::json& value)
{
    if (value.is_string())
        return plainText(value.get<std::string>());
    if (value.is_boolean())
        return value.get<bool>() ? "yes" : "no";
    return plainText(canonicalJson(value));
}

std::string describe(const Provenance& provenance)
{
    std::string text = plainText(provenance.kind) + " made by " + plainText(provenance.program) +
                       "\nstudy  " + plainText(provenance.studyName) + "\n       " +
                       plainText(provenance.studyId) + "\nrecipe\n";
    for (const auto& [name, value] : provenance.recipe.items()) {
        const bool said = !value.empty() && value != "";
        if (said)
            text += "  " + plainText(name) + ": " + readable(value) + "\n";
    }
    text += std::to_string(provenance.trials.size()) + " trials\n";
    for (const std::string& trial : provenance.trials)
        text += "  " + plainText(trial) + "\n";
    return text;
}

} // namespace

void addExportProvenance(CLI::App& command)
{
    const auto options = std::make_shared<ProvenanceOptions>();
    CLI::App* provenance = command.add_subcommand(
        "provenance", "Say which study, trials and choices an exported file was made from");
    provenance
        ->add_option("FILE", options->file,
                     "Figure or table: PDF, SVG, PNG, LaTeX, pgfplots, Markdown, HTML, CSV")
        ->required();
    provenance->add_flag("--json", options->json, "Print the record itself, canonical JSON");
    provenance->add_option("-o,--output", options->output, "Write the result to this file");
    provenance->callback([options] {
        const Provenance found = readProvenance(options->file);
        writeResult(options->json ? provenanceText(found) + "\n" : describe(found),
                    options->output);
    });
}

} // namespace palimpsest
