// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/metric.h"

#include "engine/scoring/bleu.h"
#include "engine/scoring/chrf.h"
#include "engine/scoring/ter.h"
#include "engine/scoring/unicode.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

void checkUtf8(std::span<const std::string> lines, const std::string& what)
{
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (!isValidUtf8(lines[i]))
            throw BadInput("Line " + std::to_string(i + 1) + " of " + what +
                           " is not valid UTF-8; convert the text to UTF-8 first.");
}

void checkCorpus(std::span<const std::string> hypotheses,
                 std::span<const std::vector<std::string>> references)
{
    if (references.empty())
        throw BadInput("There is no reference to score against; give at least one.");
    for (std::size_t k = 0; k < references.size(); ++k) {
        const std::string name = references.size() == 1 ? std::string("the references")
                                                        : "reference " + std::to_string(k + 1);
        if (references[k].size() != hypotheses.size())
            throw BadInput("The translations have " + std::to_string(hypotheses.size()) +
                           " lines and " + name + " " + std::to_string(references[k].size()) +
                           "; they must be aligned line by line.");
        checkUtf8(references[k], name);
    }
    checkUtf8(hypotheses, "the translations");
}

} // namespace

std::vector<SegmentStatistics>
Metric::statistics(std::span<const std::string> hypotheses,
                   std::span<const std::vector<std::string>> references) const
{
    checkCorpus(hypotheses, references);
    const std::unique_ptr<SegmentCounter> counter = makeCounter();
    std::vector<SegmentStatistics> all;
    all.reserve(hypotheses.size());
    std::vector<const std::string*> segment(references.size());
    for (std::size_t i = 0; i < hypotheses.size(); ++i) {
        for (std::size_t k = 0; k < references.size(); ++k)
            segment[k] = &references[k][i];
        all.push_back(counter->count(hypotheses[i], segment));
    }
    return all;
}

double Metric::score(const SegmentStatistics& sum) const
{
    if (sum.empty())
        return 0;
    if (sum.size() != statisticsSize())
        throw BadInput("These statistics have " + std::to_string(sum.size()) + " numbers, but " +
                       name() + " (" + signature() + ") has " + std::to_string(statisticsSize()) +
                       "; score the text again with the same options.");
    return scoreOf(sum);
}

double Metric::sentenceScore(const std::string& hypothesis,
                             std::span<const std::string> references) const
{
    std::vector<std::vector<std::string>> columns;
    for (const std::string& reference : references)
        columns.push_back({reference});
    return corpusScore(std::span(&hypothesis, 1), columns);
}

double Metric::corpusScore(std::span<const std::string> hypotheses,
                           std::span<const std::vector<std::string>> references) const
{
    return score(sumStatistics(statistics(hypotheses, references)));
}

SegmentStatistics sumStatistics(std::span<const SegmentStatistics> segments)
{
    SegmentStatistics sum;
    for (const SegmentStatistics& segment : segments) {
        if (sum.empty())
            sum.resize(segment.size());
        if (segment.size() != sum.size())
            throw BadInput("The statistics of the segments differ in length; they come from "
                           "different scores and cannot be summed.");
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += segment[i];
    }
    return sum;
}

std::unique_ptr<Metric> makeMetric(const std::string& name)
{
    if (name == "bleu")
        return std::make_unique<Bleu>();
    if (name == "chrf")
        return std::make_unique<Chrf>();
    if (name == "chrf++")
        return std::make_unique<Chrf>(ChrfOptions{.wordOrder = 2});
    if (name == "ter")
        return std::make_unique<Ter>();
    throw BadInput("There is no score named \"" + name +
                   "\"; the known ones are bleu, chrf, chrf++ and ter.");
}

} // namespace palimpsest
