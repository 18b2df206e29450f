// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <map>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "app/engine/commands.h"
#include "app/engine/domain_text.h"
#include "app/engine/study_check.h"
#include "app/engine/study_options.h"
#include "app/engine/study_repair.h"
#include "app/engine/study_setup.h"
#include "engine/store/study_lock.h"
#include "engine/study/error.h"

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

nlohmann::json findingsJson(const std::vector<Finding>& findings)
{
    auto list = nlohmann::json::array();
    for (const Finding& finding : findings)
        list.push_back({{"kind", toString(finding.kind)},
                        {"path", finding.path},
                        {"sentence", finding.sentence}});
    return list;
}

/// Says on a terminal what is looked at.
std::vector<Finding> look(const StudyOptions& options)
{
    return checkStudy(options.study, [](const std::string& what) {
        if (::isatty(STDERR_FILENO) != 0)
            std::cerr << "Looking at " << what << '\n';
    });
}

void addCheck(CLI::App& study)
{
    auto options = std::make_shared<StudyOptions>();
    CLI::App* command = study.add_subcommand(
        "check", "Look through a study for damage, by checksums; changes nothing");
    options->addTo(*command);
    command->callback([options] {
        const std::vector<Finding> findings = look(*options);
        std::string text = findings.empty() ? "Everything is as it was written." : "";
        for (const Finding& finding : findings)
            text += (text.empty() ? "" : "\n") + finding.sentence;
        if (options->json)
            options->print({{"findings", findingsJson(findings)}});
        else
            options->print(text);
        if (!findings.empty())
            throw BadInput(options->study.string() + ": " + std::to_string(findings.size()) +
                           (findings.size() == 1 ? " thing is" : " things are") +
                           " not as they should be; 'study repair' mends what can be mended.");
    });
}

void addRepair(CLI::App& study)
{
    auto options = std::make_shared<StudyOptions>();
    CLI::App* command = study.add_subcommand(
        "repair", "Mend what 'study check' finds: what is damaged is moved aside and made again");
    options->addTo(*command);
    command->callback([options] {
        const StudyLock lock(options->study, StudyUse::Repairing);
        std::vector<std::string> done;
        // A database that was made anew shows what it had hidden before.
        for (bool again = true; again;) {
            const std::vector<Finding> findings = look(*options);
            again =
                done.empty() && !findings.empty() && findings.front().kind == FindingKind::Database;
            const auto sentences = repairStudy(options->study, findings);
            done.insert(done.end(), sentences.begin(), sentences.end());
        }
        std::string text = done.empty() ? "There was nothing to mend." : "";
        for (const std::string& sentence : done)
            text += (text.empty() ? "" : "\n") + sentence;
        if (options->json)
            options->print({{"done", done}});
        else
            options->print(text);
    });
}

} // namespace

void addStudyCommand(CLI::App& app)
{
    CLI::App* study =
        app.add_subcommand("study", "Make a study, show what it contains, check or mend it");
    study->require_subcommand(1);
    addCreate(*study);
    addInfo(*study);
    addCheck(*study);
    addRepair(*study);
}

} // namespace palimpsest
