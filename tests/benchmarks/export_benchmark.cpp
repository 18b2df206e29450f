// SPDX-License-Identifier: GPL-3.0-or-later
// Times exports of 10,000 rows in one process on one thread and prints milliseconds, medians of 5:
// export_benchmark <folder for a study>. Rows are trials with scores of three domains.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>

#include "engine/reporting/figure.h"
#include "engine/reporting/pgfplots_figure.h"
#include "engine/reporting/table_formats.h"
#include "tests/support/sample_store.h"

using namespace palimpsest;

namespace
{

constexpr int kRows = 10000;
constexpr int kRounds = 5;

/// One sweep of EWC with so many values of λ, all of them scored on test.
StudyStore manyTrials(const std::filesystem::path& folder)
{
    SweepSpec spec = hasler2021Sweep({1});
    std::erase_if(spec.strategies, [](const StrategyGrid& each) {
        return each.base.name != "ewc" && each.base.name != "baseline";
    });
    spec.seeds.clear();
    for (int i = 1; i <= kRows; ++i)
        spec.seeds.push_back(static_cast<std::uint64_t>(i));
    StudyStore store = makeSampleStore(folder, spec);
    store.transaction([&store] {
        for (const JobRow& job : store.jobs()) {
            if (job.kind != RunKind::Trial)
                continue;
            const RunRow run = addSampleRun(store, job.id, "run-" + std::to_string(job.id));
            const auto value = static_cast<double>(job.id % 977) / 50;
            store.addEvaluation(
                sampleEvaluation(run, 250, Split::Test, true, {value, 40 - value, value / 2}), {});
        }
    });
    return store;
}

void measure(const char* name, const std::function<std::size_t()>& work)
{
    std::vector<double> times;
    std::size_t bytes = 0;
    for (int i = 0; i < kRounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        bytes = work();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
    }
    std::sort(times.begin(), times.end());
    std::printf("%-36s %8.0f ms %10zu bytes\n", name, times[times.size() / 2], bytes);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || std::filesystem::exists(argv[1])) {
        std::fprintf(stderr, "export_benchmark FOLDER: names a folder that is not there yet.\n");
        return 2;
    }
    const StudyStore store = manyTrials(argv[1]);
    TableRecipe rows;
    rows.pooling = SeedPooling::Single;
    rows.test = TableTest::None;
    FigureRecipe points;
    points.poolSeeds = false;
    points.intervals = false;
    const ResultsTable table = resultsTable(store, rows, false);
    const Figure figure = FigureMaker(store).make(points);
    std::printf("%zu rows, %zu points\n", table.lines.size(), figure.rows.size());
    measure("table from study.db", [&] { return resultsTable(store, rows, false).lines.size(); });
    measure("table as CSV", [&] { return csvTable(table).size(); });
    measure("table as LaTeX", [&] { return latexTable(table).size(); });
    measure("table as JSON", [&] { return jsonTable(table).dump().size(); });
    measure("figure from study.db", [&] { return FigureMaker(store).make(points).rows.size(); });
    measure("figure as CSV", [&] { return csvFigure(figure).size(); });
    measure("figure for pgfplots",
            [&] { return pgfplotsFigure(figure, "f.dat").size() + pgfplotsData(figure).size(); });
    return 0;
}
