// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace palimpsest
{

/// The version whose figures and signatures these scores have.
inline constexpr const char* kSacrebleuVersion = "2.6.0";

/// What a signature says beside the metric's own options.
struct SignatureContext {
    int references = 1;
    int bootstrap = 0;        ///< resamples; 0 = not said
    int randomisation = 0;    ///< trials of approximate randomisation; 0 = not said
    std::string seed;         ///< empty = not said
    std::string languagePair; ///< "de-en"; empty = not said
    bool abbreviated = false; ///< "#:1|c:mixed|…" in place of "nrefs:1|case:mixed|…"
};

struct SignatureField {
    std::string name;
    std::string abbreviation;
    std::string value;
};

/// "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0", as sacreBLEU writes it.
std::string formatSignature(const SignatureContext& context,
                            const std::vector<SignatureField>& fields);

} // namespace palimpsest
