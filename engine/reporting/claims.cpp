// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/reporting/latex_text.h"
#include "engine/reporting/results_table.h"
#include "engine/reporting/table_cells.h"
#include "engine/reporting/table_formats.h"
#include "engine/reporting/text_list.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/scoring/multiple_tests.h"
#include "engine/study/error.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

/// A point that leaves the other front's reach in more resamples than this is too near its end for
/// an interval.
constexpr double kMostOutside = 0.05;

std::set<std::string> partsOf(const std::string& series)
{
    std::set<std::string> parts;
    std::istringstream text(series);
    for (std::string part; std::getline(text, part, '+');)
        parts.insert(part);
    return parts;
}

std::vector<std::size_t> pointsOf(const TradeoffAnalysis& analysis, const std::string& series)
{
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < analysis.points.size(); ++i) {
        if (analysis.points[i].series == series)
            indices.push_back(i);
    }
    return indices;
}

/// The gain in each resample in which the point is within the front's reach.
std::vector<double> resampledGains(const TradeoffAnalysis& analysis, std::size_t point,
                                   const std::vector<std::size_t>& front)
{
    std::vector<double> gains;
    const std::vector<PlanePoint>& own = analysis.resampled[point].resamples;
    for (std::size_t r = 0; r < own.size(); ++r) {
        std::vector<PlanePoint> others;
        for (const std::size_t other : front)
            others.push_back(analysis.resampled[other].resamples[r]);
        if (const Comparison gain = gainAtComparableX(own[r], others); gain.value)
            gains.push_back(*gain.value);
    }
    return gains;
}

void addCertainty(Claim& claim, std::vector<double> gains, std::size_t samples)
{
    const double outside = 1 - static_cast<double>(gains.size()) / static_cast<double>(samples);
    if (outside > kMostOutside) {
        claim.sentence = "No interval: in " + fixedText(100 * outside, 0) +
                         " % of the resamples the point lies beyond the other front's ends.";
        return;
    }
    std::ranges::sort(gains);
    const std::size_t lower = gains.size() / 40;
    claim.low = gains[lower];
    claim.high = gains[gains.size() - lower - 1];
    const double mean =
        std::accumulate(gains.begin(), gains.end(), 0.0) / static_cast<double>(gains.size());
    const auto farther = std::ranges::count_if(
        gains, [&](double gain) { return std::abs(gain - mean) > std::abs(*claim.gain); });
    claim.p = static_cast<double>(farther + 1) / static_cast<double>(gains.size() + 1);
}

Claim claimOf(const TradeoffAnalysis& analysis, std::size_t point, const std::string& over)
{
    Claim claim{
        analysis.points[point].series, analysis.points[point].label, over, {}, {}, {}, {}, {}, {}};
    const std::vector<std::size_t> front = pointsOf(analysis, over);
    std::vector<PlanePoint> others;
    for (const std::size_t other : front)
        others.push_back({analysis.points[other].x, analysis.points[other].y});
    const Comparison gain =
        gainAtComparableX({analysis.points[point].x, analysis.points[point].y}, others);
    claim.gain = gain.value;
    claim.sentence = gain.sentence;
    if (!claim.gain)
        return claim;
    if (analysis.known())
        addCertainty(claim, resampledGains(analysis, point, front),
                     static_cast<std::size_t>(analysis.samples));
    else
        claim.sentence = "No interval: " + analysis.sentence;
    return claim;
}

std::vector<std::string> seriesOf(const TradeoffAnalysis& analysis)
{
    std::vector<std::string> series;
    for (const TradeoffPoint& point : analysis.points) {
        if (std::ranges::find(series, point.series) == series.end())
            series.push_back(point.series);
    }
    return series;
}

void requireSeries(const std::vector<std::string>& known, const std::string& series)
{
    if (series.empty() || std::ranges::find(known, series) != known.end())
        return;
    throw BadInput("There is no result of the strategy \"" + series + "\": choose one of " +
                   (known.empty() ? "none yet" : joined(known, ", ")) + ".");
}

void correct(std::vector<Claim>& claims)
{
    std::vector<double> p;
    for (const Claim& claim : claims)
        p.push_back(claim.p.value_or(std::numeric_limits<double>::quiet_NaN()));
    const std::vector<double> holm = holmCorrection(p);
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (claims[i].p)
            claims[i].pHolm = holm[i];
    }
}

/// Those between strategies, by what the options leave open.
void addFound(Claims& claims, const TradeoffAnalysis& analysis,
              const std::vector<std::string>& series)
{
    const ClaimOptions& options = claims.options;
    for (const std::string& one : series) {
        for (const std::string& other : series) {
            const bool wanted = options.strategy.empty() || options.strategy == one;
            const bool against = options.over.empty() || options.over == other;
            const bool named = !options.strategy.empty() && !options.over.empty();
            if (one == other || !wanted || !against || (!named && !isMadeOf(one, other)))
                continue;
            for (const std::size_t point : pointsOf(analysis, one)) {
                if (analysis.points[point].onSeriesFront)
                    claims.claims.push_back(claimOf(analysis, point, other));
            }
        }
    }
}

/// Those of a pair: of one point, or of all on a strategy's front.
void addNamed(Claims& claims, const TradeoffAnalysis& analysis, const ClaimPair& pair)
{
    bool found = false;
    for (std::size_t i = 0; i < analysis.points.size(); ++i) {
        const TradeoffPoint& point = analysis.points[i];
        const bool itself = rowTitle(point.series, point.label) == pair.point;
        const bool onFront = point.series == pair.point && point.onSeriesFront;
        if (!itself && !onFront)
            continue;
        found = true;
        claims.claims.push_back(claimOf(analysis, i, pair.over));
    }
    if (!found || pointsOf(analysis, pair.over).empty() || pair.point == pair.over)
        throw BadInput("The claim \"" + pair.point + " over " + pair.over +
                       "\" needs results of two strategies: name a row or strategy, and another "
                       "strategy, that the study has.");
}

std::string signedText(double value, int decimals)
{
    const std::string text = fixedText(value, decimals);
    return text[0] == '-' ? text : "+" + text;
}

std::string pText(double p)
{
    return p < 0.001 ? "p < 0.001" : "p = " + fixedText(p, 3);
}

} // namespace

bool isMadeOf(const std::string& series, const std::string& other)
{
    const auto all = partsOf(series);
    const auto some = partsOf(other);
    return some.size() < all.size() && std::ranges::includes(all, some);
}

Claims claimsOf(const StudyStore& store, const ClaimOptions& options)
{
    if (options.metric != "bleu" && options.metric != "chrf")
        throw BadInput("Claims need a score of which more is better: choose bleu or chrf, not " +
                       options.metric + ".");
    TradeoffOptions shown;
    shown.x.metric = shown.y.metric = options.metric;
    shown.split = options.split;
    shown.sweep = options.sweep;
    TradeoffAnalyser analyser(store);
    const TradeoffAnalysis analysis = analyser.analyse(shown);
    const std::vector<std::string> series = seriesOf(analysis);
    requireSeries(series, options.strategy);
    requireSeries(series, options.over);
    Claims claims{store.study(), options, analysis.samples, {}};
    if (options.pairs.empty())
        addFound(claims, analysis, series);
    for (const ClaimPair& pair : options.pairs)
        addNamed(claims, analysis, pair);
    correct(claims.claims);
    return claims;
}

std::string claimLine(const Claims& claims, const Claim& claim)
{
    const std::string metric = metricTitle(claims.options.metric);
    std::string line = seriesTitle(claim.series) +
                       (claim.parameters.empty() ? "" : " (" + claim.parameters + ")") + " over " +
                       seriesTitle(claim.over) + ": ";
    if (!claim.gain)
        return line + claim.sentence;
    const int decimals = metricDecimals(claims.options.metric);
    line += signedText(*claim.gain, decimals) + " old " + metric + " at comparable new " + metric;
    if (claim.p)
        line += " (95 % interval " + signedText(*claim.low, decimals) + " to " +
                signedText(*claim.high, decimals) + ", " + pText(*claim.p) + "; by Holm " +
                pText(*claim.pHolm) + ")";
    return line + "." + (claim.sentence.empty() ? "" : " " + claim.sentence);
}

std::vector<std::string> recipeClaims(const StudyStore& store, const TableRecipe& recipe)
{
    if (recipe.claims.empty())
        return {};
    ClaimOptions options;
    options.metric = *std::ranges::find_if(
        recipe.metrics, [](const auto& name) { return name == "bleu" || name == "chrf"; });
    options.split = recipe.split;
    options.sweep = recipeSweep(store, recipe);
    for (const std::string& claim : recipe.claims) {
        const auto middle = claim.find(" over ");
        options.pairs.push_back({claim.substr(0, middle), claim.substr(middle + 6)});
    }
    const Claims claims = claimsOf(store, options);
    std::vector<std::string> lines;
    for (const Claim& claim : claims.claims)
        lines.push_back(claimLine(claims, claim));
    return lines;
}

std::string textClaims(const Claims& claims)
{
    if (claims.claims.empty())
        return "No strategy here is made of another one's parts, so there is nothing to claim; "
               "name both strategies.\n";
    std::string text;
    for (const Claim& claim : claims.claims)
        text += plainText(claimLine(claims, claim)) + "\n";
    return text;
}

std::string latexClaims(const Claims& claims)
{
    std::string text = latexComment("Needs no package.");
    text += latexComment("Made by palimpsest " + std::string(kVersion) + " from the study \"" +
                         claims.study.name + "\", id " + claims.study.id + ": " +
                         claims.options.metric + " on " + toString(claims.options.split) + ", " +
                         std::to_string(claims.samples) + " resamples.");
    for (const Claim& claim : claims.claims)
        text += latexText(claimLine(claims, claim)) + "\n\n";
    return text;
}

nlohmann::json jsonClaims(const Claims& claims)
{
    const auto orNull = [](const std::optional<double>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json();
    };
    nlohmann::json list = nlohmann::json::array();
    for (const Claim& claim : claims.claims)
        list.push_back({{"strategy", claim.series},
                        {"parameters", claim.parameters},
                        {"over", claim.over},
                        {"gain", orNull(claim.gain)},
                        {"ciLow", orNull(claim.low)},
                        {"ciHigh", orNull(claim.high)},
                        {"p", orNull(claim.p)},
                        {"pHolm", orNull(claim.pHolm)},
                        {"text", claimLine(claims, claim)}});
    return {{"schema", 1},
            {"study", {{"id", claims.study.id}, {"name", claims.study.name}}},
            {"metric", claims.options.metric},
            {"split", toString(claims.options.split)},
            {"samples", claims.samples},
            {"claims", std::move(list)}};
}

} // namespace palimpsest
