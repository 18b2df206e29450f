// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/export.h"
#include "engine/reporting/sentence_choice.h"
#include "engine/reporting/sentence_formats.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

const std::map<std::string, SentenceChange> kChanges = {{"any", SentenceChange::Any},
                                                        {"better", SentenceChange::Better},
                                                        {"worse", SentenceChange::Worse},
                                                        {"equal", SentenceChange::Equal},
                                                        {"different", SentenceChange::Different}};
const std::map<std::string, SentenceSort> kSorts = {
    {"line", SentenceSort::Line},   {"change", SentenceSort::Change},
    {"size", SentenceSort::Size},   {"score", SentenceSort::Score},
    {"words", SentenceSort::Words}, {"spread", SentenceSort::Spread}};

struct SentenceOptions {
    StudyOptions common;
    std::vector<std::string> trials;
    std::string metric = "bleu";
    std::string split = "test";
    SentenceFilter filter;
    SentenceOrder order{SentenceSort::Line, 1, false};
    std::string format = "csv";
    std::string of; ///< trial that filter and order look at
};

std::string knownTrials(const std::vector<ComparedSystem>& all)
{
    std::string list;
    for (const ComparedSystem& system : all)
        list +=
            (list.empty() ? "" : ", ") + std::to_string(system.job) + " (" + nameOf(system) + ")";
    return list;
}

RowId findTrial(const std::vector<ComparedSystem>& all, const std::string& wanted)
{
    const auto found = std::ranges::find_if(all, [&](const ComparedSystem& system) {
        return std::to_string(system.job) == wanted || nameOf(system) == wanted;
    });
    if (found == all.end())
        throw BadInput("There is no scored trial \"" + wanted +
                       "\"; name one of these by its number or name: " + knownTrials(all) + ".");
    return found->job;
}

void addTrial(std::vector<RowId>& jobs, RowId job)
{
    if (std::ranges::find(jobs, job) == jobs.end())
        jobs.push_back(job);
}

void exportSentences(SentenceOptions options)
{
    const StudyStore store = openForReading(options.common.study);
    const Split split = splitFromString(options.split);
    const auto all = comparableSystems(store.jobs(), store.evaluations(), split);
    if (all.empty())
        nothingYet(options.common, options.metric, options.split);
    std::vector<RowId> jobs;
    for (const std::string& trial : options.trials)
        addTrial(jobs, findTrial(all, trial));
    const auto table = sentenceTable(store, systemsOfJobs(all, jobs, split), options.metric, split);
    if (!options.filter.domain.empty() &&
        std::ranges::find(table.domains, options.filter.domain) == table.domains.end())
        throw BadInput("--domain " + options.filter.domain +
                       ": these trials have no sentences in such a domain.");
    std::size_t of = table.systems.size() > 1 ? 1 : 0;
    if (!options.of.empty()) {
        const RowId job = findTrial(all, options.of);
        of = static_cast<std::size_t>(std::ranges::find(jobs, job) - jobs.begin());
        if (of == jobs.size())
            throw BadInput("--of " + options.of + ": name a trial that --trial names, too.");
    }
    options.filter.system = options.order.system = of;
    const SentenceSearch search(table);
    options.common.print(
        sentencesText(table, search.rows(options.filter, options.order),
                      enumFromText<SentenceFormat>(options.common.json ? "json" : options.format)));
}

} // namespace

void addExportSentences(CLI::App& command)
{
    const auto options = std::make_shared<SentenceOptions>();
    CLI::App* sentences = command.add_subcommand(
        "sentences", "Every sentence of some trials with its scores, side by side");
    options->common.addTo(*sentences);
    sentences
        ->add_option("-t,--trial", options->trials,
                     "Trials by number or name (\"ewc λ=0.1\"), the baseline first")
        ->required();
    sentences->add_option("-m,--metric", options->metric, "bleu, chrf or ter")
        ->check(CLI::IsMember({"bleu", "chrf", "ter"}))
        ->capture_default_str();
    sentences->add_option("--split", options->split, "Sentences of dev or test")
        ->check(CLI::IsMember({"dev", "test"}))
        ->capture_default_str();
    sentences->add_option("--format", options->format, "csv, tsv, json or html")
        ->check(CLI::IsMember({"csv", "tsv", "json", "html"}))
        ->capture_default_str();
    SentenceFilter& filter = options->filter;
    sentences->add_option("--domain", filter.domain, "Only sentences of this domain");
    sentences->add_option("--contains", filter.text, "Only sentences with these words");
    sentences
        ->add_option("--change", filter.change,
                     "Only sentences that are better, worse, equal or different")
        ->transform(CLI::CheckedTransformer(kChanges));
    sentences->add_option("--least-change", filter.leastChange, "Only changes of so many points")
        ->check(CLI::NonNegativeNumber);
    sentences->add_option("--least-words", filter.leastWords, "Only sources of so many words");
    sentences->add_option("--most-words", filter.mostWords, "Only sources of at most so many");
    sentences
        ->add_option("--sort", options->order.by, "By line, change, size, score, words or spread")
        ->transform(CLI::CheckedTransformer(kSorts));
    sentences->add_flag("--descending", options->order.descending, "Largest first");
    sentences->add_option("--of", options->of,
                          "Trial whose changes are filtered and sorted; default: the second");
    sentences->callback([options] { exportSentences(*options); });
}

} // namespace palimpsest
