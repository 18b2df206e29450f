// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/domain_evaluator.h"

#include <algorithm>

#include <ATen/core/grad_mode.h>

#include "app/engine/worker/training_text.h"
#include "engine/scoring/metric.h"
#include "engine/study/atomic_file.h"
#include "engine/study/domain_tags.h"
#include "engine/study/error.h"
#include "engine/text/parallel_reader.h"
#include "engine/training/batch_assembly.h"
#include "engine/translation/translator.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kLossBatchTokens = 4096;

/// The form of a domain's name that the study's own folders use.
std::string fileName(const Domain& domain, Split split)
{
    const fs::path corpus = StudyLayout::corpusFile(domain.name, split, "txt");
    return corpus.parent_path().filename().string();
}

/// A line a segment: whatever would end the line early becomes a space.
std::string asLines(const std::vector<std::string>& segments)
{
    std::string text;
    for (std::string segment : segments) {
        std::ranges::replace_if(segment, [](char c) { return c == '\n' || c == '\r'; }, ' ');
        text += segment + "\n";
    }
    return text;
}

} // namespace

DomainEvaluator::DomainEvaluator(WorkerContext& context, const Transformer& model,
                                 const Tokenizer& tokenizer, Split split,
                                 const std::vector<const Domain*>& domains, int sentences, int beam)
    : m_context(context), m_model(model), m_tokenizer(tokenizer), m_split(split), m_beam(beam)
{
    for (const Domain* domain : domains) {
        const Corpus& corpus = corpusOf(*domain, split);
        Text text;
        text.domain = domain;
        text.first = m_sources.size();
        const std::string tag = domainTag(context.config().strategy, *domain);
        ParallelReader reader({context.absolute(corpus.source), context.absolute(corpus.target)});
        SentencePair pair;
        while ((sentences <= 0 || text.references.size() < static_cast<std::size_t>(sentences)) &&
               reader.next(pair)) {
            m_sources.push_back(tagged(tag, pair.source));
            text.references.push_back(pair.target);
        }
        m_texts.push_back(std::move(text));
    }
}

std::map<std::string, double> DomainEvaluator::evaluate(std::int64_t step, bool selected,
                                                        const std::string& stem)
{
    const at::NoGradGuard noGrad;
    const auto bleu = makeMetric("bleu");
    const std::vector<std::string> translations = translateAll();
    std::map<std::string, double> scores;
    json entries = json::array();
    for (const Text& text : m_texts) {
        const auto begin = translations.begin() + static_cast<std::ptrdiff_t>(text.first);
        const std::vector<std::string> lines(
            begin, begin + static_cast<std::ptrdiff_t>(text.references.size()));
        const std::string file = "translations/" + stem + "." + toString(m_split) + "." +
                                 fileName(*text.domain, m_split) + ".txt";
        writeFileAtomically(m_context.runFolder() / file, asLines(lines));
        const std::vector<std::vector<std::string>> references = {text.references};
        scores[text.domain->name] = bleu->corpusScore(lines, references);
        entries.push_back(
            {{"name", text.domain->name}, {"translations", file}, {"loss", meanLoss(text)}});
    }
    m_lastStep = step;
    m_lastScores = scores;
    m_lastDomains = std::move(entries);
    writeEvent(step, selected);
    return scores;
}

std::map<std::string, double> DomainEvaluator::selectLast()
{
    writeEvent(m_lastStep, true);
    return m_lastScores;
}

/// The lines of all domains in one go: fuller batches, and only one end where few sentences are
/// left.
std::vector<std::string> DomainEvaluator::translateAll() const
{
    const EvaluationPlan& plan = m_context.config().evaluation;
    TranslationOptions options;
    options.beam = m_beam;
    options.lengthPenalty = plan.lengthPenalty;
    options.maxLengthRatio = plan.maxLengthRatio;
    options.precision = plan.precision;
    const auto total = static_cast<std::int64_t>(m_sources.size());
    m_context.progress(toString(m_split), 0, total, "segments");
    return translateText(m_model, m_tokenizer, m_sources, options,
                         [&](std::int64_t done, std::int64_t) {
                             m_context.progress(toString(m_split), done, total, "segments");
                             m_context.leaveIfStopped();
                         });
}

/// NLL per target piece of the references; null where no pair fits into the model.
json DomainEvaluator::meanLoss(const Text& text) const
{
    std::vector<std::vector<std::int32_t>> ids;
    std::vector<EncodedPair> pairs;
    const auto longest = static_cast<std::size_t>(m_model.options().maxPositions);
    for (std::size_t line = 0; line < text.references.size(); ++line) {
        auto source = m_tokenizer.encode(m_sources[text.first + line], TextSide::Source);
        auto target = m_tokenizer.encode(text.references[line], TextSide::Target);
        source.push_back(kEndId);
        target.push_back(kEndId);
        if (source.size() > longest || target.size() > longest)
            continue;
        ids.push_back(std::move(source));
        ids.push_back(std::move(target));
    }
    for (std::size_t line = 0; line + 1 < ids.size(); line += 2)
        pairs.push_back({ids[line], ids[line + 1]});
    if (pairs.empty())
        return {};
    std::ranges::stable_sort(pairs, {}, [](const EncodedPair& pair) { return pair.source.size(); });
    const std::vector<std::size_t> starts = cutBatches(pairs, kLossBatchTokens);
    double nll = 0;
    std::int64_t tokens = 0;
    for (std::size_t batch = 0; batch + 1 < starts.size(); ++batch) {
        const auto rows =
            std::span(pairs).subspan(starts[batch], starts[batch + 1] - starts[batch]);
        const BatchLoss loss = m_model.loss(assembleBatch(rows, m_model.parameters().device()), 0,
                                            {0, Precision::Float32});
        nll += loss.nll.item<double>();
        tokens += loss.tokens;
    }
    return nll / static_cast<double>(tokens);
}

void DomainEvaluator::writeEvent(std::int64_t step, bool selected)
{
    m_context.write(event::kEvaluation, {{"step", step},
                                         {"split", toString(m_split)},
                                         {"selected", selected},
                                         {"beam", m_beam},
                                         {"domains", m_lastDomains}});
}

double meanScore(const std::map<std::string, double>& scores,
                 const std::vector<const Domain*>& domains)
{
    double sum = 0;
    for (const Domain* domain : domains)
        sum += scores.at(domain->name);
    return domains.empty() ? 0 : sum / static_cast<double>(domains.size());
}

} // namespace palimpsest
