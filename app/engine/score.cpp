// SPDX-License-Identifier: GPL-3.0-or-later
// "score": sacreBLEU's command line over engine/scoring.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/score_input.h"
#include "engine/scoring/score_report.h"
#include "engine/scoring/ter.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

struct ScoreRequest {
    std::vector<std::string> references;
    std::vector<std::string> inputs;
    std::vector<std::string> metrics{"bleu"};
    std::string languagePair; ///< accepted as sacreBLEU does; only built-in test sets use it there
    std::string tokenizer = "13a";
    std::string smoothing = "exp";
    double smoothValue = -1; ///< below 0 = the method's default
    std::string format = "json";
    int referencesPerLine = 1;
    int resamples = 1000;
    int bootstrapSamples = 1000;
    int trials = 10000;
    int jobs = 1;
    BleuOptions bleu;
    ChrfOptions chrf;
    TerOptions ter;
    ScoreReportOptions report;
    bool sentences = false;
    bool confidence = false;
    bool pairedBootstrap = false;
    bool pairedRandomisation = false;
    bool abbreviated = false;
    bool quiet = false;
    bool noColor = false;
};

struct Systems {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> lines;
    std::vector<std::vector<std::string>> references;
};

using NamedMetrics = std::vector<std::unique_ptr<Metric>>;

/// sacreBLEU's short options of several letters, which a POSIX parser would read letter by letter.
const std::map<std::string, std::string> kLongNames{
    {"-tok", "--tokenize"},     {"-lc", "--lowercase"},       {"-sl", "--sentence-level"},
    {"-sv", "--smooth-value"},  {"-nr", "--num-refs"},        {"-ci", "--confidence"},
    {"-cin", "--confidence-n"}, {"-par", "--paired-ar"},      {"-pbs", "--paired-bs"},
    {"-parn", "--paired-ar-n"}, {"-pbsn", "--paired-bs-n"},   {"-sh", "--short"},
    {"-nc", "--no-color"},      {"-cc", "--chrf-char-order"}, {"-cw", "--chrf-word-order"},
};

void addMetricOptions(CLI::App& app, ScoreRequest& request)
{
    app.add_option("--smooth-method,-s", request.smoothing, "BLEU: exp, floor, add-k or none")
        ->check(CLI::IsMember({"exp", "floor", "add-k", "none"}));
    app.add_option("--smooth-value", request.smoothValue, "BLEU: value of floor or add-k (-sv)");
    app.add_option("--tokenize", request.tokenizer, "BLEU: 13a, intl, char or none (-tok)");
    app.add_flag("--lowercase", request.bleu.lowercase, "BLEU: ignore case (-lc)");
    app.add_flag("--force", request.bleu.force, "BLEU: text that looks tokenised is meant so");
    app.add_option("--chrf-char-order", request.chrf.charOrder, "longest character n-gram (-cc)");
    app.add_option("--chrf-word-order", request.chrf.wordOrder,
                   "longest word n-gram, 2 = chrF++ (-cw)");
    app.add_option("--chrf-beta", request.chrf.beta, "weight of recall against precision");
    app.add_flag("--chrf-whitespace", request.chrf.whitespace, "white space counts too");
    app.add_flag("--chrf-lowercase", request.chrf.lowercase, "ignore case");
    app.add_flag("--chrf-eps-smoothing", request.chrf.epsSmoothing, "as chrF++.py and NLTK");
    app.add_flag("--ter-case-sensitive", request.ter.caseSensitive, "heed case");
    app.add_flag("--ter-no-punct", request.ter.noPunct, "drop punctuation");
    app.add_flag("--ter-normalized", request.ter.normalized, "set punctuation apart");
}

void addOptions(CLI::App& app, ScoreRequest& request)
{
    app.add_option("refs,--references,-r", request.references,
                   "Reference files (give them before -i)");
    app.add_option("--input,-i", request.inputs, "System outputs; else standard input");
    app.add_option("--num-refs", request.referencesPerLine, "References per line, at tabs (-nr)")
        ->check(CLI::Range(1, 1000));
    app.add_option("--metrics,-m", request.metrics, "bleu, chrf and ter")
        ->check(CLI::IsMember({"bleu", "chrf", "ter"}));
    app.add_option("--language-pair,-l", request.languagePair, "Such as de-en; changes no figure");
    app.add_flag("--sentence-level", request.sentences, "A score for each line (-sl)");
    addMetricOptions(app, request);
    app.add_flag("--confidence", request.confidence, "Bootstrap interval of one system (-ci)");
    app.add_option("--confidence-n", request.resamples, "Resamples (-cin)");
    CLI::Option* ar = app.add_flag("--paired-ar", request.pairedRandomisation,
                                   "Test each system against the first: approximate "
                                   "randomisation (-par)");
    app.add_flag("--paired-bs", request.pairedBootstrap,
                 "Test each system against the first: bootstrap (-pbs)")
        ->excludes(ar);
    app.add_option("--paired-ar-n", request.trials, "Trials (-parn)");
    app.add_option("--paired-bs-n", request.bootstrapSamples, "Resamples (-pbsn)");
    app.add_option("--paired-jobs,-j", request.jobs, "Threads, 0 = all; changes no figure");
    app.add_flag("--quiet,-q", request.quiet, "No warnings");
    app.add_flag("--short", request.abbreviated, "Short signature (-sh)");
    app.add_flag("--score-only,-b", request.report.scoreOnly, "The number only");
    app.add_option("--width,-w", request.report.width, "Digits after the point")
        ->check(CLI::Range(0, 30));
    app.add_flag("--no-color", request.noColor, "Accepted; there are no colours (-nc)");
    app.add_option("--format,-f", request.format, "json, text or latex")
        ->check(CLI::IsMember({"json", "text", "latex"}));
}

ScoreFormat formatFromName(std::string name)
{
    if (const char* set = std::getenv("SACREBLEU_FORMAT")) {
        std::string lower(set);
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (lower == "json" || lower == "text" || lower == "latex")
            name = lower;
    }
    return name == "json"   ? ScoreFormat::Json
           : name == "text" ? ScoreFormat::Text
                            : ScoreFormat::Latex;
}

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

BleuSmoothing smoothingFromName(const std::string& name)
{
    return name == "none"    ? BleuSmoothing::None
           : name == "floor" ? BleuSmoothing::Floor
           : name == "add-k" ? BleuSmoothing::AddK
                             : BleuSmoothing::Exp;
}

bool isPaired(const ScoreRequest& request)
{
    return request.pairedBootstrap || request.pairedRandomisation;
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

NamedMetrics makeMetrics(ScoreRequest request)
{
    request.bleu.tokenizer = bleuTokenizerFromName(request.tokenizer);
    request.bleu.smoothing = smoothingFromName(request.smoothing);
    if (request.smoothValue >= 0)
        request.bleu.smoothValue = request.smoothValue;
    request.bleu.effectiveOrder = request.sentences;
    if (!isPaired(request)) // sacreBLEU sorts, except in paired tests
        std::sort(request.metrics.begin(), request.metrics.end());
    NamedMetrics metrics;
    std::vector<std::string> made;
    for (const std::string& name : request.metrics) {
        if (std::find(made.begin(), made.end(), name) != made.end())
            continue;
        made.push_back(name);
        if (name == "bleu")
            metrics.push_back(std::make_unique<Bleu>(request.bleu));
        else if (name == "chrf")
            metrics.push_back(std::make_unique<Chrf>(request.chrf));
        else
            metrics.push_back(std::make_unique<Ter>(request.ter));
    }
    return metrics;
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
    if (request.quiet || request.bleu.force ||
        std::find(request.metrics.begin(), request.metrics.end(), "bleu") == request.metrics.end())
        return;
    for (std::size_t i = 0; i < systems.lines.size(); ++i)
        if (looksTokenized(systems.lines[i]))
            std::cerr << systems.names[i]
                      << " has 100 lines or more that end in \" .\": it looks tokenised, which may "
                         "hurt its score. Detokenise it, or pass --force.\n";
}

void score(const std::vector<std::string>& arguments)
{
    ScoreRequest request;
    CLI::App app("Score translations with BLEU, chrF and TER, and test differences.\n"
                 "Options, figures and output are those of sacreBLEU 2.6.");
    app.name("palimpsest-engine score");
    addOptions(app, request);
    std::vector<std::string> words;
    for (const std::string& word : arguments) {
        const auto known = kLongNames.find(word);
        words.push_back(known == kLongNames.end() ? word : known->second);
    }
    std::reverse(words.begin(), words.end()); // CLI11 takes them from the back
    try {
        app.parse(words);
    } catch (const CLI::CallForHelp&) {
        std::cout << app.help();
        return;
    } catch (const CLI::ParseError& error) {
        throw BadInput(std::string("score: ") + error.what());
    }
    request.report.format = formatFromName(request.format);
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
