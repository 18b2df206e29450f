// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/sealed_json.h"

#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"

namespace palimpsest
{
namespace
{

constexpr const char* kSeal = "seal";
constexpr int kDeepest = 200; // far below what writing it again would need of the stack

/// Of what a reader will find in the file: what JSON cannot say (infinity) is null there.
std::string sealOf(const nlohmann::json& object)
{
    using Handler = nlohmann::json::error_handler_t;
    return identityOf(nlohmann::json::parse(object.dump(-1, ' ', false, Handler::replace)));
}

/// Discarded where the text is no JSON, or nested deeper than anything this program writes.
nlohmann::json parseShallow(const std::string& text)
{
    bool tooDeep = false;
    const auto keep = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        tooDeep = tooDeep || depth > kDeepest;
        return depth <= kDeepest;
    };
    nlohmann::json value = nlohmann::json::parse(text, keep, false);
    return tooDeep ? nlohmann::json(nlohmann::json::value_t::discarded) : value;
}

/// Whether the seal lies under another name, as a flipped bit leaves it.
bool sealLostItsName(const nlohmann::json& object)
{
    constexpr std::size_t kHexDigits = 64;
    for (const auto& [name, value] : object.items()) {
        if (!value.is_string() || value.get_ref<const std::string&>().size() != kHexDigits)
            continue;
        nlohmann::json others = object;
        others.erase(name);
        if (value == sealOf(others))
            return true;
    }
    return false;
}

} // namespace

nlohmann::json sealed(nlohmann::json object)
{
    object.erase(kSeal);
    object[kSeal] = sealOf(object);
    return object;
}

bool unseal(nlohmann::json& object)
{
    const auto found = object.find(kSeal);
    if (found == object.end())
        return !object.is_object() || !sealLostItsName(object);
    const nlohmann::json seal = *found;
    object.erase(kSeal);
    return seal.is_string() && seal == sealOf(object);
}

void writeSealedJson(const std::filesystem::path& file, const nlohmann::json& object)
{
    writeFileAtomically(file, sealed(object).dump(2) + "\n");
}

nlohmann::json readSealedJson(const std::filesystem::path& file, const std::string& remedy)
{
    nlohmann::json object = parseShallow(readFile(file));
    if (!object.is_object())
        throw BadInput("The file " + file.string() +
                       " is damaged: it is not a JSON object, or nested too deeply; " + remedy +
                       ".");
    if (!unseal(object))
        throw BadInput("The file " + file.string() +
                       " is damaged: it is not the one that was written; " + remedy + ".");
    return object;
}

} // namespace palimpsest
