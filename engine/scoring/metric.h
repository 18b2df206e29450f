// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/scoring/numpy_float.h"
#include "engine/scoring/signature.h"

namespace palimpsest
{

/// Sufficient statistics of one segment: corpus statistics are their element-wise sum.
using SegmentStatistics = std::vector<double>;

/// A corpus-level quality score computed from summed segment statistics, as sacreBLEU 2.6 defines
/// it.
class Metric
{
public:
    virtual ~Metric() = default;

    virtual std::string name() const = 0; ///< "BLEU", "chrF2", "TER"
    std::string signature() const { return signature(SignatureContext{}); } ///< one reference
    /// As sacreBLEU prints it; a figure that sacreBLEU cannot give has a tag of our own in it.
    virtual std::string signature(const SignatureContext& context) const = 0;
    virtual bool higherIsBetter() const = 0;

    /// Statistics of each segment. `references[k][i]` is reference k of segment i. Throws BadInput
    /// when the numbers of lines differ, there is no reference, or a line is not UTF-8.
    std::vector<SegmentStatistics>
    statistics(std::span<const std::string> hypotheses,
               std::span<const std::vector<std::string>> references) const;

    /// The score, 0 … 100 (TER may exceed it), of summed statistics; always a finite number. Throws
    /// BadInput when they are not as many as this metric has, and gives 0 for an empty sum (no
    /// segment).
    double score(const SegmentStatistics& sum) const;

    /// The score of a resample: sums and formula in single precision, as sacreBLEU computes them
    /// with numpy.
    virtual NumpyFloat resampledScore(std::span<const float> sum) const = 0;

    /// The score of a shuffled pseudo-system in approximate randomisation (whole-number arithmetic
    /// in numpy).
    virtual double shuffledScore(const SegmentStatistics& sum) const { return score(sum); }

    /// Statistics and score of one segment; BLEU then stops at the longest n-gram that the segment
    /// has, as sacreBLEU's sentence level does.
    virtual double sentenceScore(const std::string& hypothesis,
                                 std::span<const std::string> references) const;

    double corpusScore(std::span<const std::string> hypotheses,
                       std::span<const std::vector<std::string>> references) const;

    virtual std::size_t statisticsSize() const = 0; ///< numbers a segment

protected:
    /// Turns segments into statistics, one after another; keeps buffers between them.
    class SegmentCounter
    {
    public:
        virtual ~SegmentCounter() = default;
        virtual SegmentStatistics count(const std::string& hypothesis,
                                        std::span<const std::string* const> references) = 0;
    };
    virtual std::unique_ptr<SegmentCounter> makeCounter() const = 0;
    virtual double scoreOf(const SegmentStatistics& sum) const = 0;
};

/// Element-wise sum; an empty list gives an empty vector.
SegmentStatistics sumStatistics(std::span<const SegmentStatistics> segments);

/// "bleu", "chrf", "chrf++", "ter" with sacreBLEU's defaults. Throws BadInput naming the known
/// ones.
std::unique_ptr<Metric> makeMetric(const std::string& name);

} // namespace palimpsest
