// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/rows.h"

namespace palimpsest
{

/// What an expression can ask of one run. Texts are UTF-8; an absent value is empty.
struct RunFacts {
    std::string label;
    std::string kind;     ///< "trial", "base" …
    std::string state;    ///< "done", "failed" …
    std::string strategy; ///< "ewc+mixing"; empty for jobs that are no trials
    std::string device;
    std::string note;
    std::string started; ///< ISO 8601 UTC
    std::vector<std::string> sweeps;
    std::vector<std::string> tags;
    std::optional<double> lambda;
    std::optional<double> ratio; ///< old : new
    std::optional<double> seed;
    std::optional<double> updates;
    std::optional<double> drift;
    std::vector<ScoreRow> scores;  ///< of the evaluation that stands for the run
    std::vector<std::string> also; ///< more texts that words are looked for in
};

/// Names that depend on the study.
struct RunVocabulary {
    std::vector<std::string> domains;
    std::vector<std::string> metrics = {"bleu", "chrf", "ter", "loss"};
};

/// All names that an expression may ask for: "strategy", …, "old.bleu", "news.chrf"; a domain whose
/// name is no word stands in quotation marks.
std::vector<std::string> runExpressionNames(const RunVocabulary& vocabulary);

/// A condition on runs, as people type it:
///
///     strategy = ewc and lambda >= 1e-3 and old.bleu > 20
///     (tag = "camera ready" or note ~ check) and not state = failed
///
/// `and` (which may be left out), `or`, `not` and parentheses combine comparisons with = != < <= >
/// >= and ~ (contains). Texts compare without regard to case; a list (tag, sweep) is equal to a
/// value when one of its items is. Where a run has no value, every comparison with it fails but !=,
/// which is always the opposite of =. `started` compares as far as the given time goes, so that
/// started = 2026-11-24 is that whole day. old.<metric> and new.<metric> are means over the domains
/// of that role. Words without an operator are looked for in all texts; behind conditions, a last
/// word that begins a name or a keyword counts as unfinished. The empty expression is true of
/// every run.
class RunExpression
{
public:
    RunExpression(); ///< true of every run
    bool matches(const RunFacts& facts) const;

    struct Node;

private:
    friend class RunExpressionParser;
    std::shared_ptr<const Node> m_root; ///< null = true
};

struct ParsedRunExpression {
    std::optional<RunExpression> expression; ///< nothing where the text is mistaken
    std::size_t column = 0;                  ///< of the mistake, from 1 in characters
    std::string sentence; ///< what is wrong and what would be right; names the column
};

ParsedRunExpression parseRunExpression(std::string_view text, const RunVocabulary& vocabulary);

} // namespace palimpsest
