// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace palimpsest
{

enum class DomainRole { Old, New };
enum class Split { Train, Dev, Test };
inline constexpr std::array kSplits = {Split::Train, Split::Dev, Split::Test};

const char* toString(DomainRole role);
const char* toString(Split split);
DomainRole domainRoleFromString(const std::string& text); ///< throws BadInput
Split splitFromString(const std::string& text);           ///< throws BadInput

/// One split of a domain as it lies in the study folder: two plain UTF-8 files aligned by line.
struct Corpus {
    std::string source; ///< path relative to the study, e.g. corpora/software/train.de
    std::string target;
    std::int64_t pairs = 0;
    std::int64_t blank = 0;      ///< pairs left out because a side was empty
    std::int64_t duplicates = 0; ///< pairs that occur earlier in the same split (kept, counted)
    std::string hash;            ///< SHA-256 of both sides' text

    bool operator==(const Corpus&) const = default;
};

/// A named parallel corpus with train, dev and test; its role is old or new.
struct Domain {
    std::string name; ///< letters, digits, '-', '_', ' ', '.'; shown as it is
    DomainRole role = DomainRole::New;
    std::map<Split, Corpus> splits;
    std::string note; ///< source and licence, shown to the user

    bool operator==(const Domain&) const = default;
};

void to_json(nlohmann::json& json, const Corpus& corpus);
void from_json(const nlohmann::json& json, Corpus& corpus);
void to_json(nlohmann::json& json, const Domain& domain);
void from_json(const nlohmann::json& json, Domain& domain);

} // namespace palimpsest
