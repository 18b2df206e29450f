// SPDX-License-Identifier: GPL-3.0-or-later
// Files of torch.save that were made to harm whoever reads them.
#include "engine/model/torch_pickle.h"
#include "tests/engine/model/model_fixture.h"

using namespace palimpsest;

namespace
{

using namespace std::string_literals;

std::string pickle(const std::string& instructions)
{
    return "\x80\x02"s + instructions + ".";
}

std::string text(const std::string& content)
{
    std::string length(4, '\0');
    for (std::size_t i = 0; i < 4; ++i)
        length[i] = static_cast<char>(content.size() >> (8 * i) & 0xff);
    return "X" + length + content;
}

std::string times(std::size_t count, const std::string& instructions)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i)
        all += instructions;
    return all;
}

std::string refusalOf(const std::string& code)
{
    try {
        readTensorPickle(code);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TorchFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTorchSaves();
    void readsOtherArchives_data();
    void readsOtherArchives();
    void refusesHarmfulPickles_data();
    void refusesHarmfulPickles();
    void takesNoMemoryThatTheFileLacks_data();
    void takesNoMemoryThatTheFileLacks();
};

/// Views of one storage, turned ones and several types come back as they were.
void TorchFileTest::readsWhatTorchSaves()
{
    const TextFolder folder;
    const auto file = folder.path() / "sound.bin";
    const auto same = folder.path() / "same.safetensors";
    runReference("model/torch_files.py", {"sound", file.string(), same.string()});
    const auto tensors = readTorchFile(file);
    const auto wanted = readSafetensors(same).tensors;
    QCOMPARE(tensors.size(), wanted.size());
    for (const auto& [name, tensor] : wanted)
        QVERIFY2(palimpsest::same(tensors.at(name), tensor), name.c_str());
}

void TorchFileTest::readsOtherArchives_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("large") << "large";
    QTest::newRow("a version that is no number") << "version"; // at which LibTorch ends the process
}

void TorchFileTest::readsOtherArchives()
{
    QFETCH(const QString, kind);
    const TextFolder folder;
    const auto file = folder.path() / "model.bin";
    runReference("model/torch_files.py", {kind.toStdString(), file.string()});
    const auto tensors = readTorchFile(file);
    QCOMPARE(tensors.size(), std::size_t{1});
    QVERIFY(at::equal(tensors.at("w"), at::arange(6, at::kFloat).view({2, 3})));
}

void TorchFileTest::refusesHarmfulPickles_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* name, const std::string& code, const char* why) {
        QTest::newRow(name) << QByteArray::fromStdString(code) << QString(why);
    };
    row("nested a million times", pickle(")" + times(1000000, "\x85")), "another kind");
    row("a dictionary in itself", pickle("}q\0"s + text("a") + "h\0s"s), "another kind");
    row("a long text a million times",
        pickle(text(std::string(1 << 20, 'a')) + "q\0("s + times(1000000, "h\0"s) + "t"),
        "another kind");
    const std::string tensor = "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") +
                               "ctorch\nFloatStorage\n" + text("0") + text("cpu") + "K\x01tQK\0"s;
    row("more dimensions than any tensor",
        pickle("}" + text("a") + tensor + "(" + times(1000, "K\x01") + "t" + ")\x89}tRs"),
        "too many dimensions");
    row("longer than any model", pickle(times(5 << 20, "N")), "longer");
    row("cut", pickle("}"s).substr(0, 3), "ends early");
    row("a text longer than the file", pickle("X\xff\xff\xff\xff"s + "a"), "ends early");
    row("too large a number", pickle("\x8a\x09" + std::string(9, '\x7f')), "too large");
    row("a call", pickle("cos\nsystem\n(" + text("true") + "tR"), "it calls os system");
}

void TorchFileTest::refusesHarmfulPickles()
{
    QFETCH(const QByteArray, code);
    QFETCH(const QString, why);
    const std::string said = refusalOf(code.toStdString());
    QVERIFY2(contains(said, why.toStdString()), said.c_str());
}

void TorchFileTest::takesNoMemoryThatTheFileLacks_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("why");
    QTest::newRow("expanded") << "expanded" << "does not fit its storage";
    QTest::newRow("compressed") << "compressed" << "more bytes than the file has";
    QTest::newRow("turned") << "turned" << "too often";
}

void TorchFileTest::takesNoMemoryThatTheFileLacks()
{
    QFETCH(const QString, kind);
    QFETCH(const QString, why);
    const TextFolder folder;
    const auto file = folder.path() / "model.bin";
    runReference("model/torch_files.py", {kind.toStdString(), file.string()});
    const std::string said = sentenceOf([&] { readTorchFile(file); });
    QVERIFY2(contains(said, why.toStdString()) && contains(said, "safetensors"), said.c_str());
}

QTEST_GUILESS_MAIN(TorchFileTest)
#include "tst_torch_file.moc"
