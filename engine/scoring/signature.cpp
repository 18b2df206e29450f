// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/signature.h"

namespace palimpsest
{

std::string formatSignature(const SignatureContext& context,
                            const std::vector<SignatureField>& fields)
{
    std::vector<SignatureField> all{{"nrefs", "#", std::to_string(context.references)}};
    if (context.bootstrap > 0)
        all.push_back({"bs", "bs", std::to_string(context.bootstrap)});
    if (context.randomisation > 0)
        all.push_back({"ar", "ar", std::to_string(context.randomisation)});
    if (!context.seed.empty())
        all.push_back({"seed", "rs", context.seed});
    if (!context.languagePair.empty())
        all.push_back({"lang", "l", context.languagePair});
    all.insert(all.end(), fields.begin(), fields.end());
    all.push_back({"version", "v", kSacrebleuVersion});

    std::string text;
    for (const SignatureField& field : all) {
        text += text.empty() ? "" : "|";
        text += (context.abbreviated ? field.abbreviation : field.name) + ":" + field.value;
    }
    return text;
}

} // namespace palimpsest
