// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "engine/scoring/bleu_tokenizer.h"
#include "engine/scoring/metric.h"

namespace palimpsest
{

/// What is done about an n-gram order without a match (Chen and Cherry, WMT 2014).
enum class BleuSmoothing {
    None,  ///< precision 0, hence (almost) score 0
    Floor, ///< `smoothValue` matches in place of 0; default 0.1
    AddK,  ///< `smoothValue` is added to matches and totals of n > 1; default 1
    Exp,   ///< 1/2, 1/4, 1/8 … of a match for the first, second … such order. sacreBLEU's default
};

struct BleuOptions {
    BleuTokenizer tokenizer = BleuTokenizer::V13a;
    /// For BleuTokenizer::Custom: the line with tokens set apart by white space (for instance by
    /// SentencePiece).
    std::function<std::string(std::string_view)> customTokenizer = {};
    std::string customName = {}; ///< stands in the signature as tok:<customName>
    bool lowercase = false;
    /// Silences the warning about text that looks tokenised already (see looksTokenized); no figure
    /// depends on it.
    bool force = false;
    BleuSmoothing smoothing = BleuSmoothing::Exp;
    std::optional<double> smoothValue = {}; ///< for Floor and AddK; empty = their defaults
    int maxOrder = 4;                       ///< longest n-gram, 1 … 16
    /// Average over the orders that the text has only, rather than `maxOrder`. For single
    /// sentences.
    bool effectiveOrder = false;
};

/// BLEU (Papineni et al., ACL 2002) as sacreBLEU 2.6 computes it: BP · exp(Σ log pₙ / N),
/// BP = exp(1 − reference length / length) for output shorter than the reference, else 1. With
/// several references, n-gram counts are clipped by the largest and the length is the closest (of
/// two, the shorter). Statistics of a segment: length, reference length, matches of n = 1 … N,
/// n-grams of n = 1 … N.
class Bleu : public Metric
{
public:
    /// Throws BadInput for options that mean nothing.
    explicit Bleu(BleuOptions options = {});

    std::string name() const override { return "BLEU"; }
    using Metric::signature;
    std::string signature(const SignatureContext& context) const override;
    bool higherIsBetter() const override { return true; }
    NumpyFloat resampledScore(std::span<const float> sum) const override;
    double shuffledScore(const SegmentStatistics& sum) const override;
    double sentenceScore(const std::string& hypothesis,
                         std::span<const std::string> references) const override;
    std::size_t statisticsSize() const override
    {
        return 2 + 2 * static_cast<std::size_t>(m_options.maxOrder);
    }

    /// What stands behind a score: "66.7/50.0/33.3/25.0 (BP = 1.000 ratio = 1.000 hyp_len = 6
    /// ref_len = 6)".
    struct Detail {
        double score = 0;
        std::vector<double> precisions; ///< percent
        double brevityPenalty = 1;
        double length = 0;
        double referenceLength = 0;
        std::string text() const;
    };
    Detail detail(const SegmentStatistics& sum) const;

    const BleuOptions& options() const { return m_options; }

protected:
    std::unique_ptr<SegmentCounter> makeCounter() const override;
    double scoreOf(const SegmentStatistics& sum) const override { return detail(sum).score; }

private:
    BleuOptions m_options;
};

/// True where at least 100 lines end in " .": the text was tokenised and the score is not
/// comparable.
bool looksTokenized(std::span<const std::string> lines);

} // namespace palimpsest
