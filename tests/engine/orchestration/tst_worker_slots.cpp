// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/orchestration/worker_slots.h"
#include "engine/study/error.h"

using namespace palimpsest;

namespace
{

std::optional<DeviceSlot> chooseSlot(RunKind kind, const std::string& devices,
                                     const Machine& machine, const std::vector<DeviceSlot>& used,
                                     bool alone)
{
    return FreeSlots(devices, machine, used).choose(kind, alone);
}

} // namespace

class WorkerSlotsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decidesAutomatically();
    void fillsSlots();
    void givesAllCoresToLonelyPreparation();
    void namesDevicesThatAreNotHere();
};

void WorkerSlotsTest::decidesAutomatically()
{
    const std::vector<DeviceSlot> twoCores = {{"cpu", 1}, {"cpu", 1}};
    QVERIFY(resolveDevices("auto", {2, 0, 100}) == twoCores);
    QVERIFY(resolveDevices("", {2, 0, 0}) == twoCores);
    QVERIFY(resolveDevices("cpu", {2, 4, 100}) == twoCores);
    QCOMPARE(resolveDevices("auto", {64, 0, 6}).size(), std::size_t(4)); // memory for four
    QCOMPARE(resolveDevices("auto", {8, 0, 0.2}).size(), std::size_t(1));
    const std::vector<DeviceSlot> gpus = {{"cuda:0", 1}, {"cuda:1", 1}};
    QVERIFY(resolveDevices("auto", {16, 2, 100}) == gpus);
    QVERIFY(resolveDevices("cpu:1x2", {16, 2, 100}) == (std::vector<DeviceSlot>{{"cpu", 2}}));
    QVERIFY_THROWS_EXCEPTION(BadInput, resolveDevices("tpu:0", {2, 0, 0}));
}

void WorkerSlotsTest::fillsSlots()
{
    const Machine machine{2, 0, 100};
    const DeviceSlot one{"cpu", 1};
    QVERIFY(chooseSlot(RunKind::Trial, "auto", machine, {}, false) == one);
    QVERIFY(chooseSlot(RunKind::Trial, "auto", machine, {one}, false) == one);
    QVERIFY(!chooseSlot(RunKind::Trial, "auto", machine, {one, one}, false));
    QVERIFY(!chooseSlot(RunKind::Trial, "auto", machine, {{"cpu", 2}}, false)); // stands on both
    const DeviceSlot gpu{"cuda:0", 1};
    QVERIFY(chooseSlot(RunKind::Trial, "cuda:0x2", machine, {gpu}, false) == gpu);
    QVERIFY(!chooseSlot(RunKind::Trial, "cuda:0x2", machine, {gpu, gpu}, false));
    QVERIFY(chooseSlot(RunKind::Trial, "cuda:0,cpu:1x1", machine, {gpu}, false) == one);
    FreeSlots mixed("cpu:1x2,cuda:0,cpu:2x1", machine, {});
    for (const DeviceSlot& slot : {DeviceSlot{"cpu", 2}, gpu, one, one}) { // in the order written
        QVERIFY(mixed.choose(RunKind::Trial, false) == slot);
        mixed.use(slot);
    }
    QVERIFY(!mixed.choose(RunKind::Trial, false));
}

void WorkerSlotsTest::givesAllCoresToLonelyPreparation()
{
    const Machine machine{8, 0, 100};
    const DeviceSlot all{"cpu", 8};
    const DeviceSlot one{"cpu", 1};
    QVERIFY(chooseSlot(RunKind::Base, "auto", machine, {}, true) == all);
    QVERIFY(chooseSlot(RunKind::Base, "auto", machine, {}, false) == one);
    QVERIFY(chooseSlot(RunKind::Base, "auto", machine, {one}, true) == one);
    QVERIFY(chooseSlot(RunKind::Trial, "auto", machine, {}, true) == one);
    QVERIFY(chooseSlot(RunKind::Fisher, "cpu:2x1", machine, {}, true) == one); // as was asked
}

void WorkerSlotsTest::namesDevicesThatAreNotHere()
{
    const Machine oneGpu{8, 1, 100};
    for (const char* devices : {"auto", "", "cpu", "cpu:2x1", "cuda:0", "cuda:0x3,cpu:1x2"})
        requireDevices(devices, oneGpu);
    for (const char* devices : {"cuda:1", "cpu:1x1,cuda:9", "cuda:0,cuda:1x2"}) {
        try {
            requireDevices(devices, oneGpu);
            QFAIL(devices);
        } catch (const BadInput& error) {
            QVERIFY2(QString(error.what()).contains("sees 1 CUDA"), error.what());
        }
    }
    QVERIFY_THROWS_EXCEPTION(BadInput, requireDevices("cuda:0", {8, 0, 100}));
    QVERIFY_THROWS_EXCEPTION(BadInput, requireDevices("gpu", oneGpu));
}

QTEST_GUILESS_MAIN(WorkerSlotsTest)
#include "tst_worker_slots.moc"
