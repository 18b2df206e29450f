// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/scoring/metric.h"

namespace palimpsest
{

struct ChrfOptions {
    int charOrder = 6; ///< longest character n-gram, at least 1
    int wordOrder = 0; ///< longest word n-gram; 0 = chrF, 2 = chrF++
    int beta = 2;      ///< recall weighs β² times as much as precision, at least 1
    bool lowercase = false;
    bool whitespace = false; ///< white space counts as characters too
    /// Averages F over all orders with 1e-16 for what is undefined, as chrF++.py, NLTK and Moses
    /// do, rather than averaging precision and recall over the orders that both sides have.
    bool epsSmoothing = false;
};

/// chrF and chrF++ (Popović, WMT 2015 and 2017) as sacreBLEU 2.6 computes them: F_β of mean n-gram
/// precision and recall. With several references, a segment counts with the one that gives it the
/// best F. Statistics of a segment, for each character order and then each word order: n-grams of
/// the translation (0 where the reference has none), n-grams of the reference, matches.
class Chrf : public Metric
{
public:
    /// Throws BadInput for options that mean nothing.
    explicit Chrf(ChrfOptions options = {});

    std::string name() const override;
    using Metric::signature;
    std::string signature(const SignatureContext& context) const override;
    bool higherIsBetter() const override { return true; }
    NumpyFloat resampledScore(std::span<const float> sum) const override;
    std::size_t statisticsSize() const override
    {
        return 3 * static_cast<std::size_t>(m_options.charOrder + m_options.wordOrder);
    }
    const ChrfOptions& options() const { return m_options; }

protected:
    std::unique_ptr<SegmentCounter> makeCounter() const override;
    double scoreOf(const SegmentStatistics& sum) const override;

private:
    ChrfOptions m_options;
};

} // namespace palimpsest
