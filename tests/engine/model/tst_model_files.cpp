// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstring>
#include <tuple>

#include <QCoreApplication>
#include <QThread>

#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/sealed_json.h"
#include "tests/engine/model/model_fixture.h"

using namespace palimpsest;

namespace
{

/// A safetensors file with this header, and `data` bytes of zeros behind it.
std::string fileWith(const std::string& header, std::size_t data)
{
    std::string bytes(8, '\0');
    const std::uint64_t length = header.size();
    std::memcpy(bytes.data(), &length, 8); // the machines that this is tested on are little-endian
    return bytes + header + std::string(data, '\0');
}

/// One tensor "w" described by these fields.
std::string described(const std::string& fields)
{
    return R"({"w":{)" + fields + "}}";
}

TensorFile sample()
{
    at::Generator generator = at::detail::createCPUGenerator(3);
    const at::Tensor values = at::empty({4, 6}, at::kDouble).normal_(0, 3, generator);
    TensorFile file;
    file.tensors = {{"double", values},
                    {"float", values.to(at::kFloat)},
                    {"half", values.to(at::kHalf)},
                    {"bfloat", values.to(at::kBFloat16)},
                    {"long", values.mul(1e12).to(at::kLong)},
                    {"int", values.mul(1e6).to(at::kInt)},
                    {"byte", values.abs().to(at::kByte)},
                    {"turned", values.to(at::kFloat).t()},
                    {"one", at::full({}, 2.5)},
                    {"none", at::empty({3, 0, 2}, at::kFloat)}};
    file.metadata = {{"made by", "Überprüfung"}, {"empty", ""}};
    return file;
}

bool same(const TensorFile& a, const TensorFile& b)
{
    if (a.metadata != b.metadata || a.tensors.size() != b.tensors.size())
        return false;
    for (const auto& [name, tensor] : a.tensors) {
        const auto found = b.tensors.find(name);
        if (found == b.tensors.end() || !palimpsest::same(found->second, tensor))
            return false;
    }
    return true;
}

Transformer modelOf(std::uint64_t seed)
{
    return movedModel(smallModel(), seed);
}

bool isModel(const Transformer& model, std::uint64_t seed)
{
    return palimpsest::same(model.parameters().flat(), modelOf(seed).parameters().flat());
}

/// Saves two models in turn until it is killed.
[[noreturn]] void saveForEver(const std::filesystem::path& folder)
{
    const Transformer first = modelOf(1);
    const Transformer second = modelOf(2);
    for (;;) {
        saveModel(folder, first, {{"seed", 1}});
        saveModel(folder, second, {{"seed", 2}});
        std::puts("saved");
        std::fflush(stdout);
    }
}

} // namespace

class ModelFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTypeComesBack()
    {
        const TextFolder folder;
        const auto file = folder.path() / "deep" / "t.safetensors";
        writeSafetensors(file, sample());
        QVERIFY(same(readSafetensors(file), sample()));
        writeSafetensors(file, {});
        QVERIFY(same(readSafetensors(file), {}));
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(file.parent_path()))
            files += entry.exists() ? 1 : 0;
        QCOMPARE(files, std::size_t{1}); // no temporary file is left
    }

    /// The Python package reads our file, and we read the one it writes.
    void pythonReadsAndWritesTheSame()
    {
        const TextFolder folder;
        const auto ours = folder.path() / "ours.safetensors";
        const auto theirs = folder.path() / "theirs.safetensors";
        writeSafetensors(ours, sample());
        runReference("model/copy_safetensors.py", {ours.string(), theirs.string()});
        QVERIFY(same(readSafetensors(theirs), sample()));
    }

    void damageIsOneSentence_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const std::string& bytes, const char* part) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(part);
        };
        const std::string good = R"("dtype":"F32","shape":[2],"data_offsets":[0,8])";
        row("empty", "", "shorter than 8 bytes");
        row("short", "1234567", "shorter than 8 bytes");
        row("header beyond the file", std::string("\xff\0\0\0\0\0\0\0{}", 10), "claims 255 bytes");
        row("huge header", std::string(8, '\xff'), "which it cannot have");
        row("no JSON", fileWith("{\"w\":", 0), "not a JSON object");
        row("list", fileWith("[]", 0), "not a JSON object");
        row("invalid UTF-8", fileWith("{\"\xff\":1}", 0), "not a JSON object");
        row("deeply nested", fileWith(std::string(200000, '['), 0), "not a JSON object");
        row("deeply nested value",
            fileWith(R"({"w":)" + std::string(90000, '[') + std::string(90000, ']') + "}", 0),
            "is not described by");
        row("number for a tensor", fileWith(R"({"w":1})", 0), "is not described by");
        row("no type", fileWith(described(R"("shape":[2],"data_offsets":[0,8])"), 8),
            "is not described by");
        row("unknown type",
            fileWith(described(R"("dtype":"F8","shape":[2],"data_offsets":[0,8])"), 8),
            "unknown type F8");
        row("negative extent",
            fileWith(described(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])"), 8),
            "not made of whole numbers");
        row("broken extent",
            fileWith(described(R"("dtype":"F32","shape":[2.5],"data_offsets":[0,10])"), 10),
            "not made of whole numbers");
        row("shape is no list",
            fileWith(described(R"("dtype":"F32","shape":2,"data_offsets":[0,8])"), 8),
            "not a list");
        row("many dimensions",
            fileWith(described(R"("dtype":"U8","shape":[1)" +
                               [] {
                                   std::string ones;
                                   for (int i = 0; i < 5000; ++i)
                                       ones += ",1";
                                   return ones;
                               }() +
                               R"(],"data_offsets":[0,1])"),
                     1),
            "not a list of some");
        row("shape beyond the file",
            fileWith(described(R"("dtype":"F32","shape":[1000000000000],"data_offsets":[0,8])"), 8),
            "more bytes than the file");
        row("shape that overflows",
            fileWith(described(R"("dtype":"F32","shape":[4294967296,4294967296,4],)"
                               R"("data_offsets":[0,0])"),
                     0),
            "more bytes than the file");
        row("empty, but wider than memory",
            fileWith(described(R"("dtype":"F32","shape":[0,18446744073709551615],)"
                               R"("data_offsets":[0,0])"),
                     0),
            "more bytes than the file");
        row("empty, strides overflow",
            fileWith(described(R"("dtype":"F32","shape":[4294967296,0,4294967296],)"
                               R"("data_offsets":[0,0])"),
                     0),
            "more bytes than the file");
        row("offsets beyond the file",
            fileWith(described(R"("dtype":"F32","shape":[2],"data_offsets":[8,16])"), 8),
            "do not fit");
        row("offsets backwards",
            fileWith(described(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])"), 8),
            "do not fit");
        row("one offset", fileWith(described(R"("dtype":"F32","shape":[2],"data_offsets":[8])"), 8),
            "no pair of data offsets");
        row("negative offset",
            fileWith(described(R"("dtype":"F32","shape":[2],"data_offsets":[-8,0])"), 8),
            "no pair of data offsets");
        row("truncated data", fileWith(described(good), 7), "do not fit");
        row("data too long", fileWith(described(good), 9), "9 bytes of data");
        row("gap", fileWith(described(R"("dtype":"F32","shape":[2],"data_offsets":[4,12])"), 12),
            "overlap or leave gaps");
        row("metadata is no object", fileWith(R"({"__metadata__":"text"})", 0),
            "not a JSON object");
        row("metadata is no text", fileWith(R"({"__metadata__":{"a":1}})", 0), "is not text");
        std::string many;
        for (int i = 0; i < 20000; ++i)
            many += (i ? "," : "") + ("\"" + std::to_string(i) + "\":{") +
                    R"("dtype":"U8","shape":[8000000],"data_offsets":[0,8000000]})";
        // Read one by one before the check, these would take 160 GB.
        row("thousands over one another", fileWith("{" + many + "}", 8000000), "overlap");
    }

    void damageIsOneSentence()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, part);
        const TextFolder folder;
        const auto file = folder.write("bad.safetensors", bytes.toStdString());
        const auto sentence = sentenceOf([&] { readSafetensors(file); });
        QVERIFY2(contains(sentence, part.toStdString()), sentence.c_str());
        QVERIFY(contains(sentence, file.string()));
        QVERIFY(contains(sentence, "Make or copy it again."));
        QVERIFY(!contains(sentence, "\n"));
    }

    void missingFilesAreNamed()
    {
        const TextFolder folder;
        const auto none = folder.path() / "none.safetensors";
        QVERIFY(contains(sentenceOf([&] { readSafetensors(none); }), none.string()));
        QVERIFY(contains(sentenceOf([&] { readSafetensors(folder.path()); }), "cannot be read"));
        QVERIFY(contains(sentenceOf([&] { loadModel(none, at::kCPU); }), "model.json"));
    }

    /// Cut anywhere: a sentence. A flipped bit anywhere: a sentence or other values, never anything
    /// else.
    void cutAndFlippedFilesDoNoHarm()
    {
        const TextFolder folder;
        const auto file = folder.path() / "t.safetensors";
        TensorFile content = sample();
        content.metadata = {{"a", "b"}};
        writeSafetensors(file, content);
        const std::string bytes = readFile(file);
        const auto sentenceFor = [&](const std::string& changed) {
            return sentenceOf([&] { readSafetensors(folder.write("bad.safetensors", changed)); });
        };
        for (std::size_t length = 0; length < bytes.size(); length += 1 + length / 100)
            QVERIFY2(contains(sentenceFor(bytes.substr(0, length)), "not a sound safetensors file"),
                     std::to_string(length).c_str());
        std::uint64_t header = 0;
        std::memcpy(&header, bytes.data(), 8);
        int sentences = 0;
        for (std::size_t at = 0; at < 8 + header; ++at) {
            std::string changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
            sentences += sentenceFor(changed).empty() ? 0 : 1;
        }
        QVERIFY(sentences > static_cast<int>(header / 3));
    }

    void otherModelsTensorsAreRefused()
    {
        const Transformer model = modelOf(1);
        const Parameters& parameters = model.parameters();
        auto tensors = namedTensors(parameters, parameters.flat());
        QVERIFY(palimpsest::same(flatFromNamed(parameters, tensors, "test"), parameters.flat()));
        const auto refusal = [&](const std::map<std::string, at::Tensor>& wrong) {
            return sentenceOf([&] { flatFromNamed(parameters, wrong, "Fisher information"); });
        };
        auto fewer = tensors;
        fewer.erase("decoder.0.cross.query.bias");
        QVERIFY(contains(refusal(fewer), "no tensor \"decoder.0.cross.query.bias\""));
        auto more = tensors;
        more.emplace("stranger", at::zeros({1}));
        QVERIFY(contains(refusal(more), "\"stranger\" that the model lacks"));
        auto turned = tensors;
        turned["encoder.0.feed_forward.inner.weight"] =
            tensors["encoder.0.feed_forward.inner.weight"].t();
        const auto sentence = refusal(turned);
        QVERIFY(contains(sentence, "The Fisher information has a tensor \"encoder.0.feed_forward"));
        QVERIFY(contains(sentence, "of another shape"));
    }

    void modelComesBack()
    {
        const TextFolder folder;
        const auto path = folder.path() / "model";
        for (const std::uint64_t seed : {1, 2}) { // the second takes the first one's place
            saveModel(path, modelOf(seed), {{"updates", seed}});
            const auto loaded = loadModel(path, at::kCPU);
            QVERIFY(isModel(*loaded, seed));
            QCOMPARE(loaded->options(), smallModel());
            QCOMPARE(loaded->vocabulary(), kVocabulary);
            const nlohmann::json facts = modelFacts(path);
            QCOMPARE(facts["updates"].get<std::uint64_t>(), seed);
            QCOMPARE(facts["weightsHash"].get<std::string>(),
                     sha256File((path / "weights.safetensors").string()));
        }
        QVERIFY(std::filesystem::remove(path / "model.json"));
        QVERIFY(contains(sentenceOf([&] { loadModel(path, at::kCPU); }), "model.json"));
    }

    void wrongModelFoldersAreOneSentence()
    {
        const TextFolder folder;
        const auto path = folder.path() / "model";
        saveModel(path, modelOf(1), {});
        const auto good = nlohmann::json::parse(readFile(path / "model.json"));
        const auto refusal = [&](const nlohmann::json& json) {
            // Sealed anew, or the seal alone would refuse it.
            writeFileAtomically(path / "model.json",
                                json.is_object() ? sealed(json).dump() : json.dump());
            return sentenceOf([&] { loadModel(path, at::kCPU); });
        };
        QCOMPARE(refusal(good), std::string());
        const std::vector<std::tuple<std::string, nlohmann::json, std::string>> changes = {
            {"/format", 2, "newer version"},
            {"/format", "1", "\"format\""},
            {"/format", 0, "does not describe a model"},
            {"/vocabulary", -5, "does not describe a model"},
            {"/vocabulary", 1e12, "\"vocabulary\""},
            {"/vocabulary", 2000000000, "but the weights beside it"},
            {"/vocabulary", kVocabulary + 1, "but the weights beside it"},
            {"/facts", "none", "does not describe a model"},
            {"/facts/weightsHash", 7, "does not describe a model"},
            {"/facts/weightsHash", "0", "not the one that model.json describes"},
            {"/architecture", "tiny", "architecture"},
            {"/architecture/dModel", 25, "heads"},
            {"/architecture/feedForward", 2000000000, "but the weights beside it"},
            {"/architecture/norm", "middle", "architecture.norm"},
            {"/architecture/colour", 1, "colour"},
        };
        for (const auto& [pointer, value, part] : changes) {
            nlohmann::json json = good;
            json[nlohmann::json::json_pointer(pointer)] = value;
            const auto sentence = refusal(json);
            QVERIFY2(contains(sentence, part), (pointer + ": " + sentence).c_str());
            QVERIFY2(contains(sentence, path.string()), sentence.c_str());
        }
        for (const char* key : {"format", "vocabulary", "architecture", "facts"}) {
            nlohmann::json json = good;
            json.erase(key);
            QVERIFY2(contains(refusal(json), "does not describe a model"), key);
        }
        QVERIFY(contains(refusal(nlohmann::json::array()), "not a JSON object"));
        QCOMPARE(refusal(good), std::string());
        // Same size, other shapes.
        nlohmann::json other = good;
        other["architecture"]["heads"] = 4;
        QCOMPARE(refusal(other), std::string()); // heads decide no shape
        std::string weights = readFile(path / "weights.safetensors");
        weights[weights.size() - 9] = static_cast<char>(weights[weights.size() - 9] ^ 4);
        writeFileAtomically(path / "weights.safetensors", weights);
        QVERIFY(contains(refusal(good), "not the one that model.json describes"));
    }

    /// Killed at any moment, the folder holds one of the two models, whole.
    void killedWhileSaving()
    {
        const TextFolder folder;
        const auto path = folder.path() / "model";
        for (int round = 0; round < 6; ++round) {
            QProcess process;
            process.start(
                QCoreApplication::applicationFilePath(),
                {QStringLiteral("--save-for-ever"), QString::fromStdString(path.string())});
            QVERIFY(process.waitForReadyRead());
            QThread::msleep(static_cast<unsigned long>(round * 13));
            QCOMPARE(process.state(), QProcess::Running);
            process.kill();
            QVERIFY(process.waitForFinished());
            const auto loaded = loadModel(path, at::kCPU);
            const auto seed = modelFacts(path)["seed"].get<std::uint64_t>();
            QVERIFY(isModel(*loaded, seed));
        }
        saveModel(path, modelOf(3), {}); // whatever the last one left behind is no hindrance
        QVERIFY(isModel(*loadModel(path, at::kCPU), 3));
        QVERIFY(!std::filesystem::exists(path.string() + ".tmp"));
        QVERIFY(!std::filesystem::exists(path.string() + ".old"));
    }

    /// The moment between the two renames.
    void steppedAsideModelIsFound()
    {
        const TextFolder folder;
        const auto path = folder.path() / "model";
        saveModel(path, modelOf(1), {});
        std::filesystem::rename(path, path.string() + ".old");
        QVERIFY(isModel(*loadModel(path, at::kCPU), 1));
    }
};

int main(int count, char** arguments)
{
    if (count == 3 && std::strcmp(arguments[1], "--save-for-ever") == 0)
        saveForEver(arguments[2]);
    at::set_num_threads(1); // threads cost more than they bring to matrices so small
    QCoreApplication application(count, arguments);
    ModelFilesTest test;
    return QTest::qExec(&test, count, arguments);
}

#include "tst_model_files.moc"
