// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/resampling.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "engine/scoring/numpy_array.h"
#include "engine/scoring/numpy_random.h"
#include "engine/scoring/parallel.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

using Lane = float __attribute__((vector_size(16))); // four sums at a time; the order of each stays

constexpr std::size_t kLaneFloats = 4;

/// Statistics of all segments as numpy holds them: float32, here with rows padded to whole lanes.
class SingleStatistics
{
public:
    explicit SingleStatistics(SystemStatistics statistics)
        : m_size(statistics.front().size()), m_lanes((m_size + kLaneFloats - 1) / kLaneFloats),
          m_rows(statistics.size() * m_lanes)
    {
        for (std::size_t i = 0; i < statistics.size(); ++i)
            for (std::size_t j = 0; j < m_size; ++j)
                m_rows[i * m_lanes + j / kLaneFloats][j % kLaneFloats] =
                    static_cast<float>(statistics[i][j]);
    }

    void sum(std::span<const std::uint32_t> picks, std::vector<float>& sums) const
    {
        std::vector<Lane> lanes(m_lanes, Lane{});
        switch (m_lanes) {
        case 1:
            sumRows<1>(picks, lanes.data());
            break;
        case 3:
            sumRows<3>(picks, lanes.data());
            break;
        case 5:
            sumRows<5>(picks, lanes.data());
            break;
        default:
            for (const std::uint32_t pick : picks)
                for (std::size_t k = 0; k < m_lanes; ++k)
                    lanes[k] += m_rows[pick * m_lanes + k];
        }
        sums.resize(m_size);
        for (std::size_t j = 0; j < m_size; ++j)
            sums[j] = lanes[j / kLaneFloats][j % kLaneFloats];
    }

private:
    template <std::size_t Lanes>
    void sumRows(std::span<const std::uint32_t> picks, Lane* sums) const
    {
        Lane parts[Lanes] = {};
        for (const std::uint32_t pick : picks)
            for (std::size_t k = 0; k < Lanes; ++k)
                parts[k] += m_rows[pick * Lanes + k];
        for (std::size_t k = 0; k < Lanes; ++k)
            sums[k] = parts[k];
    }

    std::size_t m_size;
    std::size_t m_lanes;
    std::vector<Lane> m_rows;
};

void checkSystem(const Metric& metric, SystemStatistics statistics)
{
    if (statistics.empty())
        throw BadInput("There is no segment to resample; give a test set with at least one line.");
    if (statistics.size() > std::numeric_limits<std::uint32_t>::max() - 1)
        throw BadInput("The test set has too many segments to resample.");
    for (const SegmentStatistics& segment : statistics)
        if (segment.size() != metric.statisticsSize())
            throw BadInput("A segment's statistics are not those of " + metric.name() +
                           "; score the text again with the same options.");
}

void checkSameSegments(SystemStatistics baseline, SystemStatistics system)
{
    if (baseline.size() != system.size())
        throw BadInput("The baseline has " + std::to_string(baseline.size()) +
                       " segments and the system " + std::to_string(system.size()) +
                       "; a paired test needs the same test set.");
}

void checkCount(int count, const char* what)
{
    if (count < 1)
        throw BadInput(std::string("The number of ") + what + " is " + std::to_string(count) +
                       "; choose at least 1.");
}

BootstrapInterval intervalOf(const NumpyArray& sorted, double mean)
{
    const std::size_t lower = sorted.size() / 40;
    const std::size_t upper = sorted.size() - lower - 1;
    return {mean, plain(NumpyFloat(0.5) * (sorted[upper] - sorted[lower]))};
}

/// p with the +1 that keeps the test from rejecting too often (see MultEval).
double pValue(std::size_t atLeast, std::size_t samples)
{
    return static_cast<double>(atLeast + 1) / static_cast<double>(samples + 1);
}

double scoreOfAll(const Metric& metric, SystemStatistics statistics)
{
    return metric.score(sumStatistics(statistics));
}

/// Sums of baseline − system over the segments that each trial's coins select. Eight segments at a
/// time: their 256 possible sums are made once and looked up by every trial.
std::vector<double> selectedDifferences(SystemStatistics baseline, SystemStatistics system,
                                        const std::vector<std::uint32_t>& coins,
                                        std::size_t firstTrial, std::size_t lastTrial)
{
    const std::size_t width = baseline.front().size();
    const std::size_t segments = baseline.size();
    std::vector<double> sums((lastTrial - firstTrial) * width, 0.0);
    std::vector<double> table(256 * width);
    for (std::size_t start = 0; start < segments; start += 8) {
        const std::size_t count = std::min<std::size_t>(8, segments - start);
        for (std::size_t bits = 1; bits < (std::size_t{1} << count); ++bits) {
            const auto low = static_cast<std::size_t>(__builtin_ctzll(bits));
            const std::size_t rest = bits & (bits - 1);
            for (std::size_t j = 0; j < width; ++j)
                table[bits * width + j] =
                    table[rest * width + j] + (baseline[start + low][j] - system[start + low][j]);
        }
        for (std::size_t trial = firstTrial; trial < lastTrial; ++trial) {
            const std::size_t bit = trial * segments + start;
            std::uint64_t window = coins[bit / 32];
            if (bit / 32 + 1 < coins.size())
                window |= std::uint64_t{coins[bit / 32 + 1]} << 32;
            const auto picked =
                static_cast<std::size_t>(window >> (bit % 32)) & ((std::size_t{1} << count) - 1);
            double* sum = sums.data() + (trial - firstTrial) * width;
            const double* add = table.data() + picked * width;
            for (std::size_t j = 0; j < width; ++j)
                sum[j] += add[j];
        }
    }
    return sums;
}

} // namespace

std::vector<std::vector<NumpyFloat>>
sharedBootstrapScores(const Metric& metric, std::span<const SystemStatistics> systems,
                      const ResamplingOptions& options)
{
    checkCount(options.samples, "bootstrap resamples");
    std::vector<SingleStatistics> single;
    for (const SystemStatistics statistics : systems) {
        checkSystem(metric, statistics);
        checkSameSegments(systems.front(), statistics);
        single.emplace_back(statistics);
    }
    const auto samples = static_cast<std::size_t>(options.samples);
    std::vector<std::vector<NumpyFloat>> scores(systems.size(), std::vector<NumpyFloat>(samples));
    if (systems.empty())
        return scores;
    const std::size_t segments = systems.front().size();
    NumpyRandom random(options.seed);
    // The indices come from one stream, a block of resamples at a time; scoring a block is shared
    // out.
    const std::size_t block = std::max<std::size_t>(1, (std::size_t{1} << 22) / segments);
    std::vector<std::uint32_t> picks;
    for (std::size_t start = 0; start < samples; start += block) {
        const std::size_t count = std::min(block, samples - start);
        picks.resize(count * segments);
        random.fillBelow(static_cast<std::uint32_t>(segments), picks);
        inParts(count * single.size(), options.threads, [&](std::size_t first, std::size_t last) {
            std::vector<float> sums;
            for (std::size_t task = first; task < last; ++task) { // one system after another
                const std::size_t system = task / count;
                const std::size_t i = task % count;
                single[system].sum(std::span(picks).subspan(i * segments, segments), sums);
                scores[system][start + i] = metric.resampledScore(sums);
            }
        });
    }
    return scores;
}

std::vector<NumpyFloat> bootstrapScores(const Metric& metric, SystemStatistics statistics,
                                        const ResamplingOptions& options)
{
    return std::move(sharedBootstrapScores(metric, {&statistics, 1}, options).front());
}

BootstrapInterval bootstrapInterval(const Metric& metric, SystemStatistics statistics,
                                    const ResamplingOptions& options)
{
    return bootstrapInterval(bootstrapScores(metric, statistics, options));
}

BootstrapInterval bootstrapInterval(const std::vector<NumpyFloat>& scores)
{
    if (scores.empty())
        throw BadInput("There is no resample to make an interval of; draw at least one.");
    const NumpyArray array(scores);
    return intervalOf(array.sorted(), array.exactMean());
}

PairedResult pairedBootstrap(const std::vector<NumpyFloat>& baselineScores,
                             const std::vector<NumpyFloat>& systemScores, double baseline,
                             double score)
{
    if (baselineScores.empty() || baselineScores.size() != systemScores.size())
        throw BadInput("The systems have different numbers of resamples, or none; draw them with "
                       "the same options.");
    const NumpyArray baselineArray(baselineScores);
    const NumpyArray systemArray(systemScores);
    PairedResult result;
    result.baseline = baseline;
    result.score = score;
    result.baselineInterval =
        intervalOf(baselineArray.sorted(), plain(baselineArray.sorted().mean()));
    result.interval = intervalOf(systemArray.sorted(), plain(systemArray.sorted().mean()));

    const NumpyArray differences = systemArray.absoluteDifference(baselineArray);
    const NumpyFloat mean = differences.mean();
    double actual = std::abs(baseline - score);
    if (mean.single())
        actual = static_cast<double>(static_cast<float>(actual));
    std::size_t more = 0;
    for (std::size_t i = 0; i < differences.size(); ++i)
        more += differences[i] - mean > actual ? 1U : 0U;
    result.p = pValue(more, differences.size());
    return result;
}

PairedResult pairedBootstrap(const Metric& metric, SystemStatistics baseline,
                             SystemStatistics system, const ResamplingOptions& options)
{
    checkSameSegments(baseline, system);
    const SystemStatistics both[] = {baseline, system};
    const auto scores = sharedBootstrapScores(metric, both, options);
    return pairedBootstrap(scores[0], scores[1], scoreOfAll(metric, baseline),
                           scoreOfAll(metric, system));
}

PairedResult pairedRandomisation(const Metric& metric, SystemStatistics baseline,
                                 SystemStatistics system, const ResamplingOptions& options)
{
    checkSameSegments(baseline, system);
    checkSystem(metric, baseline);
    checkSystem(metric, system);
    checkCount(options.trials, "randomisation trials");
    const auto trials = static_cast<std::size_t>(options.trials);
    const SegmentStatistics baselineSum = sumStatistics(baseline);
    const SegmentStatistics systemSum = sumStatistics(system);
    PairedResult result;
    result.baseline = metric.score(baselineSum);
    result.score = metric.score(systemSum);
    const double actual = std::abs(result.baseline - result.score);

    const std::vector<std::uint32_t> coins =
        NumpyRandom(options.seed).coins(trials * baseline.size());
    std::vector<unsigned char> more(trials);
    inParts(trials, options.threads, [&](std::size_t first, std::size_t last) {
        const std::vector<double> moved = selectedDifferences(baseline, system, coins, first, last);
        SegmentStatistics a(systemSum.size());
        SegmentStatistics b(systemSum.size());
        for (std::size_t trial = first; trial < last; ++trial) {
            for (std::size_t j = 0; j < a.size(); ++j) {
                const double difference = moved[(trial - first) * a.size() + j];
                a[j] = systemSum[j] + difference;
                b[j] = baselineSum[j] - difference;
            }
            more[trial] = std::abs(metric.shuffledScore(a) - metric.shuffledScore(b)) > actual;
        }
    });
    result.p = pValue(std::accumulate(more.begin(), more.end(), std::size_t{0}), trials);
    return result;
}

} // namespace palimpsest
