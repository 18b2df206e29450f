// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "engine/store/metric_values.h"
#include "engine/store/sqlite_database.h"
#include "tests/support/large_study.h"
#include "tests/support/said_by.h"

using namespace palimpsest;

namespace
{

/// What the JSON parser finds in the text.
std::map<std::string, double> parsedValues(const std::string& text)
{
    std::map<std::string, double> values;
    const nlohmann::json parsed = nlohmann::json::parse(text);
    for (const auto& [name, value] : parsed.items())
        if (value.is_number())
            values.emplace(name, value.get<double>());
    return values;
}

bool same(const MetricPoint& a, const MetricPoint& b)
{
    return a.step == b.step && a.value == b.value;
}

} // namespace

/// Curves of many runs, read in whole series, and the study that measurements are made with.
class MetricSeriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAreThoseOfTheJson_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"{}", "{\"loss\":4.25}", "{\"loss\":-1e-07,\"drift\":12,\"penalty\":0.1}",
              "{\"loss\":null,\"drift\":3}", "{\"loss\":3,\"drift\":null}",
              "{ \"loss\" : 4.5 , \"drift\" : 1 }", "{\"a\\\"b\":1,\"c\":2}",
              "{\"a\":\"b\",\"c\":2}", "{\"a\":[1,2],\"c\":2.5E+3}", "{\"a\":true,\"\":7}",
              "{\"λ\":0.001}", "{\"big\":123456789012345678901234567890,\"small\":5e-324}"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void valuesAreThoseOfTheJson()
    {
        QFETCH(QString, text);
        const auto values = metricValues(text.toStdString());
        QVERIFY((std::map<std::string, double>(values.begin(), values.end()) ==
                 parsedValues(text.toStdString())));
    }

    void whatIsNoJsonThrows()
    {
        for (const char* text : {"", "{", "{\"loss\":}", "{\"loss\":1,}", "{\"loss\":inf}", "{}x"})
            QVERIFY_EXCEPTION_THROWN(metricValues(text), nlohmann::json::parse_error);
    }

    void wholeSeriesAreTheSingleOnes()
    {
        const QTemporaryDir folder;
        StudyStore store = makeSampleStore(folder.filePath("study").toStdString());
        const RunRow run = addSampleRun(store, store.jobs().back().id, "one");
        const RunRow other = addSampleRun(store, store.jobs().back().id, "two");
        for (const int step : {30, 10, 20})
            store.addMetrics(run.id, step, {{"loss", step / 7.0}, {"drift", 1.0 * step}});
        store.addMetrics(run.id, 20, {{"loss", 9.5}, {"penalty", 0.5}}); // reported again
        store.addMetrics(run.id, 40, {{"loss", std::nan("")}});
        store.addMetrics(other.id, 10, {{"loss", 1.0}});
        RowId last = 0;
        const MetricSeries series = store.metricSeries(run.id, last);
        QCOMPARE(series.size(), std::size_t{3});
        for (const auto& [name, points] : series)
            QVERIFY(std::ranges::equal(points, store.metrics(run.id, name), same));
        QCOMPARE(series.at("loss")[1].value, 9.5);
        QCOMPARE(last, store.latestMetricRecord() - 1); // the other run's is the newest of all
        const auto drifts = store.latestMetrics("drift");
        QVERIFY(drifts.empty()); // neither run logged it at its last update
        store.addMetrics(run.id, 50, {{"drift", 6.5}});
        QCOMPARE(store.latestMetrics("drift").size(), std::size_t{1});
        QCOMPARE(store.latestMetrics("drift").front().point.value, 6.5);
        QVERIFY((store.latestMetricNames() == std::set<std::string>{"drift", "loss"}));
    }

    void theLargeStudyIsAsLargeAsAskedFor()
    {
        const QTemporaryDir folder;
        LargeStudySize size;
        size.runs = 120;
        size.metricPoints = 120 * 10;
        size.sweeps = 2;
        size.seeds = 5;
        size.running = 3;
        const StudyStore store = makeLargeStudy(folder.filePath("study").toStdString(), size);
        std::map<JobState, int> states;
        std::size_t points = 0;
        for (const RunRow& run : store.runs()) {
            ++states[run.state];
            RowId last = 0;
            for (const auto& [name, series] : store.metricSeries(run.id, last))
                points += series.size();
        }
        QCOMPARE(store.runs().size(), std::size_t{120});
        QCOMPARE(points, std::size_t{1200});
        QCOMPARE(states[JobState::Running], 3);
        QCOMPARE(states[JobState::Failed], 3);
        QCOMPARE(states[JobState::Interrupted], 2);
        QCOMPARE(states[JobState::Done], 112);
        QCOMPARE(store.sweeps().size(), std::size_t{2});
        QCOMPARE(store.evaluations().size(), std::size_t{112 * 3});
        std::set<std::string> strategies;
        for (const JobRow& job : store.jobs())
            strategies.insert(job.config.strategy.name);
        QVERIFY(strategies.contains("mixing") && strategies.contains("ewc+mixing"));
        EventReader events(StudyLayout(store.folder()).run(store.runs().front().name));
        QCOMPARE(events.readNew().front().at("type").get<std::string>(), event::kHello);
    }

    /// SQLite takes it for JSON; no double holds it.
    void aNumberBeyondAllLimitsIsNamed()
    {
        const QTemporaryDir folder;
        const std::filesystem::path study = folder.filePath("study").toStdString();
        StudyStore store = makeSampleStore(study);
        const RunRow run = addSampleRun(store, 4, "r");
        store.addMetrics(run.id, 1, {{"loss", 1}});
        SqliteDatabase(study / "study.db", SqliteDatabase::Access::ReadWrite)
            .execute("UPDATE metric_record SET \"values\" = '{\"loss\": 1e999}'");
        RowId last = 0;
        const QString said = saidBy([&] { store.metricSeries(run.id, last); });
        QVERIFY2(said.contains("study.db is damaged"), qPrintable(said));
    }
};

QTEST_GUILESS_MAIN(MetricSeriesTest)
#include "tst_metric_series.moc"
