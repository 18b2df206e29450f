// SPDX-License-Identifier: GPL-3.0-or-later
// What was chosen on dev as text, CSV, LaTeX and JSON.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/reporting/csv_text.h"
#include "engine/reporting/latex_text.h"
#include "engine/reporting/number_text.h"
#include "engine/reporting/results_table.h"
#include "engine/reporting/selection.h"

namespace palimpsest
{

namespace
{

using nlohmann::json;

/// "loss budget 1", as people read a rule.
std::string ruleTitle(const Selection& selection, SelectionRule rule)
{
    switch (rule) {
    case SelectionRule::MeanScore:
        return "mean score";
    case SelectionRule::LossBudget:
        return "loss budget " + exactText(selection.options.lossBudget);
    case SelectionRule::Hypervolume:
        return "hypervolume";
    }
    return {};
}

std::string amongTitle(const SelectedTrial& selected)
{
    return selected.among.empty() ? "all strategies" : seriesTitle(selected.among);
}

/// "λ=0.1", or of a choice from all strategies "EWC λ=0.1".
std::string trialTitle(const SelectedTrial& selected)
{
    std::string title = selected.among.empty() ? seriesTitle(selected.series) : "";
    if (!selected.parameters.empty())
        title += (title.empty() ? "" : " ") + selected.parameters;
    return title.empty() ? seriesTitle(selected.series) : title;
}

std::string scoreText(double score, const std::optional<double>& halfWidth, int decimals,
                      const std::string& plusMinus)
{
    return fixedText(score, decimals) +
           (halfWidth ? plusMinus + fixedText(*halfWidth, decimals) : "");
}

/// New and old domains on dev, then on test; blank where there is nothing.
std::vector<std::string> scoreTexts(const std::optional<SelectionScores>& dev,
                                    const std::optional<SelectionScores>& test, int decimals,
                                    const std::string& plusMinus)
{
    std::vector<std::string> texts;
    for (const auto& scores : {dev, test}) {
        texts.push_back(
            scores ? scoreText(scores->newDomains, scores->newHalfWidth, decimals, plusMinus) : "");
        texts.push_back(
            scores ? scoreText(scores->oldDomains, scores->oldHalfWidth, decimals, plusMinus) : "");
    }
    return texts;
}

/// Strategy, rule, trial, four scores, share of resamples: the lines of text and LaTeX.
std::vector<std::vector<std::string>> linesOf(const Selection& selection,
                                              const std::string& plusMinus)
{
    const int decimals = metricDecimals(selection.options.metric);
    std::vector<std::vector<std::string>> lines;
    const auto add = [&](std::vector<std::string> head, const std::vector<std::string>& scores,
                         const std::string& last) {
        head.insert(head.end(), scores.begin(), scores.end());
        head.push_back(last);
        lines.push_back(std::move(head));
    };
    if (selection.baseDev)
        add({seriesTitle("baseline"), "", ""},
            scoreTexts(selection.baseDev, selection.baseTest, decimals, plusMinus), "");
    std::string before = "nothing";
    for (const SelectedTrial& selected : selection.chosen) {
        const std::string among = selected.among == before ? "" : amongTitle(selected);
        before = selected.among;
        const bool found = selected.sentence.empty();
        add({among, ruleTitle(selection, selected.rule), found ? trialTitle(selected) : "none"},
            scoreTexts(found ? std::optional(selected.dev) : std::nullopt, selected.test, decimals,
                       plusMinus),
            selected.certainty ? std::to_string(std::lround(100 * *selected.certainty)) + " %"
                               : "");
    }
    return lines;
}

const std::vector<std::string> kHeads = {"",        "rule",     "chosen",   "dev new",
                                         "dev old", "test new", "test old", "sure"};

/// In columns of the screen: a code point each.
std::size_t widthOf(const std::string& text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string aboutText(const Selection& selection)
{
    std::string text = "Chosen on dev by " + metricTitle(selection.options.metric);
    if (!selection.sweep.empty())
        text += ", sweep \"" + selection.sweep + "\"";
    if (!selection.time.empty())
        text += ", kept " + selection.time;
    if (selection.reference)
        text += "; hypervolume above (" + fixedText(selection.reference->x, 2) + ", " +
                fixedText(selection.reference->y, 2) + ")";
    return text;
}

json orNull(const std::optional<double>& value)
{
    return value ? json(*value) : json();
}

std::optional<double> numberOrNone(const json& value)
{
    return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

json scoresJson(const std::optional<SelectionScores>& scores)
{
    if (!scores)
        return nullptr;
    return {{"new", scores->newDomains},
            {"newHalfWidth", orNull(scores->newHalfWidth)},
            {"old", scores->oldDomains},
            {"oldHalfWidth", orNull(scores->oldHalfWidth)},
            {"domains", scores->domains}};
}

std::optional<SelectionScores> scoresFromJson(const json& value)
{
    if (value.is_null())
        return std::nullopt;
    return SelectionScores{value.at("new").get<double>(), value.at("old").get<double>(),
                           numberOrNone(value.at("newHalfWidth")),
                           numberOrNone(value.at("oldHalfWidth")),
                           value.at("domains").get<std::map<std::string, double>>()};
}

json selectedJson(const SelectedTrial& selected)
{
    const bool found = selected.sentence.empty();
    return {{"among", selected.among},
            {"rule", enumText(selected.rule)},
            {"candidates", selected.candidates},
            {"sentence", selected.sentence},
            {"strategy", selected.series},
            {"parameters", selected.parameters},
            {"trials", selected.trials},
            {"value", found ? json(selected.value) : json()},
            {"certainty", orNull(selected.certainty)},
            {"dev", scoresJson(found ? std::optional(selected.dev) : std::nullopt)},
            {"test", scoresJson(selected.test)}};
}

SelectedTrial selectedFromJson(const json& value)
{
    SelectedTrial selected;
    value.at("among").get_to(selected.among);
    selected.rule = enumFromText<SelectionRule>(value.at("rule").get<std::string>());
    value.at("candidates").get_to(selected.candidates);
    value.at("sentence").get_to(selected.sentence);
    value.at("strategy").get_to(selected.series);
    value.at("parameters").get_to(selected.parameters);
    value.at("trials").get_to(selected.trials);
    selected.value = numberOrNone(value.at("value")).value_or(0);
    selected.certainty = numberOrNone(value.at("certainty"));
    if (const auto dev = scoresFromJson(value.at("dev")))
        selected.dev = *dev;
    selected.test = scoresFromJson(value.at("test"));
    return selected;
}

} // namespace

std::string selectionText(const Selection& selection)
{
    auto lines = linesOf(selection, " ± ");
    lines.insert(lines.begin(), kHeads);
    std::vector<std::size_t> widths(kHeads.size(), 0);
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], widthOf(line[i]));
    }
    std::string text = aboutText(selection) + "\n";
    for (const auto& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string blanks(widths[i] - widthOf(line[i]), ' ');
            row += (i == 0 ? "" : "  ") + (i < 3 ? line[i] + blanks : blanks + line[i]);
        }
        text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
    }
    for (const SelectedTrial& selected : selection.chosen) {
        if (!selected.sentence.empty())
            text += amongTitle(selected) + ", " + ruleTitle(selection, selected.rule) + ": " +
                    selected.sentence + "\n";
    }
    return text + "± half of the 95 % interval over test sets; sure: share of dev's resamples in "
                  "which the rule chooses the same.\n";
}

std::string selectionCsv(const Selection& selection)
{
    std::string text = csvLine({"among", "rule", "loss_budget", "candidates", "strategy",
                                "parameters", "seeds", "trials", "value", "certainty", "dev_new",
                                "dev_new_half_width", "dev_old", "dev_old_half_width", "test_new",
                                "test_new_half_width", "test_old", "test_old_half_width"});
    const auto number = [](const std::optional<double>& value) {
        return value ? exactText(*value) : "";
    };
    for (const SelectedTrial& selected : selection.chosen) {
        const bool found = selected.sentence.empty();
        std::string trials;
        for (const std::string& trial : selected.trials)
            trials += (trials.empty() ? "" : " ") + trial;
        std::vector<std::string> fields = {selected.among.empty() ? "all" : selected.among,
                                           enumText(selected.rule),
                                           selected.rule == SelectionRule::LossBudget
                                               ? exactText(selection.options.lossBudget)
                                               : "",
                                           std::to_string(selected.candidates),
                                           selected.series,
                                           selected.parameters,
                                           found ? std::to_string(selected.trials.size()) : "",
                                           trials,
                                           found ? exactText(selected.value) : "",
                                           number(selected.certainty)};
        for (const auto& scores :
             {found ? std::optional(selected.dev) : std::nullopt, selected.test}) {
            fields.push_back(scores ? exactText(scores->newDomains) : "");
            fields.push_back(scores ? number(scores->newHalfWidth) : "");
            fields.push_back(scores ? exactText(scores->oldDomains) : "");
            fields.push_back(scores ? number(scores->oldHalfWidth) : "");
        }
        text += csvLine(fields);
    }
    return text;
}

std::string selectionLatex(const Selection& selection)
{
    std::string text = "% \\usepackage{booktabs}\n" + latexComment(aboutText(selection)) +
                       "\\begin{tabular}{lllrrrrr}\n\\toprule\n"
                       " & & & \\multicolumn{2}{c}{dev} & \\multicolumn{2}{c}{test} & \\\\\n"
                       "\\cmidrule(lr){4-5}\\cmidrule(lr){6-7}\n"
                       " & rule & chosen & new & old & new & old & sure \\\\\n\\midrule\n";
    for (const auto& line : linesOf(selection, " ± ")) {
        for (std::size_t i = 0; i < line.size(); ++i)
            text += (i == 0 ? "" : " & ") + latexText(line[i]);
        text += " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

json selectionJson(const Selection& selection)
{
    json chosen = json::array();
    for (const SelectedTrial& selected : selection.chosen)
        chosen.push_back(selectedJson(selected));
    return {{"schema", 1},
            {"metric", selection.options.metric},
            {"lossBudget", selection.options.lossBudget},
            {"sweep", {{"id", selection.options.sweep}, {"name", selection.sweep}}},
            {"time", selection.time},
            {"reference", selection.reference
                              ? json{{"x", selection.reference->x}, {"y", selection.reference->y}}
                              : json()},
            {"base",
             {{"dev", scoresJson(selection.baseDev)}, {"test", scoresJson(selection.baseTest)}}},
            {"chosen", std::move(chosen)},
            {"warnings", selection.warnings}};
}

Selection selectionFromJson(const json& value)
{
    Selection selection;
    value.at("metric").get_to(selection.options.metric);
    value.at("lossBudget").get_to(selection.options.lossBudget);
    value.at("sweep").at("id").get_to(selection.options.sweep);
    value.at("sweep").at("name").get_to(selection.sweep);
    value.at("time").get_to(selection.time);
    if (const json& reference = value.at("reference"); !reference.is_null())
        selection.reference =
            PlanePoint{reference.at("x").get<double>(), reference.at("y").get<double>()};
    selection.baseDev = scoresFromJson(value.at("base").at("dev"));
    selection.baseTest = scoresFromJson(value.at("base").at("test"));
    for (const json& each : value.at("chosen"))
        selection.chosen.push_back(selectedFromJson(each));
    value.at("warnings").get_to(selection.warnings);
    return selection;
}

} // namespace palimpsest
