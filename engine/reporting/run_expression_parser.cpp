// SPDX-License-Identifier: GPL-3.0-or-later
// Recursive descent over
//
//     either     = both { "or" both }
//     both       = one { ["and"] one }
//     one        = "not" one | "(" either ")" | comparison | word
//     comparison = name operator value
#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/reporting/run_expression.h"
#include "engine/reporting/run_expression_lexer.h"
#include "engine/reporting/run_expression_node.h"
#include "engine/scoring/unicode.h"

namespace palimpsest
{

namespace
{

using Kind = ExpressionToken::Kind;
using Type = RunField::Type;

constexpr int kDeepest = 100; ///< parentheses and negations in each other

constexpr std::pair<const char*, Type> kFields[] = {
    {"strategy", Type::Text}, {"lambda", Type::Number}, {"ratio", Type::Number},
    {"seed", Type::Number},   {"state", Type::State},   {"sweep", Type::List},
    {"tag", Type::List},      {"note", Type::Text},     {"device", Type::Text},
    {"label", Type::Text},    {"kind", Type::Text},     {"updates", Type::Number},
    {"drift", Type::Number},  {"started", Type::Time}};

struct Mistake {
    std::size_t column;
    std::string sentence;
};

bool isKeyword(const ExpressionToken& token, const char* word)
{
    return token.kind == Kind::Word && toLower(token.text) == word;
}

std::string quoted(const std::string& text)
{
    return "\"" + text + "\"";
}

std::string listed(const std::vector<std::string>& words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return text;
}

std::vector<std::string> stateNames()
{
    std::vector<std::string> names;
    for (const JobState state :
         {JobState::Waiting, JobState::Running, JobState::Paused, JobState::Interrupted,
          JobState::Failed, JobState::Done, JobState::Cancelled})
        names.emplace_back(toString(state));
    return names;
}

/// "0.1", "1e-3", and for a ratio also "10:1".
std::optional<double> numberFrom(std::string_view text, const RunField& field)
{
    if (field.name == "ratio" && text.ends_with(":1"))
        text.remove_suffix(2);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

RunRelation relationOf(const std::string& text)
{
    return text == "="    ? RunRelation::Equal
           : text == "!=" ? RunRelation::NotEqual
           : text == "<"  ? RunRelation::Less
           : text == "<=" ? RunRelation::LessOrEqual
           : text == ">"  ? RunRelation::Greater
           : text == ">=" ? RunRelation::GreaterOrEqual
                          : RunRelation::Contains;
}

} // namespace

std::optional<RunField> RunField::named(const std::string& name)
{
    const std::string lowered = toLower(name);
    for (const auto& [known, type] : kFields)
        if (lowered == known || (lowered == "λ" && std::string_view(known) == "lambda"))
            return RunField{type, known, Score::None, {}};
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == name.size())
        return std::nullopt;
    const std::string domain = name.substr(0, dot);
    const std::string metric = lowered.substr(lowered.rfind('.') + 1);
    if (toLower(domain) == "old" || toLower(domain) == "new")
        return RunField{
            Type::Number, metric, toLower(domain) == "old" ? Score::Old : Score::New, {}};
    return RunField{Type::Number, metric, Score::Domain, domain};
}

std::vector<std::string> runExpressionNames(const RunVocabulary& vocabulary)
{
    std::vector<std::string> names;
    for (const auto& [name, type] : kFields)
        names.emplace_back(name);
    std::vector<std::string> owners = {"old", "new"};
    for (const std::string& domain : vocabulary.domains) {
        const auto tokens = expressionTokens(domain);
        const bool word = tokens.size() == 2 && tokens.front().kind == Kind::Word;
        owners.push_back(word ? domain : quoted(domain));
    }
    for (const std::string& owner : owners)
        for (const std::string& metric : vocabulary.metrics)
            names.push_back(owner + "." + metric);
    return names;
}

class RunExpressionParser
{
public:
    RunExpressionParser(std::string_view text, const RunVocabulary& vocabulary)
        : m_tokens(expressionTokens(text)), m_vocabulary(vocabulary)
    {
    }

    RunExpression parse()
    {
        RunExpression expression;
        if (here().kind != Kind::End)
            expression.m_root = either();
        if (here().kind == Kind::Close)
            throw Mistake{here().column,
                          "this parenthesis closes none: open it before, or take it away"};
        return expression;
    }

private:
    using Node = RunExpression::Node;
    using Tree = std::shared_ptr<const Node>;

    const ExpressionToken& here() const { return m_tokens[m_at]; }
    ExpressionToken take() { return m_tokens[here().kind == Kind::End ? m_at : m_at++]; }

    static Tree joined(Node::Kind kind, std::vector<Tree> children)
    {
        if (children.size() == 1)
            return children.front();
        Node node;
        node.kind = kind;
        node.children = std::move(children);
        return std::make_shared<Node>(std::move(node));
    }

    Tree either()
    {
        std::vector<Tree> children = {both()};
        while (isKeyword(here(), "or")) {
            take();
            children.push_back(both());
        }
        return joined(Node::Kind::Or, std::move(children));
    }

    Tree both()
    {
        std::vector<Tree> children = {one()};
        while (here().kind != Kind::End && here().kind != Kind::Close && !isKeyword(here(), "or")) {
            if (isKeyword(here(), "and"))
                take();
            children.push_back(one());
        }
        return joined(Node::Kind::And, std::move(children));
    }

    Tree one()
    {
        const ExpressionToken token = take();
        switch (token.kind) {
        case Kind::End:
            throw Mistake{token.column, "a condition is missing: write, for example, state = done"};
        case Kind::Close:
            throw Mistake{token.column, "a condition is missing before this parenthesis"};
        case Kind::Operator:
            throw Mistake{token.column, "a name is missing before " + quoted(token.text) +
                                            ": write, for example, lambda " + token.text + " 1"};
        case Kind::Open:
            return inner(token);
        case Kind::Word:
        case Kind::Quoted:
            break;
        }
        if (isKeyword(token, "not")) {
            const Descent descent(*this, token);
            Node node;
            node.kind = Node::Kind::Not;
            node.children = {one()};
            return std::make_shared<Node>(std::move(node));
        }
        if (isKeyword(token, "and") || isKeyword(token, "or"))
            throw Mistake{token.column, "a condition is missing before " + quoted(token.text) +
                                            ": write it, or put the word in quotation marks"};
        return here().kind == Kind::Operator ? comparison(token) : word(token);
    }

    Tree inner(const ExpressionToken& open)
    {
        const Descent descent(*this, open);
        Tree tree = either();
        if (take().kind != Kind::Close)
            throw Mistake{open.column, "this parenthesis is not closed: add a closing one"};
        return tree;
    }

    Tree word(const ExpressionToken& token)
    {
        requireClosed(token);
        // "news.bleu" asks for a score as soon as its operator is typed; "v1.2" is only a word.
        if (token.kind == Kind::Word || !token.member.empty())
            if (const auto field = RunField::named(token.text + token.member))
                if (known(*field))
                    throw Mistake{token.column,
                                  quoted(token.text + token.member) +
                                      " is a name and needs an operator, for example = or >=; to "
                                      "look for the word, put it in quotation marks"};
        requireFinished(token);
        Node node;
        node.text = toLower(token.text + token.member);
        return std::make_shared<Node>(std::move(node));
    }

    /// At the end of conditions, "an" is an `and` that is still being typed: looking for it as a
    /// word would empty the table for a moment.
    void requireFinished(const ExpressionToken& token) const
    {
        if (!m_hasConditions || token.kind != Kind::Word || here().kind != Kind::End)
            return;
        std::vector<std::string> words = runExpressionNames(m_vocabulary);
        words.insert(words.end(), {"and", "or", "not"});
        for (const std::string& word : words)
            if (word.starts_with(toLower(token.text)))
                throw Mistake{token.column, quoted(token.text) + " is the beginning of " + word +
                                                ": finish it, or put it in quotation marks to look "
                                                "for it"};
    }

    Tree comparison(const ExpressionToken& name)
    {
        requireClosed(name);
        m_hasConditions = true;
        Node node;
        node.kind = Node::Kind::Comparison;
        node.field = fieldOf(name);
        const ExpressionToken sign = take();
        node.relation = relationOf(sign.text);
        requireFitting(node.field, sign, name);
        const ExpressionToken value = take();
        if (value.kind != Kind::Word && value.kind != Kind::Quoted)
            throw Mistake{value.column, "a value is missing after " + quoted(sign.text)};
        requireClosed(value);
        node.text = toLower(value.text + value.member);
        takeValue(node, value);
        return std::make_shared<Node>(std::move(node));
    }

    void takeValue(Node& node, const ExpressionToken& value) const
    {
        if (node.field.type == Type::Number) {
            const auto number = numberFrom(value.text, node.field);
            if (!number)
                throw Mistake{value.column,
                              quoted(value.text) + " is no number: write it like 0.1 or 1e-3"};
            node.number = *number;
        }
        const std::vector<std::string> states = stateNames();
        if (node.field.type == Type::State && node.relation != RunRelation::Contains &&
            std::ranges::find(states, node.text) == states.end())
            throw Mistake{value.column,
                          quoted(value.text) + " is no state: write " + listed(states)};
    }

    RunField fieldOf(const ExpressionToken& name) const
    {
        const std::string whole = name.text + name.member;
        const auto field = RunField::named(whole);
        if (field && known(*field))
            return *field;
        if (field && field->score != RunField::Score::None)
            throw Mistake{name.column, unknownScore(*field)};
        std::vector<std::string> names;
        for (const auto& [known, type] : kFields)
            names.emplace_back(known);
        throw Mistake{name.column, quoted(whole) + " is no name: write " + listed(names) +
                                       ", or a score such as old.bleu"};
    }

    bool known(const RunField& field) const
    {
        const auto in = [](const std::vector<std::string>& names, const std::string& name) {
            return std::ranges::find(names, name) != names.end();
        };
        return field.score == RunField::Score::None ||
               (in(m_vocabulary.metrics, field.name) &&
                (field.score != RunField::Score::Domain || in(m_vocabulary.domains, field.domain)));
    }

    std::string unknownScore(const RunField& field) const
    {
        if (std::ranges::find(m_vocabulary.metrics, field.name) == m_vocabulary.metrics.end())
            return quoted(field.name) + " is no score: write " + listed(m_vocabulary.metrics);
        std::vector<std::string> owners = {"old", "new"};
        owners.insert(owners.end(), m_vocabulary.domains.begin(), m_vocabulary.domains.end());
        return quoted(field.domain) + " is no domain of this study: write " + listed(owners);
    }

    static void requireFitting(const RunField& field, const ExpressionToken& sign,
                               const ExpressionToken& name)
    {
        const bool orders = sign.text.starts_with('<') || sign.text.starts_with('>');
        const bool number = field.type == Type::Number;
        const std::string whole = name.text + name.member;
        if (orders && !number && field.type != Type::Time)
            throw Mistake{sign.column, quoted(whole) + " is a text: compare it with =, != or ~"};
        if (sign.text == "~" && (number || field.type == Type::Time))
            throw Mistake{sign.column, quoted(whole) + " is a " + (number ? "number" : "time") +
                                           ": compare it with =, !=, <, <=, > or >="};
    }

    static void requireClosed(const ExpressionToken& token)
    {
        if (!token.closed)
            throw Mistake{token.column, "this quotation mark is not closed: add a closing one"};
    }

    /// Counts how deep the descent is: what is typed must not exhaust the stack.
    class Descent
    {
    public:
        Descent(RunExpressionParser& parser, const ExpressionToken& token) : m_parser(parser)
        {
            if (++m_parser.m_depth > kDeepest)
                throw Mistake{token.column, "parentheses and negations are too deep in each other: "
                                            "take some away"};
        }
        ~Descent() { --m_parser.m_depth; }
        Descent(const Descent&) = delete;
        Descent& operator=(const Descent&) = delete;

    private:
        RunExpressionParser& m_parser;
    };

    std::vector<ExpressionToken> m_tokens;
    const RunVocabulary& m_vocabulary;
    std::size_t m_at = 0;
    int m_depth = 0;
    bool m_hasConditions = false; ///< a comparison has been read
};

ParsedRunExpression parseRunExpression(std::string_view text, const RunVocabulary& vocabulary)
{
    try {
        return {RunExpressionParser(text, vocabulary).parse(), 0, {}};
    } catch (const Mistake& mistake) {
        return {std::nullopt, mistake.column,
                "Column " + std::to_string(mistake.column) + ": " + mistake.sentence + "."};
    }
}

} // namespace palimpsest
