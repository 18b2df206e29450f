// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/domain_text.h"
#include "app/engine/study_options.h"
#include "app/engine/study_setup.h"

namespace palimpsest
{
namespace
{

struct CreateOptions {
    StudyOptions common;
    std::string name;
    std::string source;
    std::string target;
};

nlohmann::json describeStudy(const StudyStore& store)
{
    const StudyRow study = store.study();
    auto domains = nlohmann::json::array();
    for (const DomainRow& row : store.domains())
        domains.push_back(domainJson(store, row));
    std::map<std::string, int> jobs;
    for (const JobRow& job : store.jobs())
        ++jobs[toString(job.kind)];
    return {{"id", study.id},
            {"name", study.name},
            {"source", study.sourceLanguage},
            {"target", study.targetLanguage},
            {"created", study.created},
            {"engineVersion", study.engineVersion},
            {"domains", domains},
            {"sweeps", store.sweeps().size()},
            {"jobs", jobs},
            {"evaluations", store.evaluations().size()}};
}

std::string studyText(const StudyStore& store)
{
    const StudyRow study = store.study();
    std::ostringstream out;
    out << study.name << " (" << study.sourceLanguage << " to " << study.targetLanguage
        << "), made " << study.created << "\n";
    for (const DomainRow& row : store.domains())
        out << domainText(store, row);
    out << store.sweeps().size() << " sweeps, " << store.jobs().size() << " jobs, "
        << store.evaluations().size() << " evaluations\n";
    return out.str();
}

void addCreate(CLI::App& study)
{
    auto options = std::make_shared<CreateOptions>();
    CLI::App* command = study.add_subcommand("create", "Make a new, empty study");
    options->common.addTo(*command);
    command->add_option("--name", options->name,
                        "Name on the screen (default: that of the folder)");
    command->add_option("--source", options->source, "Source language, e.g. de")->required();
    command->add_option("--target", options->target, "Target language, e.g. en")->required();
    command->callback([options] {
        createStudy(options->common.study, options->name, options->source, options->target);
        const StudyStore store = openForReading(options->common.study);
        if (options->common.json)
            options->common.print(describeStudy(store));
        else
            options->common.print("Made the study " + store.study().name + " in " +
                                  options->common.study.string() + ".");
    });
}

void addInfo(CLI::App& study)
{
    auto options = std::make_shared<StudyOptions>();
    CLI::App* command = study.add_subcommand("info", "Show what a study contains");
    options->addTo(*command);
    command->callback([options] {
        const StudyStore store = openForReading(options->study);
        if (options->json)
            options->print(describeStudy(store));
        else
            options->print(studyText(store));
    });
}

} // namespace

void addStudyCommand(CLI::App& app)
{
    CLI::App* study = app.add_subcommand("study", "Make a study, or show what it contains");
    study->require_subcommand(1);
    addCreate(*study);
    addInfo(*study);
}

} // namespace palimpsest
