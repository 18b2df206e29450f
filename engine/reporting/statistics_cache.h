// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/scoring/seed_statistics.h"
#include "engine/scoring/tradeoff_statistics.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// A number for each domain, the same for everything that is resampled together: in the order of
/// the study, then as they are asked for.
class DomainNumbers
{
public:
    explicit DomainNumbers(const StudyStore& store);
    std::size_t of(const std::string& domain);

private:
    std::map<std::string, std::size_t> m_numbers;
};

/// Statistics of segments as tests take them, each read from the study once. What it returns refers
/// to what it keeps. One object belongs to one thread, like its store.
class StatisticsCache
{
public:
    /// `missing` ends the sentence about statistics that the study does not hold: "for some points;
    /// evaluate them anew to see intervals."
    StatisticsCache(const StudyStore& store, std::string missing);

    bool has(RowId evaluation, const std::string& domain, const std::string& metric);
    /// Of one run over these domains. Both throw BadInput where the study holds none.
    DomainStatistics of(RowId evaluation, const std::vector<std::string>& domains,
                        const std::string& metric);
    RunParts partsOf(RowId evaluation, const std::vector<std::string>& domains,
                     const std::string& metric, DomainNumbers& numbers);

private:
    using Statistics = std::vector<SegmentStatistics>;
    const Statistics& read(RowId evaluation, const std::string& domain, const std::string& metric);
    const Statistics& require(RowId evaluation, const std::string& domain,
                              const std::string& metric);

    const StudyStore& m_store;
    std::string m_missing;
    std::map<std::tuple<RowId, std::string, std::string>, Statistics> m_statistics;
};

} // namespace palimpsest
