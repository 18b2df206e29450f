// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/csv_reader.h"

#include <cstddef>
#include <cstdint>

#include "engine/study/error.h"

using namespace palimpsest;

/// Tables of scores that somebody brings in.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        (void)readCsv({reinterpret_cast<const char*>(data), size}, "scores.csv");
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
