// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/run_expression.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace palimpsest;

/// Conditions on runs, out of the window's filter and out of views that a bundle carries.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const RunVocabulary vocabulary{{"news", "my domain"}};
    static const RunFacts facts;
    const ParsedRunExpression parsed =
        parseRunExpression({reinterpret_cast<const char*>(data), size}, vocabulary);
    if (parsed.expression)
        (void)parsed.expression->matches(facts);
    else if (parsed.column == 0 || parsed.sentence.empty())
        std::abort(); // a mistake without its place or its sentence
    return 0;
}
