// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/selection.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include "engine/reporting/text_list.h"
#include "engine/reporting/tradeoff_analysis.h"
#include "engine/study/error.h"
#include "engine/study/utc_time.h"

namespace palimpsest
{

namespace
{

constexpr const char* kDocument = "selection";

/// How good a point is by a rule; nothing where it does not qualify.
std::vector<std::optional<double>> valuesOf(SelectionRule rule, std::span<const PlanePoint> points,
                                            const SelectionContext& context)
{
    std::vector<std::optional<double>> values(points.size());
    std::vector<double> contributions;
    if (rule == SelectionRule::Hypervolume && context.reference)
        contributions = hypervolumeContributions(points, *context.reference);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const PlanePoint& point = points[i];
        if (std::isnan(point.x) || std::isnan(point.y))
            continue;
        if (rule == SelectionRule::MeanScore)
            values[i] = (point.x + point.y) / 2;
        else if (rule == SelectionRule::LossBudget && context.base &&
                 point.y >= context.base->y - context.lossBudget)
            values[i] = point.x;
        else if (rule == SelectionRule::Hypervolume && !contributions.empty() &&
                 contributions[i] > 0)
            values[i] = contributions[i];
    }
    return values;
}

TradeoffOptions pointOptions(const SelectionOptions& options, Split split)
{
    TradeoffOptions shown;
    shown.x.metric = options.metric;
    shown.y.metric = options.metric;
    shown.split = split;
    shown.sweep = options.sweep;
    return shown;
}

SelectionScores scoresOf(const TradeoffAnalysis& analysis, const TradeoffPoint& point)
{
    SelectionScores scores{point.x, point.y, {}, {}, point.domainScores};
    if (const PointUncertainty* known = uncertaintyOf(analysis, point)) {
        scores.newHalfWidth = known->x.halfWidth;
        scores.oldHalfWidth = known->y.halfWidth;
    }
    return scores;
}

std::string whyNone(SelectionRule rule, const SelectionContext& context)
{
    if (rule == SelectionRule::LossBudget && !context.base)
        return "The base model has no scores on dev.";
    if (rule == SelectionRule::LossBudget)
        return "Every trial loses more than the budget on dev.";
    if (!context.reference)
        return "There is no reference point: it needs the base model and another trial on dev, and "
               "a score of which more is better.";
    return "No trial adds to the hypervolume above the reference point.";
}

/// Chooses from the points of one strategy, or from all.
class Chooser
{
public:
    Chooser(const TradeoffAnalysis& analysis, const SelectionOptions& options,
            const std::map<RowId, std::string>& identities)
        : m_analysis(analysis), m_sign(lowerIsBetter(options.metric) ? -1 : 1),
          m_base(baselineIndex(analysis.points)), m_identities(identities)
    {
        m_context.lossBudget = options.lossBudget;
        if (m_base)
            m_context.base = plane({analysis.points[*m_base].x, analysis.points[*m_base].y});
        if (analysis.reference && m_sign > 0)
            m_context.reference = analysis.reference->point;
    }

    SelectedTrial choose(const std::string& among, SelectionRule rule) const
    {
        std::vector<std::size_t> candidates;
        for (std::size_t i = 0; i < m_analysis.points.size(); ++i) {
            if (among.empty() || m_analysis.points[i].series == among)
                candidates.push_back(i);
        }
        std::vector<PlanePoint> points;
        for (const std::size_t i : candidates)
            points.push_back(plane({m_analysis.points[i].x, m_analysis.points[i].y}));
        SelectedTrial selected;
        selected.among = among;
        selected.rule = rule;
        selected.candidates = candidates.size();
        const auto choice = chosenBy(rule, points, m_context);
        if (!choice) {
            selected.sentence = whyNone(rule, m_context);
            return selected;
        }
        const TradeoffPoint& point = m_analysis.points[candidates[choice->point]];
        selected.series = point.series;
        selected.parameters = point.label;
        for (const RowId job : point.jobs)
            selected.trials.push_back(m_identities.at(job));
        // The hypervolume is that of scores as they are.
        selected.value =
            rule == SelectionRule::Hypervolume ? choice->value : m_sign * choice->value;
        selected.dev = scoresOf(m_analysis, point);
        selected.certainty = certainty(rule, candidates, choice->point);
        return selected;
    }

private:
    PlanePoint plane(PlanePoint point) const { return {m_sign * point.x, m_sign * point.y}; }

    std::optional<double> certainty(SelectionRule rule, const std::vector<std::size_t>& candidates,
                                    std::size_t chosen) const
    {
        if (!m_analysis.known())
            return std::nullopt;
        std::size_t alike = 0;
        const auto samples = static_cast<std::size_t>(m_analysis.samples);
        std::vector<PlanePoint> points(candidates.size());
        for (std::size_t sample = 0; sample < samples; ++sample) {
            for (std::size_t i = 0; i < candidates.size(); ++i)
                points[i] = m_analysis.resampled[candidates[i]].resamples[sample];
            SelectionContext context = m_context;
            if (m_base)
                context.base = m_analysis.resampled[*m_base].resamples[sample];
            const auto choice = chosenBy(rule, points, context);
            alike += choice && points[choice->point] == points[chosen];
        }
        return static_cast<double>(alike) / static_cast<double>(samples);
    }

    const TradeoffAnalysis& m_analysis;
    double m_sign;
    std::optional<std::size_t> m_base;
    const std::map<RowId, std::string>& m_identities;
    SelectionContext m_context;
};

std::map<RowId, std::string> identitiesOf(const StudyStore& store)
{
    std::map<RowId, std::string> identities;
    for (const JobRow& job : store.jobs())
        identities[job.id] = job.identity;
    return identities;
}

} // namespace

std::optional<RuleChoice> chosenBy(SelectionRule rule, std::span<const PlanePoint> points,
                                   const SelectionContext& context)
{
    const auto values = valuesOf(rule, points, context);
    std::optional<RuleChoice> best;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] && (!best || *values[i] > best->value))
            best = RuleChoice{i, *values[i]};
    }
    return best;
}

Selection selectOnDev(const StudyStore& store, const SelectionOptions& options)
{
    if (!(options.lossBudget >= 0))
        throw BadInput("The loss budget must be a number of at least 0.");
    const TradeoffAnalysis analysis =
        TradeoffAnalyser(store).analyse(pointOptions(options, Split::Dev));
    if (analysis.points.empty())
        throw BadInput("No trial has " + options.metric +
                       " on dev for the checkpoint that it keeps: wait for one, or choose another "
                       "metric.");
    const auto identities = identitiesOf(store);
    const Chooser chooser(analysis, options, identities);
    Selection selection;
    selection.options = options;
    selection.warnings = analysis.warnings;
    if (!analysis.unequalBudgets.empty())
        selection.warnings.push_back(analysis.unequalBudgets);
    if (!analysis.sentence.empty())
        selection.warnings.push_back(analysis.sentence);
    if (options.sweep != 0)
        selection.sweep = store.sweep(options.sweep)->spec.name;
    if (analysis.reference)
        selection.reference = analysis.reference->point;
    if (const auto base = baselineIndex(analysis.points))
        selection.baseDev = scoresOf(analysis, analysis.points[*base]);
    std::vector<std::string> series;
    for (const TradeoffPoint& point : analysis.points) {
        if (point.series != "baseline" && std::ranges::find(series, point.series) == series.end())
            series.push_back(point.series);
    }
    series.emplace_back(); // all together
    for (const std::string& among : series) {
        for (const auto& [rule, text] : EnumText<SelectionRule>::kValues)
            selection.chosen.push_back(chooser.choose(among, rule));
    }
    return selection;
}

void addTestScores(const StudyStore& store, Selection& selection)
{
    const TradeoffAnalysis analysis =
        TradeoffAnalyser(store).analyse(pointOptions(selection.options, Split::Test));
    const auto identities = identitiesOf(store);
    std::map<std::string, const TradeoffPoint*> byTrial;
    for (const TradeoffPoint& point : analysis.points) {
        for (const RowId job : point.jobs)
            byTrial[identities.at(job)] = &point;
    }
    std::set<std::string> others; // chosen on other seeds than those that were tested
    for (SelectedTrial& selected : selection.chosen) {
        const auto found =
            selected.trials.empty() ? byTrial.end() : byTrial.find(selected.trials.front());
        if (found == byTrial.end())
            continue;
        selected.test = scoresOf(analysis, *found->second);
        if (found->second->jobs.size() != selected.trials.size())
            others.insert(selected.series +
                          (selected.parameters.empty() ? "" : " " + selected.parameters));
    }
    if (const auto base = baselineIndex(analysis.points))
        selection.baseTest = scoresOf(analysis, analysis.points[*base]);
    if (!others.empty())
        selection.warnings.push_back(
            "Not all seeds have scores on both dev and test: " + joined(others, ", ") + ".");
    for (const std::string& warning : analysis.warnings)
        selection.warnings.push_back("On test: " + warning);
}

void keepSelection(StudyStore& store, const std::string& name, const Selection& selection)
{
    if (name.empty())
        throw BadInput("The choice needs a name to be kept under.");
    Selection kept = selection;
    kept.time = utcNow();
    kept.baseTest.reset();
    for (SelectedTrial& selected : kept.chosen)
        selected.test.reset();
    store.setDocument(kDocument, name, selectionJson(kept));
}

std::vector<std::string> keptSelections(const StudyStore& store)
{
    std::vector<std::string> names;
    for (const auto& [name, value] : store.documents(kDocument))
        names.push_back(name);
    return names;
}

Selection keptSelection(const StudyStore& store, const std::string& name)
{
    const auto document = store.document(kDocument, name);
    if (!document) {
        std::vector<std::string> names;
        for (const std::string& known : keptSelections(store))
            names.push_back("\"" + known + "\"");
        throw BadInput("The study keeps no choice \"" + name + "\"" +
                       (names.empty() ? ": keep one with --save."
                                      : "; there are " + joined(names, ", ") + "."));
    }
    try {
        return selectionFromJson(*document);
    } catch (const nlohmann::json::exception& error) {
        throw BadInput("The kept choice \"" + name + "\" is damaged (" + error.what() +
                       "): keep it anew with --save.");
    }
}

} // namespace palimpsest
