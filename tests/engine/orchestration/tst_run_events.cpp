// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "engine/orchestration/run_events.h"
#include "engine/orchestration/run_folder.h"
#include "engine/study/error.h"

using namespace palimpsest;

class RunEventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void countsOnOverExecutions();
    void cutsOffATornLine();
    void cutsOffATornFirstLine();
    void readsOnlyCompleteLines();
    void readsOnFromAnOffset();
    void namesTheBrokenLine();
    void findsTheLastLineOfALongFile();
    void makesNumberedRunFolders();

private:
    void append(const std::string& text);
    std::string readAll() const;

    std::unique_ptr<QTemporaryDir> m_temporary;
    std::filesystem::path m_folder;
};

void RunEventsTest::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    m_folder = m_temporary->path().toStdString();
}

void RunEventsTest::append(const std::string& text)
{
    std::ofstream(m_folder / "events.jsonl", std::ios::app | std::ios::binary) << text;
}

std::string RunEventsTest::readAll() const
{
    std::ifstream in(m_folder / "events.jsonl", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void RunEventsTest::countsOnOverExecutions()
{
    for (int execution = 0; execution < 3; ++execution) {
        EventWriter writer(m_folder);
        writer.write(event::kHello, {{"run", "r"}});
        writer.write(event::kStopped, {{"step", execution}}, true);
    }
    const auto events = EventReader(m_folder).readNew();
    QCOMPARE(events.size(), std::size_t(6));
    for (std::size_t i = 0; i < events.size(); ++i)
        QCOMPARE(events[i].at("seq").get<std::size_t>(), i);
    QCOMPARE(events[5].at("step").get<int>(), 2);
    QCOMPARE(events[0].at("time").get<std::string>().size(), std::size_t(24));
}

void RunEventsTest::cutsOffATornLine()
{
    EventWriter(m_folder).write(event::kHello, {});
    append("{\"seq\":1,\"ti");
    EventWriter(m_folder).write(event::kDone, {{"step", 5}});
    const auto events = EventReader(m_folder).readNew();
    QCOMPARE(events.size(), std::size_t(2));
    QCOMPARE(events[1].at("type").get<std::string>(), std::string("done"));
    QCOMPARE(events[1].at("seq").get<int>(), 1);
}

void RunEventsTest::cutsOffATornFirstLine()
{
    append("{\"seq\":0");
    EventWriter(m_folder).write(event::kHello, {});
    const auto events = EventReader(m_folder).readNew();
    QCOMPARE(events.size(), std::size_t(1));
    QCOMPARE(events[0].at("seq").get<int>(), 0);
}

void RunEventsTest::readsOnlyCompleteLines()
{
    EventReader reader(m_folder);
    QVERIFY(reader.readNew().empty()); // no file yet
    const std::string line = R"({"seq":0,"time":"t","type":"progress"})";
    append(line.substr(0, 10));
    QVERIFY(reader.readNew().empty());
    QCOMPARE(reader.offset(), std::int64_t(0));
    append(line.substr(10));
    QVERIFY(reader.readNew().empty()); // still without its newline
    append("\n");
    QCOMPARE(reader.readNew().size(), std::size_t(1));
    QCOMPARE(reader.offset(), static_cast<std::int64_t>(line.size() + 1));
    QVERIFY(reader.readNew().empty());
}

void RunEventsTest::readsOnFromAnOffset()
{
    EventWriter writer(m_folder);
    writer.write(event::kHello, {});
    EventReader first(m_folder);
    first.readNew();
    writer.write(event::kWarning, {{"text", "bäh\xff"}}); // broken UTF-8 is mended, not lost
    EventReader second(m_folder, first.offset());
    const auto events = second.readNew();
    QCOMPARE(events.size(), std::size_t(1));
    QCOMPARE(events[0].at("seq").get<int>(), 1);
    QCOMPARE(second.offset(), static_cast<std::int64_t>(readAll().size()));
}

void RunEventsTest::namesTheBrokenLine()
{
    EventWriter(m_folder).write(event::kHello, {});
    EventReader reader(m_folder);
    reader.readNew();
    EventReader later(m_folder, reader.offset());
    append("{\"seq\":1}\n");
    try {
        later.readNew();
        QFAIL("a line without time and type was accepted");
    } catch (const BadInput& error) {
        QVERIFY(QString(error.what()).contains("events.jsonl, line 2"));
    }
    QVERIFY_THROWS_EXCEPTION(BadInput, EventWriter{m_folder});
}

void RunEventsTest::findsTheLastLineOfALongFile()
{
    {
        EventWriter writer(m_folder);
        for (int i = 0; i < 50; ++i)
            writer.write(event::kWarning, {{"text", std::string(9000, 'x')}});
    }
    append("{\"torn\":" + std::string(200000, '1'));
    EventWriter(m_folder).write(event::kDone, {});
    const auto events = EventReader(m_folder).readNew();
    QCOMPARE(events.size(), std::size_t(51));
    QCOMPARE(events.back().at("seq").get<int>(), 50);
}

void RunEventsTest::makesNumberedRunFolders()
{
    const StudyLayout layout(m_folder);
    RunConfig config;
    config.identity = "0123456789abcdef0123";
    QCOMPARE(createRunFolder(layout, config), std::string("0123456789ab-1"));
    config.device = "cuda:3";
    QCOMPARE(createRunFolder(layout, config), std::string("0123456789ab-2"));
    const RunConfig read = readRunConfig(layout.run("0123456789ab-2"));
    QCOMPARE(read.run, std::string("0123456789ab-2"));
    QCOMPARE(read.device, std::string("cuda:3"));
    QVERIFY(!hasCheckpoint(layout.run(config.run)));
    std::filesystem::create_directories(layout.run(config.run) / "checkpoint" / "step-1");
    QVERIFY(hasCheckpoint(layout.run(config.run)));
    QVERIFY_THROWS_EXCEPTION(BadInput, readRunConfig(layout.run("nothing-1")));
}

QTEST_GUILESS_MAIN(RunEventsTest)
#include "tst_run_events.moc"
