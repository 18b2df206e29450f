// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/bleu.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "engine/scoring/ngram_matcher.h"
#include "engine/scoring/token_names.h"
#include "engine/scoring/unicode.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// log p, or a number so low that the score is 0, as sacreBLEU has it.
double flooredLog(double p)
{
    return p == 0 ? -9999999999.0 : std::log(p);
}

double smoothValueOf(const BleuOptions& options)
{
    if (options.smoothValue)
        return *options.smoothValue;
    return options.smoothing == BleuSmoothing::Floor ? 0.1 : 1.0;
}

const char* smoothingName(BleuSmoothing smoothing)
{
    switch (smoothing) {
    case BleuSmoothing::None:
        return "none";
    case BleuSmoothing::Floor:
        return "floor";
    case BleuSmoothing::AddK:
        return "add-k";
    case BleuSmoothing::Exp:
        break;
    }
    return "exp";
}

std::string fixed(double value, int digits)
{
    char text[400];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// The formula, in the arithmetic of Number. `addK` is what add-k smoothing adds.
template <typename Number>
Bleu::Detail compute(const BleuOptions& options, std::vector<Number> matches,
                     std::vector<Number> totals, double length, double referenceLength,
                     bool wholeNumbers)
{
    Bleu::Detail detail;
    detail.length = length;
    detail.referenceLength = referenceLength;
    if (length < referenceLength)
        detail.brevityPenalty = length > 0 ? std::exp(1 - referenceLength / length) : 0.0;
    const auto orders = static_cast<std::size_t>(options.maxOrder);
    detail.precisions.assign(orders, 0.0);
    if (std::all_of(matches.begin(), matches.end(), [](Number m) { return m == 0.0; }))
        return detail;

    const double value = smoothValueOf(options);
    // numpy keeps the sum of a whole number and a fraction in an array of whole numbers
    const double added = wholeNumbers ? std::floor(value) : value;
    double halvings = 1;
    std::size_t effective = orders;
    for (std::size_t n = 0; n < orders; ++n) {
        if (options.smoothing == BleuSmoothing::AddK && n > 0) {
            matches[n] += Number(added);
            totals[n] += Number(added);
        }
        if (totals[n] == 0.0)
            break;
        if (options.effectiveOrder)
            effective = n + 1;
        if (!(matches[n] == 0.0)) {
            detail.precisions[n] = plain(Number(100.0) * matches[n] / totals[n]);
        } else if (options.smoothing == BleuSmoothing::Exp) {
            halvings *= 2;
            detail.precisions[n] = plain(Number(100.0) / (Number(halvings) * totals[n]));
        } else if (options.smoothing == BleuSmoothing::Floor) {
            detail.precisions[n] = plain(Number(100.0 * value) / totals[n]);
        }
    }
    double logs = 0;
    for (std::size_t n = 0; n < effective; ++n)
        logs += flooredLog(detail.precisions[n]);
    detail.score = detail.brevityPenalty * std::exp(logs / static_cast<double>(effective));
    return detail;
}

template <typename Number, typename Sum>
Bleu::Detail computeFromSum(const BleuOptions& options, const Sum& sum, bool wholeNumbers)
{
    const auto orders = static_cast<std::size_t>(options.maxOrder);
    std::vector<Number> matches;
    std::vector<Number> totals;
    for (std::size_t n = 0; n < orders; ++n) {
        matches.push_back(Number(sum[2 + n]));
        totals.push_back(Number(sum[2 + orders + n]));
    }
    return compute(options, std::move(matches), std::move(totals),
                   std::trunc(static_cast<double>(sum[0])), std::trunc(static_cast<double>(sum[1])),
                   wholeNumbers);
}

/// The reference length closest to `length`; of two as close, the shorter.
std::size_t closestLength(std::size_t length, const std::vector<std::size_t>& candidates)
{
    const auto distance = [length](std::size_t other) {
        return length > other ? length - other : other - length;
    };
    std::size_t best = candidates.front();
    for (const std::size_t candidate : candidates)
        if (distance(candidate) < distance(best) ||
            (distance(candidate) == distance(best) && candidate < best))
            best = candidate;
    return best;
}

} // namespace

std::string Bleu::Detail::text() const
{
    std::string text;
    for (const double precision : precisions)
        text += (text.empty() ? "" : "/") + fixed(precision, 1);
    const double ratio = referenceLength > 0 ? length / referenceLength : 0;
    return text + " (BP = " + fixed(brevityPenalty, 3) + " ratio = " + fixed(ratio, 3) +
           " hyp_len = " + fixed(length, 0) + " ref_len = " + fixed(referenceLength, 0) + ")";
}

Bleu::Bleu(BleuOptions options) : m_options(std::move(options))
{
    if (m_options.maxOrder < 1 || m_options.maxOrder > 16)
        throw BadInput("BLEU's longest n-gram is " + std::to_string(m_options.maxOrder) +
                       "; choose 1 to 16.");
    if (m_options.smoothValue &&
        (!std::isfinite(*m_options.smoothValue) || *m_options.smoothValue < 0))
        throw BadInput("BLEU's smoothing value must be a number of at least 0.");
    if (m_options.tokenizer == BleuTokenizer::Custom &&
        (!m_options.customTokenizer || m_options.customName.empty()))
        throw BadInput("A custom BLEU tokenizer needs a function and a name for the signature.");
}

std::string Bleu::signature(const SignatureContext& context) const
{
    std::string smoothing = smoothingName(m_options.smoothing);
    if (m_options.smoothing == BleuSmoothing::Floor || m_options.smoothing == BleuSmoothing::AddK)
        smoothing += "[" + fixed(smoothValueOf(m_options), 2) + "]";
    const std::string tokenizer = m_options.tokenizer == BleuTokenizer::Custom
                                      ? m_options.customName
                                      : bleuTokenizerName(m_options.tokenizer);
    std::vector<SignatureField> fields{
        {"case", "c", m_options.lowercase ? "lc" : "mixed"},
        {"eff", "e", m_options.effectiveOrder ? "yes" : "no"},
        {"tok", "tok", tokenizer},
        {"smooth", "s", smoothing},
    };
    if (m_options.maxOrder != 4) // sacreBLEU can do it but does not say so
        fields.push_back({"order", "order", std::to_string(m_options.maxOrder)});
    return formatSignature(context, fields);
}

Bleu::Detail Bleu::detail(const SegmentStatistics& sum) const
{
    return computeFromSum<double>(m_options, sum, false);
}

double Bleu::shuffledScore(const SegmentStatistics& sum) const
{
    return computeFromSum<double>(m_options, sum, true).score;
}

NumpyFloat Bleu::resampledScore(std::span<const float> sum) const
{
    return computeFromSum<NumpyFloat>(m_options, sum, false).score;
}

double Bleu::sentenceScore(const std::string& hypothesis,
                           std::span<const std::string> references) const
{
    if (m_options.effectiveOrder)
        return Metric::sentenceScore(hypothesis, references);
    BleuOptions options = m_options;
    options.effectiveOrder = true;
    return Bleu(options).sentenceScore(hypothesis, references);
}

std::unique_ptr<Metric::SegmentCounter> Bleu::makeCounter() const
{
    class Counter : public SegmentCounter
    {
    public:
        explicit Counter(const BleuOptions& options) : m_options(options) {}

        SegmentStatistics count(const std::string& hypothesis,
                                std::span<const std::string* const> references) override
        {
            const auto orders = static_cast<std::size_t>(m_options.maxOrder);
            m_names.clear();
            m_tokens.resize(references.size() + 1);
            std::vector<std::size_t> lengths;
            std::vector<NgramMatcher::Symbols> symbols;
            for (std::size_t k = 0; k < references.size(); ++k) {
                tokenize(*references[k], m_tokens[k]);
                lengths.push_back(m_tokens[k].size());
                symbols.emplace_back(m_tokens[k]);
            }
            std::vector<std::uint32_t>& words = m_tokens.back();
            tokenize(hypothesis, words);
            m_matches.resize(orders);
            m_matcher.match(words, symbols, m_matches);

            SegmentStatistics values(2 + 2 * orders);
            values[0] = static_cast<double>(words.size());
            values[1] = static_cast<double>(closestLength(words.size(), lengths));
            for (std::size_t n = 0; n < orders; ++n) {
                values[2 + n] = m_matches[n];
                values[2 + orders + n] =
                    words.size() > n ? static_cast<double>(words.size() - n) : 0.0;
            }
            return values;
        }

    private:
        void tokenize(const std::string& line, std::vector<std::uint32_t>& names)
        {
            const std::string lower = m_options.lowercase ? toLower(line) : std::string();
            m_text = split(stripRight(m_options.lowercase ? lower : line));
            splitWhitespace(m_text, m_words);
            names.clear();
            for (const std::string_view word : m_words)
                names.push_back(m_names.nameOf(word));
        }

        std::string split(std::string_view line) const
        {
            switch (m_options.tokenizer) {
            case BleuTokenizer::V13a:
                return tokenize13a(line);
            case BleuTokenizer::Intl:
                return tokenizeIntl(line);
            case BleuTokenizer::Char:
                return tokenizeChar(line);
            case BleuTokenizer::None:
                break;
            case BleuTokenizer::Custom:
                return m_options.customTokenizer(line);
            }
            return std::string(line);
        }

        const BleuOptions& m_options;
        NgramMatcher m_matcher;
        TokenNames m_names;
        std::string m_text;
        std::vector<std::string_view> m_words;
        std::vector<std::vector<std::uint32_t>> m_tokens;
        std::vector<std::uint32_t> m_matches;
    };
    return std::make_unique<Counter>(m_options);
}

bool looksTokenized(std::span<const std::string> lines)
{
    return std::count_if(lines.begin(), lines.end(),
                         [](const std::string& line) { return line.ends_with(" ."); }) >= 100;
}

} // namespace palimpsest
