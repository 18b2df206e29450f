// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/run_expression_lexer.h"

#include <utility>

#include "engine/scoring/unicode.h"

namespace palimpsest
{

namespace
{

using Kind = ExpressionToken::Kind;

class Lexer
{
public:
    explicit Lexer(std::string_view text) : m_text(text) {}

    std::vector<ExpressionToken> all()
    {
        std::vector<ExpressionToken> tokens;
        do {
            tokens.push_back(next());
        } while (tokens.back().kind != Kind::End);
        return tokens;
    }

private:
    ExpressionToken next()
    {
        while (m_at < m_text.size() && spaceBytesAt(m_text, m_at) > 0)
            advance(spaceBytesAt(m_text, m_at));
        ExpressionToken token;
        token.column = m_column;
        if (m_at >= m_text.size())
            return token;
        if (m_text[m_at] == '(' || m_text[m_at] == ')') {
            token.kind = m_text[m_at] == '(' ? Kind::Open : Kind::Close;
            token.text = m_text[m_at];
            advance(1);
        } else if (m_text[m_at] == '"') {
            quoted(token);
        } else if (const auto [bytes, name] = operatorHere(); bytes > 0) {
            token.kind = Kind::Operator;
            token.text = name;
            advance(bytes);
        } else {
            token.kind = Kind::Word;
            token.text = word();
        }
        return token;
    }

    void quoted(ExpressionToken& token)
    {
        token.kind = Kind::Quoted;
        advance(1);
        const std::size_t end = m_text.find('"', m_at);
        token.closed = end != std::string_view::npos;
        token.text = m_text.substr(m_at, token.closed ? end - m_at : end);
        advance(token.text.size() + (token.closed ? 1 : 0));
        if (token.closed && m_at < m_text.size() && m_text[m_at] == '.') {
            advance(1);
            token.member = "." + word();
        }
    }

    std::string word()
    {
        const std::size_t first = m_at;
        while (m_at < m_text.size() && spaceBytesAt(m_text, m_at) == 0 && m_text[m_at] != '(' &&
               m_text[m_at] != ')' && m_text[m_at] != '"' && operatorHere().first == 0)
            advance(1);
        return std::string(m_text.substr(first, m_at - first));
    }

    /// Bytes of the operator that starts here and how it is written otherwise; 0 = none does.
    std::pair<std::size_t, const char*> operatorHere() const
    {
        static constexpr std::pair<std::string_view, const char*> kOperators[] = {
            {"!=", "!="},     {"<=", "<="},     {">=", ">="},    {"==", "="},
            {"=", "="},       {"<", "<"},       {">", ">"},      {"~", "~"},
            {"\u2260", "!="}, {"\u2264", "<="}, {"\u2265", ">="}};
        for (const auto& [written, name] : kOperators)
            if (m_text.substr(m_at, written.size()) == written)
                return {written.size(), name};
        return {0, ""};
    }

    /// Moves on by bytes and counts characters: bytes that continue one are none.
    void advance(std::size_t bytes)
    {
        for (; bytes > 0 && m_at < m_text.size(); --bytes, ++m_at)
            if ((static_cast<unsigned char>(m_text[m_at]) & 0xC0) != 0x80)
                ++m_column;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_column = 1;
};

} // namespace

std::vector<ExpressionToken> expressionTokens(std::string_view text)
{
    return Lexer(text).all();
}

} // namespace palimpsest
