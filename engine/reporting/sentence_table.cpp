// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/sentence_table.h"

#include <limits>
#include <memory>
#include <optional>

#include "engine/reporting/tradeoff.h"
#include "engine/scoring/bleu.h"
#include "engine/scoring/unicode.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

/// Scores single sentences: of BLEU, the orders that the sentence has, as sacreBLEU does.
std::unique_ptr<Metric> sentenceMetric(const std::string& name)
{
    if (name == "bleu")
        return std::make_unique<Bleu>(BleuOptions{.effectiveOrder = true});
    return makeMetric(name);
}

/// One system's sentences in one domain; empty vectors for what the study does not hold.
struct DomainSentences {
    std::vector<std::string> translations;
    std::vector<double> scores;
    std::size_t size() const { return std::max(translations.size(), scores.size()); }
};

/// Reads domain after domain into the table.
class TableFiller
{
public:
    TableFiller(const StudyStore& store, SentenceTable& table)
        : m_store(store), m_table(table), m_metric(sentenceMetric(table.metric))
    {
        m_table.translations.resize(m_table.systems.size());
        m_table.scores.resize(m_table.systems.size());
    }

    void add(const std::string& domain)
    {
        std::vector<DomainSentences> systems;
        std::size_t segments = 0;
        for (const ComparedSystem& system : m_table.systems) {
            systems.push_back(read(system, domain));
            const std::size_t size = systems.back().size();
            if (segments != 0 && size != 0 && size != segments)
                throw BadInput("The test sets of \"" + domain + "\" differ: " + nameOf(system) +
                               " has " + std::to_string(size) + " sentences and others have " +
                               std::to_string(segments) +
                               ". Compare systems of the same test set.");
            segments = std::max(segments, size);
        }
        if (segments > 0)
            append(domain, segments, std::move(systems));
    }

private:
    DomainSentences read(const ComparedSystem& system, const std::string& domain) const
    {
        DomainSentences sentences;
        std::vector<SegmentStatistics> statistics;
        try {
            EvaluationDetail detail = m_store.evaluationDetail(system.evaluation, domain);
            sentences.translations = std::move(detail.translations);
            statistics = std::move(detail.statistics[m_table.metric]);
        } catch (const BadInput&) { // no text
            statistics = m_store.segmentStatistics(system.evaluation, domain, m_table.metric);
        }
        for (const SegmentStatistics& segment : statistics)
            sentences.scores.push_back(m_metric->score(segment));
        return sentences;
    }

    ReferenceText referenceOf(const std::string& domain) const
    {
        try {
            return m_store.reference(domain, m_table.split);
        } catch (const BadInput&) {
            return {};
        }
    }

    void append(const std::string& domain, std::size_t segments,
                std::vector<DomainSentences> systems)
    {
        const auto index = static_cast<std::uint32_t>(m_table.domains.size());
        m_table.domains.push_back(domain);
        ReferenceText text = referenceOf(domain);
        text.sources.resize(segments);
        text.references.resize(segments);
        for (std::size_t i = 0; i < segments; ++i) {
            m_table.domain.push_back(index);
            m_table.line.push_back(static_cast<std::uint32_t>(i + 1));
            const std::string& counted =
                text.sources[i].empty() ? text.references[i] : text.sources[i];
            splitWhitespace(counted, m_words);
            m_table.words.push_back(static_cast<std::uint32_t>(m_words.size()));
            m_table.sources.push_back(std::move(text.sources[i]));
            m_table.references.push_back(std::move(text.references[i]));
        }
        for (std::size_t s = 0; s < systems.size(); ++s) {
            m_table.hasText = m_table.hasText || !systems[s].translations.empty();
            systems[s].translations.resize(segments);
            systems[s].scores.resize(segments, std::numeric_limits<double>::quiet_NaN());
            auto& lines = m_table.translations[s];
            lines.insert(lines.end(), std::move_iterator(systems[s].translations.begin()),
                         std::move_iterator(systems[s].translations.end()));
            auto& scores = m_table.scores[s];
            scores.insert(scores.end(), systems[s].scores.begin(), systems[s].scores.end());
        }
    }

    const StudyStore& m_store;
    SentenceTable& m_table;
    std::unique_ptr<Metric> m_metric;
    std::vector<std::string_view> m_words;
};

} // namespace

SentenceTable sentenceTable(const StudyStore& store, const std::vector<ComparedSystem>& systems,
                            const std::string& metric, Split split)
{
    SentenceTable table;
    table.systems = systems;
    table.metric = metric;
    table.split = split;
    table.lowerIsBetter = lowerIsBetter(metric);
    TableFiller filler(store, table);
    for (const DomainRow& row : store.domains())
        filler.add(row.domain.name);
    if (table.size() == 0)
        throw BadInput("The study holds neither sentences nor their statistics for these systems, "
                       "only scores: evaluate them anew to see every sentence.");
    return table;
}

} // namespace palimpsest
