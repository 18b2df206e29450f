// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/score_table.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"
#include "tests/support/sample_study.h"

using namespace palimpsest;

/// Scores of systems made elsewhere, with the meaning of every column.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("scores.csv");
    static const std::vector<DomainRow> domains = [] {
        std::vector<DomainRow> rows;
        for (const Domain& domain : sampleFacts().domains)
            rows.push_back({1, domain, {}});
        return rows;
    }();
    try {
        (void)readScoreTable(scratch.holding(data, size), domains);
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
