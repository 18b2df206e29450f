// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include "engine/reporting/text_list.h"
#include "engine/reporting/tradeoff.h"

namespace palimpsest
{

namespace
{

template <typename Row>
std::map<RowId, const Row*> byId(const std::vector<Row>& rows)
{
    std::map<RowId, const Row*> known;
    for (const Row& row : rows)
        known[row.id] = &row;
    return known;
}

/// Text and number of lines that a job's scores on a domain rest on.
std::string testSetOf(const JobRow& job, const std::string& name, Split split)
{
    for (const Domain& domain : *job.config.domains) {
        const auto corpus = domain.splits.find(split);
        if (domain.name != name || corpus == domain.splits.end())
            continue;
        const int limit = split == Split::Test ? job.config.evaluation->testSentences : 0;
        return corpus->second.hash + "/" + std::to_string(limit);
    }
    return {};
}

/// What the points' scores rest on.
struct Foundations {
    std::map<std::string, std::set<std::string>> signatures; ///< by metric
    std::map<std::string, std::set<std::string>> testSets;   ///< by domain

    void add(const JobRow& job, const EvaluationRow& evaluation,
             const std::vector<std::string>& domains, const std::string& metric, Split split)
    {
        for (const std::string& domain : domains) {
            testSets[domain].insert(testSetOf(job, domain, split));
            for (const ScoreRow& score : evaluation.scores)
                if (score.domain == domain && score.metric == metric && !score.signature.empty())
                    signatures[metric].insert(score.signature);
        }
    }
};

void warnOfMeans(const std::vector<TradeoffPoint>& points,
                 std::vector<std::vector<std::string>> TradeoffPoint::* domains,
                 const AxisChoice& axis, std::vector<std::string>& warnings)
{
    if (axis.over != AxisChoice::Over::Mean)
        return;
    std::set<std::set<std::string>> kinds;
    for (const TradeoffPoint& point : points)
        for (const auto& run : point.*domains)
            kinds.insert({run.begin(), run.end()});
    if (kinds.size() < 2)
        return;
    std::string text = "The means over " + std::string(toString(axis.role)) +
                       " domains are not over the same domains:";
    for (const auto& kind : kinds)
        text += (kind == *kinds.begin() ? " " : "; others over ") + joined(kind, ", ");
    warnings.push_back(text + ". Choose one domain, or score the missing ones.");
}

} // namespace

std::vector<std::string> comparabilityWarnings(const std::vector<TradeoffPoint>& points,
                                               const std::vector<JobRow>& jobs,
                                               const std::vector<EvaluationRow>& evaluations,
                                               const TradeoffOptions& options)
{
    const auto knownJobs = byId(jobs);
    const auto knownEvaluations = byId(evaluations);
    Foundations foundations;
    for (const TradeoffPoint& point : points) {
        for (std::size_t i = 0; i < point.evaluations.size(); ++i) {
            const JobRow& job = *knownJobs.at(point.jobs[i]);
            const EvaluationRow& evaluation = *knownEvaluations.at(point.evaluations[i]);
            foundations.add(job, evaluation, point.xDomains[i], options.x.metric, options.split);
            foundations.add(job, evaluation, point.yDomains[i], options.y.metric, options.split);
        }
    }
    std::vector<std::string> warnings;
    for (const auto& [metric, signatures] : foundations.signatures) {
        if (signatures.size() > 1)
            warnings.push_back("Scores with different signatures cannot be compared: " +
                               joined(signatures, "; ") + ". Evaluate the trials anew.");
    }
    std::set<std::string> changed;
    for (const auto& [domain, testSets] : foundations.testSets) {
        if (testSets.size() > 1)
            changed.insert("\"" + domain + "\"");
    }
    if (!changed.empty())
        warnings.push_back("The trials were scored on different " +
                           std::string(toString(options.split)) + " sets of " +
                           joined(changed, ", ") + "; show one sweep, or evaluate them anew.");
    warnOfMeans(points, &TradeoffPoint::xDomains, options.x, warnings);
    if (options.x != options.y)
        warnOfMeans(points, &TradeoffPoint::yDomains, options.y, warnings);
    return warnings;
}

} // namespace palimpsest
