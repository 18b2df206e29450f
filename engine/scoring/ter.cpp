// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/ter.h"

#include <algorithm>

#include "engine/scoring/bleu_tokenizer.h"
#include "engine/scoring/token_names.h"
#include "engine/scoring/translation_edits.h"
#include "engine/scoring/unicode.h"

namespace palimpsest
{

namespace
{

template <typename Number>
Number rate(Number edits, Number length)
{
    if (length > 0.0)
        return Number(100.0) * (edits / length);
    return edits > 0.0 ? 100.0 : 0.0; // something against nothing; nothing against nothing
}

std::string normalize(std::string text)
{
    replaceAll(text, "\n-", "");
    replaceAll(text, "\n", " ");
    unescapeEntities(text);
    text = separatePunctuation(" " + text + " ");
    replaceAll(text, "'s ", " 's ");
    return separateNumberMarks(text);
}

/// Words set apart by single spaces.
std::string joinWords(std::string_view text)
{
    std::string joined;
    for (const std::string_view word : splitWhitespace(text)) {
        joined += joined.empty() ? "" : " ";
        joined += word;
    }
    return joined;
}

} // namespace

std::string tokenizeTercom(std::string_view line, const TerOptions& options)
{
    std::string text = options.caseSensitive ? std::string(line) : toLower(line);
    if (options.normalized)
        text = normalize(std::move(text));
    if (options.noPunct)
        std::erase_if(text, [](char c) {
            return std::string_view(".,?:;!\"()").find(c) != std::string_view::npos;
        });
    return joinWords(text);
}

std::string Ter::signature(const SignatureContext& context) const
{
    return formatSignature(context, {
                                        {"case", "c", m_options.caseSensitive ? "mixed" : "lc"},
                                        {"tok", "t", "tercom"},
                                        {"norm", "nr", m_options.normalized ? "yes" : "no"},
                                        {"punct", "pn", m_options.noPunct ? "no" : "yes"},
                                        {"asian", "as", "no"},
                                    });
}

double Ter::scoreOf(const SegmentStatistics& sum) const
{
    return rate<double>(sum[0], sum[1]);
}

NumpyFloat Ter::resampledScore(std::span<const float> sum) const
{
    return rate<NumpyFloat>(NumpyFloat(sum[0]), NumpyFloat(sum[1]));
}

std::unique_ptr<Metric::SegmentCounter> Ter::makeCounter() const
{
    class Counter : public SegmentCounter
    {
    public:
        explicit Counter(const TerOptions& options) : m_options(options) {}

        SegmentStatistics count(const std::string& hypothesis,
                                std::span<const std::string* const> references) override
        {
            m_names.clear();
            read(tokenizeTercom(stripRight(hypothesis), m_options), m_hypothesis);
            double edits = 0;
            double lengths = 0;
            for (std::size_t k = 0; k < references.size(); ++k) {
                read(tokenizeReference(*references[k]), m_reference);
                const double here = static_cast<double>(m_edits.count(m_hypothesis, m_reference));
                edits = k == 0 ? here : std::min(edits, here);
                lengths += static_cast<double>(m_reference.size());
            }
            return {edits, lengths / static_cast<double>(references.size())};
        }

    private:
        /// sacreBLEU passes references through the tokenizer twice, which shows where normalising
        /// what is normalised changes it again ("&amp;amp;lt;").
        std::string tokenizeReference(const std::string& line) const
        {
            std::string text = tokenizeTercom(stripRight(line), m_options);
            return m_options.normalized ? tokenizeTercom(text, m_options) : text;
        }

        void read(const std::string& text, std::vector<std::uint32_t>& words)
        {
            words.clear();
            for (const std::string_view word : splitWhitespace(text))
                words.push_back(m_names.nameOf(word));
        }

        const TerOptions& m_options;
        TokenNames m_names;
        TranslationEdits m_edits;
        std::vector<std::uint32_t> m_hypothesis;
        std::vector<std::uint32_t> m_reference;
    };
    return std::make_unique<Counter>(m_options);
}

} // namespace palimpsest
