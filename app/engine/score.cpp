// SPDX-License-Identifier: GPL-3.0-or-later
// "score": sacreBLEU's command line over engine/scoring.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/score_request.h"
#include "engine/scoring/score_input.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

struct Systems {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> lines;
    std::vector<std::vector<std::string>> references;
};

std::uint64_t seedFromEnvironment()
{
    const char* set = std::getenv("SACREBLEU_SEED");
    if (set == nullptr)
        return ResamplingOptions().seed;
    char* end = nullptr;
    const unsigned long long seed = std::strtoull(set, &end, 10);
    if (end == set || *end != '\0')
        throw BadInput(std::string("SACREBLEU_SEED is \"") + set +
                       "\"; set it to a whole number of at least 0.");
    return seed;
}

std::vector<std::vector<std::string>> readReferences(const ScoreRequest& request)
{
    if (request.references.empty())
        throw BadInput("There is no reference; name reference files before -i, or with -r.");
    const auto perLine = static_cast<std::size_t>(request.referencesPerLine);
    if (perLine > 1 && request.references.size() > 1)
        throw BadInput("--num-refs splits the lines of one reference file; give only one.");
    if (perLine > 1)
        return splitColumns(readScoreLines(request.references[0]), request.references[0], perLine);
    std::vector<std::vector<std::string>> references;
    for (const std::string& path : request.references)
        references.push_back(readScoreLines(path));
    return references;
}

Systems readSystems(const ScoreRequest& request)
{
    Systems systems;
    systems.references = readReferences(request);
    if (request.inputs.empty()) {
        const std::vector<std::string> lines = readScoreLines(std::cin);
        const auto tabs = lines.empty() ? 0 : std::count(lines[0].begin(), lines[0].end(), '\t');
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (std::count(lines[i].begin(), lines[i].end(), '\t') != tabs)
                throw BadInput("Line " + std::to_string(i + 1) +
                               " of the standard input has another number of tabs than the first; "
                               "each line needs one field a system.");
        systems.lines =
            splitColumns(lines, "the standard input", static_cast<std::size_t>(tabs) + 1);
        for (std::size_t i = 0; i < systems.lines.size(); ++i)
            systems.names.push_back(isPaired(request) ? "System " + std::to_string(i)
                                                      : "System " + std::to_string(i + 1));
    }
    for (const std::string& path : request.inputs) {
        if (std::find(systems.names.begin(), systems.names.end(), path) != systems.names.end()) {
            if (isPaired(request) && path == systems.names.front())
                continue; // the baseline once more
            throw BadInput("The system " + path + " is named twice; give each once.");
        }
        systems.names.push_back(path);
        systems.lines.push_back(readScoreLines(path));
    }
    if (isPaired(request))
        systems.names[0] = request.inputs.empty() ? "Baseline" : "Baseline: " + systems.names[0];
    return systems;
}

void check(const ScoreRequest& request, const Systems& systems)
{
    const std::size_t count = systems.names.size();
    if (request.sentences && (request.metrics.size() > 1 || count > 1))
        throw BadInput("--sentence-level takes one metric and one system.");
    if (request.sentences && (request.confidence || isPaired(request)))
        throw BadInput("--sentence-level knows no tests; leave them out.");
    if (isPaired(request) && count == 1)
        throw BadInput("A paired test needs several systems after -i, the baseline first.");
    if (count > 1 && request.confidence)
        throw BadInput("--confidence is for one system; use --paired-bs or --paired-ar.");
    for (std::size_t i = 0; i < count; ++i) {
        if (systems.lines[i].empty())
            throw BadInput(systems.names[i] + " has no lines to score.");
        for (const auto& reference : systems.references)
            if (reference.size() != systems.lines[i].size())
                throw BadInput(systems.names[i] + " has " +
                               std::to_string(systems.lines[i].size()) +
                               " lines and a reference has " + std::to_string(reference.size()) +
                               "; they must be aligned line by line.");
    }
}

std::string detailOf(const Metric& metric, const SegmentStatistics& sum)
{
    const auto* bleu = dynamic_cast<const Bleu*>(&metric);
    return bleu == nullptr ? std::string() : bleu->detail(sum).text();
}

SignatureContext contextOf(const ScoreRequest& request, const Systems& systems)
{
    SignatureContext context;
    context.references = static_cast<int>(systems.references.size());
    context.abbreviated = request.abbreviated;
    return context;
}

void printSentences(const ScoreRequest& request, const Systems& systems, const Metric& metric)
{
    const std::string signature = metric.signature(contextOf(request, systems));
    for (const auto& segment : metric.statistics(systems.lines[0], systems.references))
        std::cout << formatScoreLine({metric.name(), metric.score(segment), signature,
                                      detailOf(metric, segment), std::nullopt},
                                     request.report, false)
                  << '\n';
}

void printSingle(const ScoreRequest& request, const Systems& systems, const NamedMetrics& metrics)
{
    std::vector<ScoreLine> lines;
    for (const auto& metric : metrics) {
        const auto statistics = metric->statistics(systems.lines[0], systems.references);
        const SegmentStatistics sum = sumStatistics(statistics);
        SignatureContext context = contextOf(request, systems);
        ScoreLine line{metric->name(), metric->score(sum), {}, detailOf(*metric, sum), {}};
        if (request.confidence && request.resamples > 1) {
            const ResamplingOptions options{.samples = request.resamples,
                                            .seed = seedFromEnvironment(),
                                            .threads = request.jobs};
            line.interval = bootstrapInterval(*metric, statistics, options);
            context.bootstrap = request.resamples;
            context.seed = std::to_string(options.seed);
        }
        if (request.report.format == ScoreFormat::Json)
            context.abbreviated = false;
        line.signature = metric->signature(context);
        lines.push_back(line);
    }
    std::cout << formatSingleSystem(lines, request.report);
}

ScoreColumn makeColumn(const ScoreRequest& request, const Systems& systems, const Metric& metric)
{
    const ResamplingOptions options{.samples = request.bootstrapSamples,
                                    .trials = request.trials,
                                    .seed = seedFromEnvironment(),
                                    .threads = request.jobs};
    SignatureContext context = contextOf(request, systems);
    if (isPaired(request)) {
        context.bootstrap = request.pairedBootstrap ? options.samples : 0;
        context.randomisation = request.pairedBootstrap ? 0 : options.trials;
        context.seed = std::to_string(options.seed);
    }
    ScoreColumn column{metric.name(), metric.signature(context), {}};
    const auto baseline = metric.statistics(systems.lines[0], systems.references);
    PairedResult first;
    first.score = metric.score(sumStatistics(baseline));
    column.results.push_back(first);
    for (std::size_t i = 1; i < systems.lines.size(); ++i) {
        const auto system = metric.statistics(systems.lines[i], systems.references);
        PairedResult result;
        if (request.pairedBootstrap)
            result = pairedBootstrap(metric, baseline, system, options);
        else if (request.pairedRandomisation)
            result = pairedRandomisation(metric, baseline, system, options);
        else
            result.score = metric.score(sumStatistics(system));
        column.results.front().interval = result.baselineInterval;
        column.results.push_back(result);
    }
    return column;
}

void printTable(const ScoreRequest& request, const Systems& systems, const NamedMetrics& metrics)
{
    ScoreTable table;
    table.systems = systems.names;
    if (request.pairedBootstrap)
        table.test = PairedTestKind::Bootstrap;
    else if (request.pairedRandomisation)
        table.test = PairedTestKind::Randomisation;
    table.samples = request.pairedBootstrap ? request.bootstrapSamples : request.trials;
    for (const auto& metric : metrics)
        table.columns.push_back(makeColumn(request, systems, *metric));
    std::cout << formatScoreTable(table, request.report);
}

void warnAboutTokens(const ScoreRequest& request, const Systems& systems)
{
    if (request.quiet || request.bleu.force || !wantsMetric(request, "bleu"))
        return;
    for (std::size_t i = 0; i < systems.lines.size(); ++i)
        if (looksTokenized(systems.lines[i]))
            std::cerr << systems.names[i]
                      << " has 100 lines or more that end in \" .\": it looks tokenised, which may "
                         "hurt its score. Detokenise it, or pass --force.\n";
}

void score(const std::vector<std::string>& arguments)
{
    const std::optional<ScoreRequest> parsed = parseScoreRequest(arguments);
    if (!parsed)
        return; // help or version was asked for
    const ScoreRequest& request = *parsed;
    const NamedMetrics metrics = makeMetrics(request);
    const Systems systems = readSystems(request);
    check(request, systems);
    warnAboutTokens(request, systems);
    if (request.sentences)
        printSentences(request, systems, *metrics.front());
    else if (systems.names.size() == 1)
        printSingle(request, systems, metrics);
    else
        printTable(request, systems, metrics);
}

} // namespace

void addScoreCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "score", "Score translations with BLEU, chrF and TER, as sacreBLEU does");
    command->set_help_flag(); // all words go to a parser of sacreBLEU's own options
    command->prefix_command();
    command->callback([command] { score(command->remaining()); });
}

} // namespace palimpsest
