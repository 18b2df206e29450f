// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "engine/scoring/metric.h"

namespace palimpsest
{

struct TerOptions {
    bool normalized = false;    ///< joins lines, resolves entities, sets punctuation apart
    bool noPunct = false;       ///< drops . , ? : ; ! " ( )
    bool caseSensitive = false; ///< off: everything is compared in lower case
};

/// Translation edit rate (Snover et al., AMTA 2006) as sacreBLEU 2.6 computes it: insertions,
/// deletions, substitutions and block shifts, over the mean reference length; lower is better. With
/// several references the edits to the nearest one count. Statistics of a segment: edits, mean
/// reference length.
class Ter : public Metric
{
public:
    explicit Ter(TerOptions options = {}) : m_options(options) {}

    std::string name() const override { return "TER"; }
    using Metric::signature;
    std::string signature(const SignatureContext& context) const override;
    bool higherIsBetter() const override { return false; }
    NumpyFloat resampledScore(std::span<const float> sum) const override;
    std::size_t statisticsSize() const override { return 2; }
    const TerOptions& options() const { return m_options; }

protected:
    std::unique_ptr<SegmentCounter> makeCounter() const override;
    double scoreOf(const SegmentStatistics& sum) const override;

private:
    TerOptions m_options;
};

/// The line as Tercom's tokenizer leaves it: words set apart by white space.
std::string tokenizeTercom(std::string_view line, const TerOptions& options);

} // namespace palimpsest
