// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/score_report.h"
#include "engine/scoring/ter.h"

namespace palimpsest
{

/// What sacreBLEU's command line says.
struct ScoreRequest {
    std::vector<std::string> references;
    std::vector<std::string> inputs;
    std::vector<std::string> metrics{"bleu"};
    std::string languagePair;
    std::string tokenizer; ///< empty = 13a, or what sacreBLEU takes for the target language
    std::string spmModel;
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
    bool terAsian = false;
    std::string encoding = "utf-8";
    std::string testSet;
    bool version = false;
    bool sentences = false;
    bool confidence = false;
    bool pairedBootstrap = false;
    bool pairedRandomisation = false;
    bool abbreviated = false;
    bool quiet = false;
    bool noColor = false;
};

/// Empty where help or the version was asked for, and printed. Throws BadInput for options that
/// mean nothing, or that only sacreBLEU has.
std::optional<ScoreRequest> parseScoreRequest(const std::vector<std::string>& arguments);

bool isPaired(const ScoreRequest& request);
bool wantsMetric(const ScoreRequest& request, const char* metric);

using NamedMetrics = std::vector<std::unique_ptr<Metric>>;
/// The metrics asked for, each once, in the order in which sacreBLEU prints them.
NamedMetrics makeMetrics(ScoreRequest request);

} // namespace palimpsest
