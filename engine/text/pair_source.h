// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace palimpsest
{

struct SentencePair {
    std::string source;
    std::string target;
};

/// Where aligned segments come from, one after another. Throws BadInput naming file and line.
class PairSource
{
public:
    virtual ~PairSource() = default;

    virtual bool next(SentencePair& pair) = 0;  ///< false at the end
    virtual std::int64_t line() const = 0;      ///< of the pair just read, from 1
    virtual std::int64_t bytesRead() const = 0; ///< of all files, as they lie on disk
};

} // namespace palimpsest
