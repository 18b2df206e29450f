// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/chrf.h"

#include <string_view>

#include "engine/scoring/ngram_matcher.h"
#include "engine/scoring/token_names.h"
#include "engine/scoring/unicode.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// The formula, in the arithmetic of Number; the order of operations is sacreBLEU's.
template <typename Number, typename Sum>
Number fScore(const ChrfOptions& options, const Sum& sum)
{
    constexpr double kEps = 1e-16;
    const Number factor = static_cast<double>(options.beta) * options.beta;
    const Number onePlusFactor = 1.0 + static_cast<double>(options.beta) * options.beta;
    const int orders = options.charOrder + options.wordOrder;
    Number score = 0.0;
    Number precisions = 0.0;
    Number recalls = 0.0;
    int effective = 0;
    for (int i = 0; i < orders; ++i) {
        const std::size_t at = 3 * static_cast<std::size_t>(i);
        const Number hypothesis(sum[at]);
        const Number reference(sum[at + 1]);
        const Number matches(sum[at + 2]);
        const Number precision = hypothesis > 0.0 ? matches / hypothesis : Number(kEps);
        const Number recall = reference > 0.0 ? matches / reference : Number(kEps);
        const Number denominator = factor * precision + recall;
        score +=
            denominator > 0.0 ? onePlusFactor * precision * recall / denominator : Number(kEps);
        if (hypothesis > 0.0 && reference > 0.0) {
            precisions += precision;
            recalls += recall;
            ++effective;
        }
    }
    if (options.epsSmoothing)
        return Number(100.0) * score / Number(static_cast<double>(orders));
    if (effective == 0)
        return 0.0;
    precisions /= Number(static_cast<double>(effective));
    recalls /= Number(static_cast<double>(effective));
    if (precisions + recalls == 0.0)
        return 0.0;
    score = onePlusFactor * precisions * recalls;
    score /= factor * precisions + recalls;
    return Number(100.0) * score;
}

bool isAsciiPunctuation(char c)
{
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
}

/// Calls `take` with the words of a line; one punctuation mark at the end of a word, or else at its
/// beginning, is a word of its own (chrF++.py).
template <typename Take>
void forEachWord(std::string_view line, const Take& take)
{
    for (const std::string_view word : splitWhitespace(line)) {
        const bool single = decodeUtf8(word).size() == 1;
        if (!single && isAsciiPunctuation(word.back())) {
            take(word.substr(0, word.size() - 1));
            take(word.substr(word.size() - 1));
        } else if (!single && isAsciiPunctuation(word.front())) {
            take(word.substr(0, 1));
            take(word.substr(1));
        } else {
            take(word);
        }
    }
}

/// The symbols of a segment at both levels.
struct Symbols {
    std::vector<std::uint32_t> characters;
    std::vector<std::uint32_t> words;
};

} // namespace

Chrf::Chrf(ChrfOptions options) : m_options(options)
{
    if (m_options.charOrder < 1 || m_options.charOrder > 32)
        throw BadInput("chrF's longest character n-gram is " + std::to_string(m_options.charOrder) +
                       "; choose 1 to 32.");
    if (m_options.wordOrder < 0 || m_options.wordOrder > 32)
        throw BadInput("chrF's longest word n-gram is " + std::to_string(m_options.wordOrder) +
                       "; choose 0 to 32.");
    if (m_options.beta < 1 || m_options.beta > 1000)
        throw BadInput("chrF's beta is " + std::to_string(m_options.beta) + "; choose 1 to 1000.");
}

std::string Chrf::name() const
{
    return "chrF" + std::to_string(m_options.beta) +
           std::string(static_cast<std::size_t>(m_options.wordOrder), '+');
}

std::string Chrf::signature(const SignatureContext& context) const
{
    return formatSignature(context, {
                                        {"case", "c", m_options.lowercase ? "lc" : "mixed"},
                                        {"eff", "e", m_options.epsSmoothing ? "no" : "yes"},
                                        {"nc", "nc", std::to_string(m_options.charOrder)},
                                        {"nw", "nw", std::to_string(m_options.wordOrder)},
                                        {"space", "s", m_options.whitespace ? "yes" : "no"},
                                    });
}

double Chrf::scoreOf(const SegmentStatistics& sum) const
{
    return fScore<double>(m_options, sum);
}

NumpyFloat Chrf::resampledScore(std::span<const float> sum) const
{
    return fScore<NumpyFloat>(m_options, sum);
}

std::unique_ptr<Metric::SegmentCounter> Chrf::makeCounter() const
{
    class Counter : public SegmentCounter
    {
    public:
        explicit Counter(const ChrfOptions& options) : m_options(options) {}

        SegmentStatistics count(const std::string& hypothesis,
                                std::span<const std::string* const> references) override
        {
            m_names.clear();
            read(hypothesis, m_hypothesis);
            SegmentStatistics best;
            double bestScore = -1;
            for (const std::string* reference : references) {
                read(*reference, m_reference);
                SegmentStatistics values;
                append(m_hypothesis.characters, m_reference.characters, m_options.charOrder,
                       values);
                append(m_hypothesis.words, m_reference.words, m_options.wordOrder, values);
                const double score = references.size() == 1 ? 0 : fScore<double>(m_options, values);
                if (score > bestScore) {
                    bestScore = score;
                    best = std::move(values);
                }
            }
            return best;
        }

    private:
        void read(const std::string& line, Symbols& symbols)
        {
            const std::string lower = m_options.lowercase ? toLower(line) : std::string();
            const std::string& text = m_options.lowercase ? lower : line;
            symbols.characters.clear();
            for (const char32_t point : decodeUtf8(text))
                if (m_options.whitespace || !isPythonSpace(point))
                    symbols.characters.push_back(point);
            symbols.words.clear();
            if (m_options.wordOrder > 0)
                forEachWord(text, [&](std::string_view word) {
                    symbols.words.push_back(m_names.nameOf(word));
                });
        }

        void append(const std::vector<std::uint32_t>& hypothesis,
                    const std::vector<std::uint32_t>& reference, int orders,
                    SegmentStatistics& values)
        {
            const NgramMatcher::Symbols other(reference);
            m_matches.resize(static_cast<std::size_t>(orders));
            m_matcher.match(hypothesis, std::span(&other, 1), m_matches);
            for (std::size_t n = 0; n < m_matches.size(); ++n) {
                const auto ngrams = [n](std::size_t size) {
                    return size > n ? static_cast<double>(size - n) : 0.0;
                };
                const double there = ngrams(reference.size());
                values.push_back(there > 0 ? ngrams(hypothesis.size()) : 0.0);
                values.push_back(there);
                values.push_back(m_matches[n]);
            }
        }

        const ChrfOptions& m_options;
        NgramMatcher m_matcher;
        TokenNames m_names;
        Symbols m_hypothesis;
        Symbols m_reference;
        std::vector<std::uint32_t> m_matches;
    };
    return std::make_unique<Counter>(m_options);
}

} // namespace palimpsest
