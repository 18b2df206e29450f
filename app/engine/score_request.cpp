// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/score_request.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>
#include <map>

#include <CLI/CLI.hpp>

#include "engine/scoring/spm_tokenizer.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

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
    app.add_option("--tokenize", request.tokenizer,
                   "BLEU: 13a, intl, char, none; flores200, flores101 or spBLEU-1K with the model "
                   "that sacreBLEU has downloaded (-tok)");
    app.add_option("--spm-model", request.spmModel,
                   "BLEU: tokenize with this SentencePiece model; its tag is our own");
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
    app.add_flag("--ter-asian-support", request.terAsian, "not in this program");
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
    app.add_option("--language-pair,-l", request.languagePair,
                   "Such as de-en; sacreBLEU takes other tokenizers for zh, ja and ko");
    app.add_option("--encoding,-e", request.encoding, "Only utf-8");
    app.add_option("--test-set,-t", request.testSet, "Not in this program: give reference files");
    app.add_flag("--version,-V", request.version, "The sacreBLEU version that is followed");
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

BleuSmoothing smoothingFromName(const std::string& name)
{
    return name == "none"    ? BleuSmoothing::None
           : name == "floor" ? BleuSmoothing::Floor
           : name == "add-k" ? BleuSmoothing::AddK
                             : BleuSmoothing::Exp;
}

/// What sacreBLEU can and this program cannot, said before anything is read.
void refuseWhatIsMissing(const ScoreRequest& request)
{
    if (request.terAsian)
        throw BadInput(
            "TER's Asian support is not in this program; leave --ter-asian-support out.");
    if (!request.testSet.empty())
        throw BadInput("Test sets are not downloaded here; give the reference files of " +
                       request.testSet + " in place of --test-set.");
    std::string encoding;
    for (const char c : request.encoding)
        if (c != '-' && c != '_')
            encoding += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (encoding != "utf8")
        throw BadInput("Text is read as UTF-8 only; convert it, and leave --encoding out.");
}

/// BLEU's tokenizer: as told, or what sacreBLEU takes for the target language.
void chooseTokenizer(ScoreRequest& request)
{
    const std::string target = request.languagePair.substr(
        std::min(request.languagePair.size(), request.languagePair.find('-') + 1));
    if (!request.spmModel.empty()) {
        if (!request.tokenizer.empty())
            throw BadInput("--tokenize and --spm-model both choose a tokenizer; give one of them.");
        useSpmModel(request.bleu, request.spmModel);
        return;
    }
    if (request.tokenizer.empty() && (target == "zh" || target == "ja" || target == "ko"))
        throw BadInput("sacreBLEU has a tokenizer of its own for the target language " + target +
                       ", which this program has not; name another with --tokenize.");
    if (request.tokenizer.empty())
        request.tokenizer = "13a";
    const auto& spm = spmTokenizerNames();
    if (std::find(spm.begin(), spm.end(), request.tokenizer) != spm.end())
        useSpmTokenizer(request.bleu, request.tokenizer);
    else
        request.bleu.tokenizer = bleuTokenizerFromName(request.tokenizer);
}

} // namespace

std::optional<ScoreRequest> parseScoreRequest(const std::vector<std::string>& arguments)
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
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        throw BadInput(std::string("score: ") + error.what());
    }
    if (request.version) {
        std::cout << "sacrebleu " << kSacrebleuVersion << '\n';
        return std::nullopt;
    }
    refuseWhatIsMissing(request);
    request.report.format = formatFromName(request.format);
    return request;
}

bool isPaired(const ScoreRequest& request)
{
    return request.pairedBootstrap || request.pairedRandomisation;
}

bool wantsMetric(const ScoreRequest& request, const char* metric)
{
    return std::find(request.metrics.begin(), request.metrics.end(), metric) !=
           request.metrics.end();
}

NamedMetrics makeMetrics(ScoreRequest request)
{
    if (wantsMetric(request, "bleu"))
        chooseTokenizer(request);
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

} // namespace palimpsest
