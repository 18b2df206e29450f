// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/study_export.h"
#include "engine/reporting/tensorboard_events.h"
#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "tests/support/sample_results.h"
#include "tests/support/scored_results.h"

using namespace palimpsest;

namespace
{

const char* kReadCsv = "import csv, json, sys\n"
                       "with open(sys.argv[1], encoding='utf-8', newline='') as file:\n"
                       "    print(json.dumps(list(csv.DictReader(file, strict=True))))\n";

nlohmann::json python(const QStringList& arguments)
{
    QProcess process;
    process.start(PALIMPSEST_PYTHON, arguments);
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        qFatal("%s", process.readAllStandardError().constData());
    return nlohmann::json::parse(process.readAllStandardOutput().toStdString());
}

std::string textOf(const nlohmann::json& row, const char* column)
{
    return row.at(column).get<std::string>();
}

} // namespace

class TestStudyExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_store = std::make_unique<StudyStore>(
            makeSampleResults(m_folder.filePath("study").toStdString()));
        m_store->renameStudy("Quotes \" and, commas");
        for (RunRow run : m_store->runs()) {
            run.started = "2026-01-02T03:00:00.000Z";
            run.ended = "2026-01-02T04:00:00.500Z";
            m_store->updateRun(run);
            m_store->addMetrics(run.id, 125, {{"loss", 1.0 / 3}});
        }
    }

    void tablesHoldTheStore()
    {
        const nlohmann::json scores = table("scores.csv");
        std::size_t expected = 0;
        for (const EvaluationRow& evaluation : m_store->evaluations())
            expected += evaluation.scores.size();
        QCOMPARE(scores.size(), expected);
        for (const auto& row : scores) {
            const auto job = *m_store->job(std::stoll(textOf(row, "trial")));
            QCOMPARE(textOf(row, "strategy"), job.config.strategy.name);
            QCOMPARE(textOf(row, "parameters"), parameterLabel(job.config.strategy));
            QCOMPARE(textOf(row, "seed"), job.config.strategy.adapts
                                              ? std::to_string(job.config.training.seed)
                                              : std::string());
            const auto evaluations = m_store->evaluations();
            const auto evaluation = std::ranges::find_if(evaluations, [&](const auto& each) {
                return each.job == job.id && toString(each.split) == textOf(row, "split") &&
                       std::to_string(each.step) == textOf(row, "step");
            });
            const auto score =
                std::ranges::find(evaluation->scores, textOf(row, "domain"), &ScoreRow::domain);
            QCOMPARE(std::stod(textOf(row, "value")), score->value);
            QCOMPARE(textOf(row, "signature"), score->signature);
        }
        const auto trials = table("trials.csv");
        QCOMPARE(std::ranges::count_if(
                     m_store->jobs(), [](const JobRow& job) { return job.kind == RunKind::Trial; }),
                 std::ptrdiff_t(trials.size()));
        const auto metrics = table("metrics.csv");
        const auto loss = std::ranges::find_if(
            metrics, [](const auto& row) { return textOf(row, "name") == "loss"; });
        QCOMPARE(std::stod(textOf(*loss, "value")), 1.0 / 3); // to the last bit
        QCOMPARE(table("domains.csv").size(), std::size_t{9});
    }

    void everyColumnIsExplained()
    {
        const auto files = studyTables(*m_store, {.segments = true});
        const std::string readme = files.front().text;
        QCOMPARE(files.front().name, std::string("README.md"));
        for (const NamedText& file : files) {
            if (!file.name.ends_with(".csv"))
                continue;
            QVERIFY2(readme.find(file.name) != std::string::npos, file.name.c_str());
            const QString head = QString::fromStdString(file.text).section("\r\n", 0, 0);
            for (const QString& column : head.split(','))
                QVERIFY2(readme.find('`' + column.toStdString() + '`') != std::string::npos,
                         qPrintable(column));
        }
    }

    void segmentsAddUpToTheScores()
    {
        const StudyStore store = makeScoredResults(m_folder.filePath("scored").toStdString());
        const auto files = studyTables(store, {.segments = true});
        const QString file = m_folder.filePath("segments.csv");
        writeFileAtomically(file.toStdString(), files.back().text);
        const EvaluationRow evaluation = store.evaluations().back();
        std::vector<double> sum;
        for (const auto& row : python({"-c", kReadCsv, file})) {
            if (textOf(row, "trial") != std::to_string(evaluation.job) ||
                textOf(row, "domain") != "news" || textOf(row, "metric") != "bleu")
                continue;
            const auto place = static_cast<std::size_t>(std::stoi(textOf(row, "statistic")));
            sum.resize(std::max(sum.size(), place + 1));
            sum[place] += std::stod(textOf(row, "value"));
        }
        const auto score = std::ranges::find_if(evaluation.scores, [](const ScoreRow& row) {
            return row.domain == "news" && row.metric == "bleu";
        });
        QCOMPARE(makeMetric("bleu")->score(sum), score->value);
    }

    void everySentenceStandsBesideItsReference()
    {
        StudyStore store = makeScoredResults(m_folder.filePath("sentences").toStdString());
        const EvaluationRow evaluation = store.evaluations().back();
        QVERIFY_THROWS_EXCEPTION(BadInput, studyTables(store, {.sentences = true})); // none kept
        for (const Domain& domain : sampleFacts().domains) {
            ReferenceText text;
            for (int i = 0; i < kScoredSegments; ++i) {
                text.sources.push_back("Quelle, \"" + std::to_string(i) + "\"");
                text.references.push_back(scoredReference(domain.name, i));
            }
            store.storeReference(domain.name, Split::Test, "h", text);
        }
        const QString file = m_folder.filePath("sentences.csv");
        writeFileAtomically(file.toStdString(),
                            studyTables(store, {.sentences = true}).back().text);
        const auto rows = python({"-c", kReadCsv, file});
        QCOMPARE(rows.size(), store.evaluations().size() * 3 * kScoredSegments);
        const auto lines = store.evaluationDetail(evaluation.id, "news").translations;
        std::size_t found = 0;
        for (const auto& row : rows) {
            const auto segment = static_cast<std::size_t>(std::stoi(textOf(row, "segment")));
            if (textOf(row, "trial") != std::to_string(evaluation.job) ||
                textOf(row, "domain") != "news")
                continue;
            QCOMPARE(textOf(row, "source"), "Quelle, \"" + std::to_string(segment) + "\"");
            QCOMPARE(textOf(row, "reference"), scoredReference("news", static_cast<int>(segment)));
            QCOMPARE(textOf(row, "translation"), lines[segment]);
            ++found;
        }
        QCOMPARE(found, std::size_t{kScoredSegments});
    }

    void checksumIsThatOfRfc3720()
    {
        QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAU); // its appendix B.4
        QCOMPARE(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
        QCOMPARE(crc32c("123456789"), 0xE3069283U);
    }

    void tensorboardReadsEveryScalar()
    {
        const QString folder = m_folder.filePath("events");
        writeFiles(folder.toStdString(), studyEvents(*m_store));
        const auto found =
            python({PALIMPSEST_SOURCE_DIR "/tests/engine/reporting/read_events.py", folder});
        const std::vector<RunRow> runs = m_store->runs();
        QCOMPARE(found.size(), runs.size());
        const auto run = std::ranges::find_if(runs, [&](const RunRow& each) {
            return m_store->job(each.job)->label == "EWC λ=0.1, seed 1";
        });
        const auto& tags = found.at("EWC λ=0.1, seed 1 " + run->name);
        for (const EvaluationRow& evaluation : m_store->evaluations()) {
            if (evaluation.run != run->id)
                continue;
            for (const ScoreRow& score : evaluation.scores) {
                const auto& points = tags.at(std::string(toString(evaluation.split)) + "/" +
                                             score.domain + "/" + score.metric);
                const auto point = std::ranges::find_if(points, [&](const auto& each) {
                    return each[1].template get<std::int64_t>() == evaluation.step;
                });
                QVERIFY(point != points.end());
                QCOMPARE((*point)[2].get<double>(), static_cast<float>(score.value));
            }
        }
        QCOMPARE(tags.at("dev/news/bleu").size(), std::size_t{2});
        // Half of the updates, half of the hour: interpolated between start and end.
        const double start = 1767322800; // 2026-01-02T03:00Z
        const auto loss = tags.at("training/loss")[0];
        QCOMPARE(loss[1].get<int>(), 125);
        QVERIFY(loss[0].get<double>() > start);
        QCOMPARE(loss[2].get<double>(), static_cast<float>(1.0 / 3));
    }

private:
    /// A file of the tables, as Python reads it.
    nlohmann::json table(const std::string& name) const
    {
        const auto files = studyTables(*m_store, {});
        const auto file = std::ranges::find(files, name, &NamedText::name);
        const QString path = m_folder.filePath(QString::fromStdString(name));
        writeFileAtomically(path.toStdString(), file->text);
        return python({"-c", kReadCsv, path});
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
};

QTEST_GUILESS_MAIN(TestStudyExport)
#include "tst_study_export.moc"
