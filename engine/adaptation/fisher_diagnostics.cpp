// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/adaptation/fisher_diagnostics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

namespace palimpsest
{
namespace
{

constexpr int kBinsPerDecade = 2;
constexpr int kLowestLog10 = -46; // below the smallest fp32
constexpr int kBins = (39 - kLowestLog10) * kBinsPerDecade;
constexpr std::int64_t kRankedEntries = 100000;

using Counts = std::array<std::int64_t, kBins>;

Counts countsOf(const at::Tensor& part)
{
    const at::Tensor positive = part.masked_select(part.gt(0)).to(at::kDouble);
    const at::Tensor bin =
        positive.log10_().sub_(kLowestLog10).mul_(kBinsPerDecade).floor_().to(at::kLong);
    const at::Tensor counted = at::bincount(bin, {}, kBins).cpu();
    Counts counts;
    std::copy_n(counted.const_data_ptr<std::int64_t>(), kBins, counts.begin());
    return counts;
}

/// Ranks from 0, entries that are equal at their mean rank.
std::vector<double> ranksOf(const std::vector<float>& values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t index) { return values[index]; });
    std::vector<double> ranks(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first;
        while (end < order.size() && values[order[end]] == values[order[first]])
            ++end;
        for (std::size_t i = first; i < end; ++i)
            ranks[order[i]] = 0.5 * static_cast<double>(first + end - 1);
        first = end;
    }
    return ranks;
}

std::vector<float> spreadEntries(const at::Tensor& flat)
{
    const std::int64_t step = (flat.numel() + kRankedEntries - 1) / kRankedEntries;
    const at::Tensor some = flat.slice(0, 0, flat.numel(), std::max<std::int64_t>(step, 1))
                                .to(at::kFloat)
                                .cpu()
                                .contiguous();
    const auto* first = some.const_data_ptr<float>();
    return {first, first + some.numel()};
}

double relativeChange(const at::Tensor& a, const at::Tensor& b, const at::Tensor& whole)
{
    const double length = at::linalg_vector_norm(whole).item<double>();
    return length > 0 ? at::linalg_vector_norm(a - b).item<double>() / length : 0;
}

} // namespace

nlohmann::json clipFisher(at::Tensor& flat, double clip)
{
    if (clip <= 0)
        return nlohmann::json::object();
    const double trace = flat.sum(at::kDouble).item<double>();
    const double largest = flat.max().item<double>();
    const double limit = clip * trace / static_cast<double>(flat.numel());
    const auto clipped = flat.gt(limit).sum().item<std::int64_t>();
    flat.clamp_max_(limit);
    const double left = flat.sum(at::kDouble).item<double>();
    return {{"clippedAt", limit},
            {"clippedEntries", clipped},
            {"clippedTraceShare", trace > 0 ? std::max(0.0, 1 - left / trace) : 0},
            {"unclippedMax", largest}};
}

nlohmann::json fisherHistogram(const Parameters& parameters, const at::Tensor& flat)
{
    std::map<std::string, Counts> groups;
    Counts all{};
    for (const ParameterEntry& entry : parameters.entries()) {
        const Counts counts = countsOf(flat.narrow(0, entry.offset, entry.size));
        Counts& group = groups.try_emplace(toString(entry.group), Counts{}).first->second;
        for (std::size_t bin = 0; bin < counts.size(); ++bin) {
            group[bin] += counts[bin];
            all[bin] += counts[bin];
        }
    }
    const auto filled = [](std::int64_t count) { return count > 0; };
    const auto first = std::ranges::find_if(all, filled) - all.begin();
    const auto end = all.rend() - std::find_if(all.rbegin(), all.rend(), filled);
    const auto within = [&](const Counts& counts) {
        return end > first ? std::vector<std::int64_t>(counts.begin() + first, counts.begin() + end)
                           : std::vector<std::int64_t>();
    };
    nlohmann::json histogram = {
        {"binsPerDecade", kBinsPerDecade},
        {"firstLog10", kLowestLog10 + static_cast<double>(first) / kBinsPerDecade},
        {"counts", within(all)},
        {"groups", nlohmann::json::object()}};
    for (const auto& [name, counts] : groups)
        histogram["groups"][name] = within(counts);
    return histogram;
}

double rankCorrelation(const at::Tensor& a, const at::Tensor& b)
{
    const std::vector<double> x = ranksOf(spreadEntries(a));
    const std::vector<double> y = ranksOf(spreadEntries(b));
    const double middle = 0.5 * (static_cast<double>(x.size()) - 1);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - middle) * (x[i] - middle);
        yy += (y[i] - middle) * (y[i] - middle);
        xy += (x[i] - middle) * (y[i] - middle);
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

void FisherConvergence::added(const at::Tensor& sums, std::int64_t count, std::int64_t sentences)
{
    constexpr std::int64_t kEighths = 8;
    if (m_total < kEighths)
        return;
    for (const std::int64_t eighths : {1, 2, 4}) {
        if (count == m_total * eighths / kEighths)
            m_parts.push_back(
                {sums.div(static_cast<double>(count)).to(at::kFloat), sentences, count});
    }
}

nlohmann::json FisherConvergence::comparedWith(const at::Tensor& mean) const
{
    if (m_parts.empty())
        return nlohmann::json::object();
    nlohmann::json found = {{"convergence", nlohmann::json::array()}};
    for (const Part& part : m_parts)
        found["convergence"].push_back({{"sentences", part.sentences},
                                        {"relativeChange", relativeChange(part.mean, mean, mean)},
                                        {"rankCorrelation", rankCorrelation(part.mean, mean)}});
    const Part& half = m_parts.back();
    const auto count = static_cast<double>(half.count);
    const auto total = static_cast<double>(m_total);
    const at::Tensor other = (mean * total - half.mean * count) / (total - count);
    found["relativeChangeOfHalves"] = relativeChange(half.mean, other, mean);
    found["rankCorrelationOfHalves"] = rankCorrelation(half.mean, other);
    return found;
}

} // namespace palimpsest
