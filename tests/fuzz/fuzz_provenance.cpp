// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/provenance.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// Exported figures and tables that are dropped onto the window: PDF, SVG, PNG, LaTeX and others.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("export");
    try {
        (void)readProvenance(scratch.holding(data, size).string());
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
