// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/reporting/run_expression.h"

namespace palimpsest
{

/// What a comparison asks for.
struct RunField {
    enum class Type { Text, List, Number, Time, State };
    enum class Score { None, Old, New, Domain };
    Type type = Type::Text;
    std::string name; ///< "strategy"; of a score its metric
    Score score = Score::None;
    std::string domain; ///< Score::Domain

    /// The field of a name as it is typed; nothing where there is none.
    static std::optional<RunField> named(const std::string& name);
};

enum class RunRelation { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Contains };

/// A node of the tree of an expression.
struct RunExpression::Node {
    enum class Kind { And, Or, Not, Word, Comparison };
    Kind kind = Kind::Word;
    std::vector<std::shared_ptr<const Node>> children;
    RunField field;                            ///< Comparison
    RunRelation relation = RunRelation::Equal; ///< Comparison
    std::string text;                          ///< Word, Comparison: in lower case
    double number = 0;                         ///< Comparison with a number

    bool matches(const RunFacts& facts) const;
};

} // namespace palimpsest
