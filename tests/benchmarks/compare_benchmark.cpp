// SPDX-License-Identifier: GPL-3.0-or-later
// Times the comparison of 10 systems on 3,000 sentences in one process on one thread and prints
// milliseconds, medians of 5: compare_benchmark <folder for a study>.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>

#include "engine/reporting/score_comparison.h"
#include "engine/reporting/sentence_choice.h"
#include "engine/reporting/sentence_formats.h"
#include "engine/reporting/word_diff.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

namespace
{

constexpr int kSystems = 10;
constexpr int kSentences = 3000;
constexpr int kRounds = 5;

/// Trials that translate one domain of so many sentences, each a little worse than the one before.
StudyStore manySentences(const std::filesystem::path& folder)
{
    SweepSpec spec = hasler2021Sweep({1});
    std::erase_if(spec.strategies,
                  [](const StrategyGrid& each) { return each.base.name != "fine-tuning"; });
    spec.seeds.clear();
    for (int i = 1; i <= kSystems; ++i)
        spec.seeds.push_back(static_cast<std::uint64_t>(i));
    StudyStore store = makeSampleStore(folder, spec);
    std::vector<std::string> references;
    for (int i = 0; i < kSentences; ++i)
        references.push_back(scoredReference("news", i) + " and some words more to read here");
    const auto metric = makeMetric("bleu");
    int number = 0;
    for (const JobRow& job : store.jobs()) {
        if (job.kind != RunKind::Trial)
            continue;
        const RunRow run = addSampleRun(store, job.id, "run-" + std::to_string(job.id));
        EvaluationDetail detail;
        detail.domain = "news";
        for (int i = 0; i < kSentences; ++i)
            detail.translations.push_back(
                scoredTranslation("news", i, 0.9 - 0.03 * number, static_cast<unsigned>(job.id)) +
                " and some words more to read here");
        detail.statistics["bleu"] = metric->statistics(detail.translations, {&references, 1});
        EvaluationRow row = sampleEvaluation(run, 250, Split::Test, true, {1, 2, 3});
        row.scores = {{"news", DomainRole::Old, "bleu",
                       metric->score(sumStatistics(detail.statistics["bleu"])),
                       metric->signature()}};
        store.addEvaluation(row, {detail});
        ++number;
    }
    return store;
}

void measure(const char* name, const std::function<std::size_t()>& work)
{
    std::vector<double> times;
    std::size_t count = 0;
    for (int i = 0; i < kRounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        count = work();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
    }
    std::sort(times.begin(), times.end());
    std::printf("%-44s %8.1f ms (%zu)\n", name, times[times.size() / 2], count);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || std::filesystem::exists(argv[1])) {
        std::fprintf(stderr, "compare_benchmark FOLDER: names a folder that is not there yet.\n");
        return 2;
    }
    const StudyStore store = manySentences(argv[1]);
    const auto systems = comparableSystems(store.jobs(), store.evaluations(), Split::Test);
    const SentenceTable table = sentenceTable(store, systems, "bleu", Split::Test);
    const SentenceSearch search(table);
    std::printf("%zu systems, %zu sentences\n", systems.size(), table.size());
    measure("scores, intervals and tests",
            [&] { return compareScores(store, systems, "bleu", PairedTest::Bootstrap).family; });
    measure("sentences and their scores from study.db",
            [&] { return sentenceTable(store, systems, "bleu", Split::Test).size(); });
    measure("find words", [&] {
        SentenceFilter filter;
        filter.text = "news31 news38";
        return search.rows(filter, {SentenceSort::Line, 1, false}).size();
    });
    measure("what got worse, by change", [&] {
        SentenceFilter filter;
        filter.change = SentenceChange::Worse;
        return search.rows(filter, {SentenceSort::Change, 1, false}).size();
    });
    measure("word differences of 40 rows, all systems", [&] {
        std::size_t parts = 0;
        for (std::size_t row = 0; row < 40; ++row)
            for (std::size_t s = 1; s < systems.size(); ++s)
                parts += diffRuns(table.translations[0][row], table.translations[s][row]).size();
        return parts;
    });
    std::vector<std::uint32_t> all = search.rows({}, {SentenceSort::Line, 1, false});
    measure("everything as CSV",
            [&] { return sentencesText(table, all, SentenceFormat::Csv).size(); });
    return 0;
}
