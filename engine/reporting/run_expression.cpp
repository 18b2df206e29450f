// SPDX-License-Identifier: GPL-3.0-or-later
// What an expression says of a run; run_expression_parser.cpp reads its text.
#include "engine/reporting/run_expression.h"

#include <algorithm>

#include "engine/reporting/run_expression_node.h"
#include "engine/scoring/unicode.h"

namespace palimpsest
{

namespace
{

using Node = RunExpression::Node;

bool contains(const std::string& text, const std::string& lowered)
{
    return toLower(text).find(lowered) != std::string::npos;
}

bool anyOf(const std::vector<std::string>& texts, const Node& node, RunRelation relation)
{
    return std::ranges::any_of(texts, [&](const std::string& text) {
        return relation == RunRelation::Contains ? contains(text, node.text)
                                                 : toLower(text) == node.text;
    });
}

template <class Value>
bool ordered(const Value& left, RunRelation relation, const Value& right)
{
    switch (relation) {
    case RunRelation::Equal:
        return left == right;
    case RunRelation::NotEqual:
        return left != right;
    case RunRelation::Less:
        return left < right;
    case RunRelation::LessOrEqual:
        return left <= right;
    case RunRelation::Greater:
        return left > right;
    case RunRelation::GreaterOrEqual:
        return left >= right;
    case RunRelation::Contains:
        break;
    }
    return false;
}

const std::string& textOf(const RunFacts& facts, const std::string& name)
{
    if (name == "strategy")
        return facts.strategy;
    if (name == "state")
        return facts.state;
    if (name == "note")
        return facts.note;
    if (name == "device")
        return facts.device;
    if (name == "kind")
        return facts.kind;
    return name == "started" ? facts.started : facts.label;
}

std::optional<double> scoreOf(const RunFacts& facts, const RunField& field)
{
    double sum = 0;
    int count = 0;
    for (const ScoreRow& score : facts.scores) {
        const bool wanted =
            field.score == RunField::Score::Domain
                ? score.domain == field.domain
                : score.role ==
                      (field.score == RunField::Score::Old ? DomainRole::Old : DomainRole::New);
        if (wanted && score.metric == field.name) {
            sum += score.value;
            ++count;
        }
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

std::optional<double> numberOf(const RunFacts& facts, const RunField& field)
{
    if (field.score != RunField::Score::None)
        return scoreOf(facts, field);
    if (field.name == "lambda")
        return facts.lambda;
    if (field.name == "ratio")
        return facts.ratio;
    if (field.name == "seed")
        return facts.seed;
    return field.name == "updates" ? facts.updates : facts.drift;
}

/// The comparison of the node with this relation, != aside.
bool holds(const Node& node, RunRelation relation, const RunFacts& facts)
{
    switch (node.field.type) {
    case RunField::Type::Text:
    case RunField::Type::State:
        return anyOf({textOf(facts, node.field.name)}, node, relation);
    case RunField::Type::List:
        return anyOf(node.field.name == "tag" ? facts.tags : facts.sweeps, node, relation);
    case RunField::Type::Time: {
        const std::string time = toLower(facts.started);
        return !time.empty() && ordered(time.substr(0, node.text.size()), relation, node.text);
    }
    case RunField::Type::Number: {
        const std::optional<double> number = numberOf(facts, node.field);
        return number && ordered(*number, relation, node.number);
    }
    }
    return false;
}

bool wordMatches(const std::string& word, const RunFacts& facts)
{
    for (const std::string* text :
         {&facts.label, &facts.state, &facts.kind, &facts.strategy, &facts.device, &facts.note})
        if (contains(*text, word))
            return true;
    for (const auto* texts : {&facts.tags, &facts.sweeps, &facts.also})
        for (const std::string& text : *texts)
            if (contains(text, word))
                return true;
    return false;
}

} // namespace

RunExpression::RunExpression() = default;

bool RunExpression::Node::matches(const RunFacts& facts) const
{
    const auto matching = [&](const std::shared_ptr<const Node>& node) {
        return node->matches(facts);
    };
    switch (kind) {
    case Kind::And:
        return std::ranges::all_of(children, matching);
    case Kind::Or:
        return std::ranges::any_of(children, matching);
    case Kind::Not:
        return !matching(children.front());
    case Kind::Word:
        return wordMatches(text, facts);
    case Kind::Comparison:
        break;
    }
    if (relation == RunRelation::NotEqual)
        return !holds(*this, RunRelation::Equal, facts);
    return holds(*this, relation, facts);
}

bool RunExpression::matches(const RunFacts& facts) const
{
    return !m_root || m_root->matches(facts);
}

} // namespace palimpsest
