// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a large study for measurements: large_study FOLDER [RUNS [METRIC_POINTS [RUNNING]]]
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "tests/support/large_study.h"

int main(int argc, char** argv)
{
    using namespace palimpsest;
    if (argc < 2 || argc > 5 || std::filesystem::exists(argv[1])) {
        std::fprintf(stderr, "large_study FOLDER [RUNS [METRIC_POINTS [RUNNING]]]: names a folder "
                             "that is not there yet.\n");
        return 2;
    }
    try {
        LargeStudySize size;
        if (argc > 2)
            size.runs = std::stoi(argv[2]);
        if (argc > 3)
            size.metricPoints = std::stoll(argv[3]);
        if (argc > 4)
            size.running = std::stoi(argv[4]);
        if (size.runs < 1000) { // as one would have made them
            size.sweeps = 1;
            size.seeds = 5;
        }
        makeLargeStudy(argv[1], size);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
