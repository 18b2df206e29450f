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

/// Of what a reader will find in the file: what JSON cannot say (infinity) is null there.
std::string sealOf(const nlohmann::json& object)
{
    using Handler = nlohmann::json::error_handler_t;
    return identityOf(nlohmann::json::parse(object.dump(-1, ' ', false, Handler::replace)));
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
        return true;
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
    nlohmann::json object = nlohmann::json::parse(readFile(file), nullptr, false);
    if (!object.is_object())
        throw BadInput("The file " + file.string() + " is damaged: it is not a JSON object; " +
                       remedy + ".");
    if (!unseal(object))
        throw BadInput("The file " + file.string() +
                       " is damaged: it is not the one that was written; " + remedy + ".");
    return object;
}

} // namespace palimpsest
