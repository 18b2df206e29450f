// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/statistics_cache.h"

#include <utility>

#include "engine/study/error.h"

namespace palimpsest
{

DomainNumbers::DomainNumbers(const StudyStore& store)
{
    for (const DomainRow& row : store.domains())
        of(row.domain.name);
}

std::size_t DomainNumbers::of(const std::string& domain)
{
    return m_numbers.emplace(domain, m_numbers.size()).first->second;
}

StatisticsCache::StatisticsCache(const StudyStore& store, std::string missing)
    : m_store(store), m_missing(std::move(missing))
{
}

const StatisticsCache::Statistics&
StatisticsCache::read(RowId evaluation, const std::string& domain, const std::string& metric)
{
    const auto [place, fresh] = m_statistics.try_emplace({evaluation, domain, metric});
    if (fresh)
        place->second = m_store.segmentStatistics(evaluation, domain, metric);
    return place->second;
}

const StatisticsCache::Statistics&
StatisticsCache::require(RowId evaluation, const std::string& domain, const std::string& metric)
{
    const Statistics& statistics = read(evaluation, domain, metric);
    if (statistics.empty())
        throw BadInput("The study holds no " + metric + " statistics of \"" + domain + "\" " +
                       m_missing);
    return statistics;
}

bool StatisticsCache::has(RowId evaluation, const std::string& domain, const std::string& metric)
{
    return !read(evaluation, domain, metric).empty();
}

DomainStatistics StatisticsCache::of(RowId evaluation, const std::vector<std::string>& domains,
                                     const std::string& metric)
{
    DomainStatistics run;
    for (const std::string& domain : domains)
        run.emplace_back(require(evaluation, domain, metric));
    return run;
}

RunParts StatisticsCache::partsOf(RowId evaluation, const std::vector<std::string>& domains,
                                  const std::string& metric, DomainNumbers& numbers)
{
    RunParts run;
    for (const std::string& domain : domains)
        run.push_back({numbers.of(domain), require(evaluation, domain, metric)});
    return run;
}

} // namespace palimpsest
