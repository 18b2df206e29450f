// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/engine/worker/worker_context.h"
#include "engine/model/transformer.h"

namespace palimpsest
{

/// Translates a split of the run's domains with the model as it is, writes the translations and
/// the evaluation event, and scores them for choices made on dev inside the worker. The scores that
/// are stored are the conductor's, computed from the same files.
class DomainEvaluator
{
public:
    /// `sentences`: the first so many lines of each domain; 0 = all. Throws BadInput naming a
    /// domain without this split.
    DomainEvaluator(WorkerContext& context, const Transformer& model, const Tokenizer& tokenizer,
                    Split split, const std::vector<const Domain*>& domains, int sentences,
                    int beam);

    /// BLEU by domain. `stem` is the first part of the translation files' names. Throws Error
    /// (Stopped) when a stop is requested under way; no event is written then.
    std::map<std::string, double> evaluate(std::int64_t step, bool selected,
                                           const std::string& stem);
    /// Repeats the last evaluation's event as the selected one: the weights are still the same.
    std::map<std::string, double> selectLast();
    /// Step of the last evaluation in this process; -1 = none.
    std::int64_t lastStep() const { return m_lastStep; }

private:
    struct Text {
        const Domain* domain = nullptr;
        std::size_t first = 0; ///< of its lines in m_sources
        std::vector<std::string> references;
    };

    std::vector<std::string> translateAll() const;
    nlohmann::json meanLoss(const Text& text) const;
    void writeEvent(std::int64_t step, bool selected);

    WorkerContext& m_context;
    const Transformer& m_model;
    const Tokenizer& m_tokenizer;
    Split m_split;
    int m_beam;
    std::vector<Text> m_texts;
    std::vector<std::string> m_sources; ///< of all domains, with the tags of the run's strategy
    std::int64_t m_lastStep = -1;
    std::map<std::string, double> m_lastScores;
    nlohmann::json m_lastDomains;
};

/// Mean over the domains of one role; 0 where there is none.
double meanScore(const std::map<std::string, double>& scores,
                 const std::vector<const Domain*>& domains);

} // namespace palimpsest
