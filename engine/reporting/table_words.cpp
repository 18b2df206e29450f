// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>
#include <sstream>

#include "engine/reporting/table_formats.h"
#include "engine/reporting/text_list.h"
#include "engine/study/strategy_spec.h"

namespace palimpsest
{

namespace
{

std::string testName(TableTest test)
{
    return test == TableTest::PairedBootstrap ? "paired bootstrap" : "approximate randomisation";
}

std::string correctionName(const TableRecipe& recipe)
{
    const bool grid = recipe.rows == TableRows::LambdaByRatio;
    const std::string family = grid ? " within the score" : " within the column";
    switch (recipe.correction) {
    case TestCorrection::Holm:
        return "corrected by Holm" + family;
    case TestCorrection::BenjaminiHochberg:
        return "corrected by Benjamini and Hochberg" + family;
    case TestCorrection::None:
        break;
    }
    return "not corrected";
}

/// What bold means in a column, or everywhere; empty where nothing is bold.
std::string boldRule(const ResultsTable& table, const std::string& mark)
{
    bool tested = false, untested = false, bold = false;
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
        const bool any = std::ranges::any_of(
            table.lines, [i](const TableLine& line) { return line.figures[i].bold; });
        bold = bold || any;
        tested = tested || (any && table.heads[i].tested);
        untested = untested || (any && !table.heads[i].tested);
    }
    if (!bold)
        return {};
    const bool grid = table.recipe.rows == TableRows::LambdaByRatio;
    const std::string best = mark + ": the best of each " + (grid ? "score" : "column");
    if (!tested)
        return best + ", without a test.";
    std::string text =
        best + " and what is not significantly worse (" + testName(table.recipe.test) + ", " +
        std::to_string(table.samples) +
        (table.recipe.test == TableTest::PairedBootstrap ? " resamples" : " trials") + ", " +
        correctionName(table.recipe) + ", α = " + exactText(table.recipe.alpha) + ")";
    return text + (untested ? "; where there is no test, the best alone." : ".");
}

/// What columns of what training took count; empty without one.
std::string costRule(const ResultsTable& table)
{
    const auto shows = [&](TableColumn column) {
        return std::ranges::find(table.recipe.columns, column) != table.recipe.columns.end();
    };
    const bool time = shows(TableColumn::TrainingTime);
    if (!time && !shows(TableColumn::TargetTokens))
        return {};
    std::string text =
        table.sequences ? "What training took is that of a sequence's last step" : "";
    if (time)
        text += text.empty() ? "Training time is without validation" : ", time without validation";
    return text.empty() ? text : text + ".";
}

std::string spreadRule(const ResultsTable& table)
{
    int least = 0, most = 0;
    for (const TableLine& line : table.lines) {
        if (line.seeds < 2)
            continue;
        least = least == 0 ? line.seeds : std::min(least, line.seeds);
        most = std::max(most, line.seeds);
    }
    if (table.recipe.pooling == SeedPooling::BestOnDev)
        return "Of each row the seed that is best on dev.";
    if (most == 0)
        return {};
    return "Mean ± standard deviation over n = " + std::to_string(least) +
           (most > least ? " to " + std::to_string(most) : "") +
           " seeds; values without ± are single runs.";
}

} // namespace

std::string figureText(const TableFigure& figure, const TableHead& head)
{
    if (figure.spread.n == 0)
        return "--";
    std::string text = fixedText(figure.spread.mean, head.decimals);
    if (head.sign && text[0] != '-' && text.find_first_of("123456789") != std::string::npos)
        text = "+" + text;
    return figure.spread.n > 1 ? text + " ± " + fixedText(figure.spread.sd, head.decimals) : text;
}

std::vector<std::size_t> shownHeads(const ResultsTable& table)
{
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
        if (std::ranges::any_of(
                table.lines, [i](const TableLine& line) { return line.figures[i].spread.n > 0; }))
            shown.push_back(i);
    }
    return shown;
}

std::vector<HeadGroup> headGroups(const ResultsTable& table, const std::vector<std::size_t>& shown)
{
    std::vector<HeadGroup> groups;
    for (const std::size_t column : shown) {
        const std::string& title = table.heads[column].group;
        if (groups.empty() || groups.back().title != title)
            groups.push_back({title, 0});
        ++groups.back().columns;
    }
    const bool any =
        std::ranges::any_of(groups, [](const HeadGroup& group) { return !group.title.empty(); });
    return any ? groups : std::vector<HeadGroup>();
}

std::vector<std::string> rowHeads(const ResultsTable& table)
{
    if (table.recipe.rows == TableRows::LambdaByRatio)
        return {"λ", "n"};
    return {"Strategy", "Parameters", "n"};
}

std::vector<std::string> rowTexts(const ResultsTable& table, const TableLine& line)
{
    const std::string seeds = line.seeds == 0 ? "--" : std::to_string(line.seeds);
    if (table.recipe.rows == TableRows::LambdaByRatio)
        return {line.parameters, seeds};
    return {seriesTitle(line.series), line.parameters.empty() ? "--" : line.parameters, seeds};
}

std::string captionOf(const ResultsTable& table, const std::string& boldMark)
{
    std::vector<std::string> metrics;
    for (const std::string& metric : table.recipe.metrics)
        metrics.push_back(metricTitle(metric));
    std::vector<std::string> sentences = {table.recipe.caption};
    if (table.recipe.caption.empty())
        sentences[0] = joined(metrics, ", ") + " on the " + toString(table.recipe.split) +
                       " sets of " + table.study.name + " (" + table.study.sourceLanguage + "–" +
                       table.study.targetLanguage + ").";
    if (std::ranges::any_of(table.heads, [](const TableHead& head) { return head.sign; }))
        sentences.emplace_back("Δ is the difference to the unadapted base model.");
    const bool worst = std::ranges::find(table.recipe.columns, TableColumn::WorstDomain) !=
                       table.recipe.columns.end();
    if (worst)
        sentences.emplace_back("Worst Δ is that of the domain that lost most.");
    for (const std::string& rule :
         {costRule(table), spreadRule(table), boldRule(table, boldMark)}) {
        if (!rule.empty())
            sentences.push_back(rule);
    }
    return joined(sentences, " ");
}

std::string noteOf(const ResultsTable& table)
{
    std::vector<std::string> sentences;
    if (!table.signatures.empty())
        sentences.push_back("Signature: " + joined(table.signatures, "; ") + ".");
    sentences.insert(sentences.end(), table.claims.begin(), table.claims.end());
    for (const std::string& warning : table.warnings)
        sentences.push_back("Warning: " + warning);
    sentences.insert(sentences.end(), table.untested.begin(), table.untested.end());
    return joined(sentences, " ");
}

std::string filterOf(const TableRecipe& recipe)
{
    std::vector<std::string> seeds;
    for (const std::uint64_t seed : recipe.seeds)
        seeds.push_back(std::to_string(seed));
    return joined(recipe.metrics, ", ") + " on " + toString(recipe.split) + "; " +
           (recipe.sweep.empty() ? "all sweeps" : "sweep " + recipe.sweep) + "; " +
           (recipe.strategies.empty() ? "all strategies"
                                      : "strategies " + joined(recipe.strategies, ", ")) +
           "; " + (seeds.empty() ? "all seeds" : "seeds " + joined(seeds, ", ")) + ", pooled as " +
           enumText(recipe.pooling);
}

Provenance provenanceOf(const ResultsTable& table)
{
    std::set<std::string> trials;
    for (const TableLine& line : table.lines)
        trials.insert(line.identities.begin(), line.identities.end());
    return provenanceOf("table", table.study, {trials.begin(), trials.end()},
                        nlohmann::json(table.recipe));
}

std::string seriesTitle(const std::string& series)
{
    if (series == "baseline")
        return "Base model";
    if (series == "fine-tuning")
        return "Fine-tuning";
    std::string title;
    std::istringstream parts(series);
    for (std::string part; std::getline(parts, part, '+');) {
        for (const StrategyPartKind& kind : strategyPartCatalogue()) {
            if (kind.kind == part)
                part = kind.label;
        }
        title += (title.empty() ? "" : " + ") + part;
    }
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
        title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

std::string metricTitle(const std::string& metric)
{
    if (metric == "bleu")
        return "BLEU";
    if (metric == "chrf")
        return "chrF2";
    if (metric == "ter")
        return "TER";
    return metric;
}

int metricDecimals(const std::string& metric)
{
    return metric == "loss" ? 3 : 1;
}

} // namespace palimpsest
