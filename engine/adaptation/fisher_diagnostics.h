// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "engine/model/parameters.h"

namespace palimpsest
{

/// Lowers entries above `clip` times the mean of all to that value; nothing happens where `clip` is
/// 0. Returns clippedAt (the value), clippedEntries, clippedTraceShare (of the trace, taken away)
/// and unclippedMax.
nlohmann::json clipFisher(at::Tensor& flat, double clip);

/// How many entries each half of a decade holds: binsPerDecade, firstLog10 (lower edge of the first
/// bin), counts, and groups {name: counts} in the same bins. Zeros are in none.
nlohmann::json fisherHistogram(const Parameters& parameters, const at::Tensor& flat);

/// Spearman's rank correlation of two estimates, ties at their mean rank, over at most 100,000
/// entries that lie evenly spread; 0 where all entries of one are equal.
double rankCorrelation(const at::Tensor& a, const at::Tensor& b);

/// How an estimate settles as sentences are added: the estimates of the first eighth, quarter and
/// half of the squared gradients are kept and compared with that of all.
class FisherConvergence
{
public:
    /// `total` squared gradients are going to be added, in a random order.
    explicit FisherConvergence(std::int64_t total) : m_total(total) {}

    /// Called after each with the sums so far, the number of gradients in them, and their
    /// sentences.
    void added(const at::Tensor& sums, std::int64_t count, std::int64_t sentences);

    /// "convergence" [{sentences, relativeChange ‖F_n − F_N‖ / ‖F_N‖, rankCorrelation}], and of the
    /// first half against the second, which share no sentence: relativeChangeOfHalves (of their
    /// mean) and rankCorrelationOfHalves. Nothing where there were fewer than eight gradients.
    nlohmann::json comparedWith(const at::Tensor& mean) const;

private:
    struct Part {
        at::Tensor mean; ///< fp32
        std::int64_t sentences = 0;
        std::int64_t count = 0;
    };

    std::int64_t m_total;
    std::vector<Part> m_parts;
};

} // namespace palimpsest
