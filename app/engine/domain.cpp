// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/domain_text.h"
#include "app/engine/study_options.h"
#include "app/engine/study_setup.h"
#include "app/engine/terminal_text.h"

namespace palimpsest
{
namespace
{

struct AddOptions {
    StudyOptions common;
    std::string name;
    std::string role;
    std::string note;
    std::map<Split, std::vector<std::string>> files;
};

void runAdd(const AddOptions& options)
{
    DomainSource source;
    source.name = options.name;
    source.role = domainRoleFromString(options.role);
    source.files = options.files;
    source.note = options.note;
    StudyStore store(options.common.study, OpenMode::ReadWrite);
    const nlohmann::json facts = addDomain(store, source, "", sayOnTerminal);
    const DomainRow row = *store.domain(options.name);
    if (options.common.json) {
        options.common.print(nlohmann::json{{"domain", row.domain}, {"facts", facts}});
        return;
    }
    const char* said =
        facts.value("unchanged", false) ? "There already, with the same text: " : "Added: ";
    options.common.print(said + domainText(store, row));
}

void addAdd(CLI::App& domain)
{
    auto options = std::make_shared<AddOptions>();
    CLI::App* command =
        domain.add_subcommand("add", "Add a domain with its train, dev and test text");
    options->common.addTo(*command);
    command->add_option("--name", options->name, "Name of the domain")->required();
    command->add_option("--role", options->role, "old (not to be lost) or new (to be adapted to)")
        ->required()
        ->check(CLI::IsMember({"old", "new"}));
    command->add_option("--note", options->note, "Source and licence of the text");
    for (const Split split : kSplits) {
        command
            ->add_option(std::string("--") + toString(split), options->files[split],
                         "Source and target file, one segment a line, or one TSV or TMX file; .gz "
                         "is read as it is")
            ->required()
            ->expected(1, 2);
    }
    command->callback([options] { runAdd(*options); });
}

void addList(CLI::App& domain)
{
    auto options = std::make_shared<StudyOptions>();
    CLI::App* command = domain.add_subcommand("list", "List the domains of a study");
    options->addTo(*command);
    command->callback([options] {
        const StudyStore store = openForReading(options->study);
        auto json = nlohmann::json::array();
        std::ostringstream text;
        for (const DomainRow& row : store.domains()) {
            json.push_back({{"domain", row.domain}, {"facts", row.facts}});
            text << domainText(store, row);
        }
        if (options->json)
            options->print(json);
        else
            options->print(text.str());
    });
}

} // namespace

void addDomainCommand(CLI::App& app)
{
    CLI::App* domain = app.add_subcommand("domain", "Add or list the domains of a study");
    domain->require_subcommand(1);
    addAdd(*domain);
    addList(*domain);
}

} // namespace palimpsest
