// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/score_comparison.h"

#include <algorithm>
#include <limits>

#include "engine/reporting/statistics_cache.h"
#include "engine/scoring/multiple_tests.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// What one domain's test set says of the systems that were scored in it.
class DomainComparer
{
public:
    DomainComparer(StatisticsCache& statistics, const std::vector<ComparedSystem>& systems,
                   const Metric& metric, const std::string& metricName)
        : m_statistics(statistics), m_systems(systems), m_metric(metric), m_metricName(metricName)
    {
    }

    ComparedDomain compare(const DomainRow& row, PairedTest test, const ResamplingOptions& options)
    {
        ComparedDomain domain;
        domain.domain = row.domain.name;
        domain.role = row.domain.role;
        domain.systems.resize(m_systems.size());
        const std::vector<SystemStatistics> known = read(domain);
        if (known.empty())
            return domain;
        const auto resamples = sharedBootstrapScores(m_metric, known, options);
        for (std::size_t i = 0, next = 0; i < m_systems.size(); ++i) {
            if (!domain.systems[i])
                continue;
            ComparedScore& score = *domain.systems[i];
            score.interval = bootstrapInterval(resamples[next]);
            const auto& baseline = domain.systems.front();
            if (i > 0 && baseline) {
                score.difference = score.score - baseline->score;
                // Equal outputs: sacreBLEU's formula would call them different.
                score.p =
                    std::ranges::equal(known.front(), known[next]) ? 1
                    : test == PairedTest::Bootstrap
                        ? pairedBootstrap(resamples.front(), resamples[next], baseline->score,
                                          score.score)
                              .p
                        : pairedRandomisation(m_metric, known.front(), known[next], options).p;
            }
            ++next;
        }
        return domain;
    }

private:
    /// Statistics of the systems that have some, those of another test set left out.
    std::vector<SystemStatistics> read(ComparedDomain& domain)
    {
        std::vector<SystemStatistics> known;
        for (std::size_t i = 0; i < m_systems.size(); ++i) {
            const RowId evaluation = m_systems[i].evaluation;
            if (!m_statistics.has(evaluation, domain.domain, m_metricName))
                continue;
            const SystemStatistics statistics =
                m_statistics.of(evaluation, {domain.domain}, m_metricName).front();
            if (domain.segments == 0)
                domain.segments = statistics.size();
            if (statistics.size() != domain.segments)
                continue;
            known.push_back(statistics);
            domain.systems[i].emplace().score = m_metric.score(sumStatistics(statistics));
        }
        return known;
    }

    StatisticsCache& m_statistics;
    const std::vector<ComparedSystem>& m_systems;
    const Metric& m_metric;
    const std::string& m_metricName;
};

void correct(ScoreComparison& comparison)
{
    std::vector<double> p;
    std::vector<ComparedScore*> tested;
    for (ComparedDomain& domain : comparison.domains) {
        for (auto& score : domain.systems) {
            if (score && score->p) {
                p.push_back(*score->p);
                tested.push_back(&*score);
            }
        }
    }
    const std::vector<double> holm = holmCorrection(p);
    for (std::size_t i = 0; i < tested.size(); ++i)
        tested[i]->holm = holm[i];
    comparison.family = tested.size();
}

void warnOfGaps(ScoreComparison& comparison)
{
    for (const ComparedDomain& domain : comparison.domains)
        for (std::size_t i = 0; i < domain.systems.size(); ++i)
            if (!domain.systems[i])
                comparison.warnings.push_back(
                    "The study holds no comparable " + comparison.metric + " statistics of \"" +
                    domain.domain + "\" for " + nameOf(comparison.systems[i]) +
                    ": score it there, on the same test set, to compare it.");
}

} // namespace

ScoreComparison compareScores(const StudyStore& store, const std::vector<ComparedSystem>& systems,
                              const std::string& metricName, PairedTest test,
                              const ResamplingOptions& options)
{
    const auto metric = makeMetric(metricName);
    StatisticsCache statistics(store, "for these systems.");
    ScoreComparison comparison;
    comparison.systems = systems;
    comparison.metric = metricName;
    comparison.test = test;
    comparison.samples = test == PairedTest::Bootstrap ? options.samples : options.trials;
    SignatureContext context;
    context.bootstrap = options.samples;
    context.seed = std::to_string(options.seed);
    if (test == PairedTest::Randomisation)
        context.bootstrap = 0, context.randomisation = options.trials;
    comparison.signature = metric->signature(context);
    DomainComparer comparer(statistics, comparison.systems, *metric, metricName);
    for (const DomainRow& row : store.domains()) {
        ComparedDomain domain = comparer.compare(row, test, options);
        if (domain.segments > 0)
            comparison.domains.push_back(std::move(domain));
    }
    if (comparison.domains.empty())
        throw BadInput("The study holds no " + metricName +
                       " statistics of these systems: score them again, or choose another metric.");
    correct(comparison);
    warnOfGaps(comparison);
    return comparison;
}

} // namespace palimpsest
