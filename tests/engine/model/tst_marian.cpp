// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "engine/model/marian_npz.h"
#include "engine/model/marian_weights.h"
#include "engine/model/npz_file.h"
#include "engine/study/atomic_file.h"
#include "engine/text/marian_vocabulary.h"
#include "engine/translation/translator.h"
#include "tests/engine/model/model_fixture.h"

using namespace palimpsest;
using nlohmann::json;

namespace
{

namespace fs = std::filesystem;

/// A model that transformers made, and what it answers there.
struct Case {
    std::string name;
    json sizes;
};

const std::vector<Case> kCases = {
    {"as OPUS-MT, safetensors",
     {{"seed", 1},
      {"width", 24},
      {"encoder", 2},
      {"decoder", 3},
      {"heads", 3},
      {"inner", 40},
      {"activation", "swish"},
      {"padMoved", false},
      {"format", "safetensors"},
      {"languageMark", false},
      {"updates", 25}}},
    {"ReLU, language mark, PyTorch's format, trained elsewhere",
     {{"seed", 2},
      {"width", 16},
      {"encoder", 1},
      {"decoder", 1},
      {"heads", 2},
      {"inner", 24},
      {"activation", "relu"},
      {"padMoved", true},
      {"format", "bin"},
      {"languageMark", true},
      {"updates", 60}}},
    {"GELU, one layer more in the encoder",
     {{"seed", 3},
      {"width", 32},
      {"encoder", 3},
      {"decoder", 2},
      {"heads", 4},
      {"inner", 32},
      {"activation", "gelu"},
      {"padMoved", true},
      {"format", "safetensors"},
      {"languageMark", true},
      {"updates", 40}}},
    {"Marian's own, two SentencePiece models",
     {{"seed", 4},
      {"width", 24},
      {"encoder", 2},
      {"decoder", 2},
      {"heads", 2},
      {"inner", 40},
      {"activation", "swish"},
      {"padMoved", false},
      {"format", "npz"},
      {"languageMark", false},
      {"updates", 40},
      {"wrong",
       {{"type", "s2s"},
        {"tied-embeddings-all", "false"},
        {"transformer-preprocess", "n"},
        {"transformer-postprocess", "da"},
        {"transformer-ffn-activation", "gelu"},
        {"transformer-train-position-embeddings", "true"},
        {"transformer-decoder-autoreg", "rnn"},
        {"transformer-heads", "many"},
        {"enc-depth", "3"},
        {"dec-depth", "1"}}}}},
    {"Marian's own, packed, one SentencePiece model, ReLU",
     {{"seed", 5},
      {"width", 16},
      {"encoder", 1},
      {"decoder", 2},
      {"heads", 2},
      {"inner", 24},
      {"activation", "relu"},
      {"padMoved", false},
      {"format", "npz"},
      {"languageMark", false},
      {"joint", true},
      {"updates", 40}}},
};
constexpr std::size_t kNpz = 3; ///< the first of Marian's own

/// An imported case: the network, its tokenizer, and the numbers of its pieces there.
struct Imported {
    explicit Imported(const fs::path& folder) : tokenizerFolder(folder.parent_path() / "tokenizer")
    {
        const fs::path npz = marianNpzOf(folder);
        MarianNpz marian;
        if (!npz.empty())
            marian = readMarianNpz(npz);
        config = npz.empty() ? readMarianConfig(folder) : marian.config;
        vocabulary = readMarianVocabulary(folder, config.vocabulary, config.padId, config.endId);
        model = npz.empty() ? readMarianWeights(folder, config, vocabulary.theirIds, at::kCPU)
                            : marianModel(std::move(marian.tensors), npz.string(), config,
                                          vocabulary.theirIds, at::kCPU);
        importMarianTokenizer(folder, vocabulary, tokenizerFolder);
    }

    Tokenizer tokenizer() const { return Tokenizer(tokenizerFolder); }

    /// Our id of each of theirs.
    at::Tensor ours(const at::Tensor& theirs) const
    {
        return at::tensor(vocabulary.theirIds, at::kLong)
            .argsort()
            .index_select(0, theirs.flatten())
            .view(theirs.sizes());
    }

    std::vector<std::int64_t> theirs(const std::vector<std::int32_t>& ours) const
    {
        std::vector<std::int64_t> ids;
        for (const std::int32_t id : ours)
            ids.push_back(vocabulary.theirIds[static_cast<std::size_t>(id)]);
        return ids;
    }

    MarianConfig config;
    MarianVocabulary vocabulary;
    std::unique_ptr<Transformer> model;
    fs::path tokenizerFolder;
};

Batch batchOf(const Imported& imported, const std::map<std::string, at::Tensor>& answer)
{
    Batch batch;
    batch.source = imported.ours(answer.at("input_ids"));
    batch.sourceLength = batch.source.ne(kPadId).sum(1);
    batch.targetOutput = imported.ours(answer.at("labels"));
    const at::Tensor begin = at::full({batch.source.size(0), 1}, kBeginId, at::kLong);
    batch.targetInput = at::cat({begin, batch.targetOutput.slice(1, 0, -1)}, 1);
    batch.sourceTokens = batch.sourceLength.sum().item<std::int64_t>();
    batch.targetTokens = batch.targetOutput.ne(kPadId).sum().item<std::int64_t>();
    batch.padded = true;
    return batch;
}

} // namespace

class MarianTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void statesAndLogitsAreTransformers_data() { cases(); }
    void statesAndLogitsAreTransformers();
    void tokenizesAsTransformers_data() { cases(); }
    void tokenizesAsTransformers();
    void searchesAsTransformers_data() { cases(); }
    void searchesAsTransformers();
    void lossAndLogitsAgree_data() { cases(); }
    void lossAndLogitsAgree();
    void exportsWhatItImported_data() { cases(); }
    void exportsWhatItImported();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
    void executesNoPickle();
    void saysWhatMarianHasAndThisHasNot_data();
    void saysWhatMarianHasAndThisHasNot();
    void findsDamageInNpz();

private:
    void cases()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < kCases.size(); ++i)
            QTest::newRow(kCases[i].name.c_str()) << static_cast<int>(i);
    }
    fs::path folderOf(std::size_t index) const { return m_folder.path() / std::to_string(index); }
    fs::path folderOfRow() const
    {
        QFETCH(const int, index);
        return folderOf(static_cast<std::size_t>(index));
    }
    static json answerOf(const fs::path& file) { return json::parse(readFile(file)); }

    TextFolder m_folder;
};

/// One Python process makes all models.
void MarianTest::initTestCase()
{
    at::set_num_threads(1);
    std::vector<std::string> arguments = {"make"};
    for (std::size_t i = 0; i < kCases.size(); ++i) {
        writeFileAtomically(folderOf(i) / "case.json", kCases[i].sizes.dump());
        arguments.push_back(folderOf(i).string());
    }
    runReference("model/marian_reference.py", arguments);
}

void MarianTest::statesAndLogitsAreTransformers()
{
    const fs::path folder = folderOfRow();
    const Imported imported(folder / "model");
    const auto answer = readSafetensors(folder / "answer.safetensors").tensors;
    const Batch batch = batchOf(imported, answer);
    const at::NoGradGuard noGrad;
    const at::Tensor real = batch.source.ne(kPadId).unsqueeze(2);
    const std::int64_t width = imported.config.model.dModel;
    const at::Tensor theirs = answer.at("encoder")
                                  .view({batch.source.size(0), -1, 2, width / 2})
                                  .transpose(2, 3)
                                  .flatten(2); // sines and cosines in turn
    const at::Tensor states = imported.model->encode(batch.source, batch.sourceLength, {});
    QVERIFY(distance(states * real, theirs * real) < 1e-5);
    const at::Tensor logits = imported.model->forward(batch, {});
    const at::Tensor wanted =
        answer.at("logits").index_select(2, at::tensor(imported.vocabulary.theirIds, at::kLong));
    const at::Tensor shown = batch.targetOutput.ne(kPadId).unsqueeze(2);
    const double off = (logits - wanted).mul(shown).abs().max().item<double>();
    QVERIFY2(off < 1e-4, qPrintable(QString::number(off)));
}

void MarianTest::tokenizesAsTransformers()
{
    const fs::path folder = folderOfRow();
    const Imported imported(folder / "model");
    const Tokenizer tokenizer = imported.tokenizer();
    const json answer = answerOf(folder / "answer.json");
    for (std::size_t i = 0; i < answer["sources"].size(); ++i) {
        auto source = tokenizer.encode(answer["sources"][i].get<std::string>(), TextSide::Source);
        source.push_back(kEndId);
        QCOMPARE(imported.theirs(source), answer["ids"][i].get<std::vector<std::int64_t>>());
        const auto text = answer["targets"][i].get<std::string>();
        auto target = tokenizer.encode(text, TextSide::Target);
        QCOMPARE(tokenizer.decode(target), answer["texts"][i].get<std::string>());
        target.push_back(kEndId);
        QCOMPARE(imported.theirs(target), answer["targetIds"][i].get<std::vector<std::int64_t>>());
    }
}

void MarianTest::searchesAsTransformers()
{
    const fs::path folder = folderOfRow();
    const Imported imported(folder / "model");
    const json answer = answerOf(folder / "answer.json");
    const Tokenizer tokenizer = imported.tokenizer();
    for (const int beam : {1, 4}) {
        TranslationOptions options;
        options.beam = beam;
        options.maxLengthRatio = 100;
        const json& wanted = answer["searches"][std::to_string(beam)];
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const auto text = answer["sources"][i].get<std::string>();
            std::vector<std::vector<std::int32_t>> source = {
                tokenizer.encode(text, TextSide::Source)};
            if (source[0].empty())
                continue; // here an empty line stays empty
            source[0].push_back(kEndId);
            auto found = imported.theirs(translate(*imported.model, source, options)[0]);
            found.push_back(imported.config.endId);
            auto ids = wanted[i].get<std::vector<std::int64_t>>();
            while (ids.back() == imported.config.padId)
                ids.pop_back();
            QCOMPARE(found, ids);
        }
    }
}

/// The output's bias is a column of the projection in training, and a bias in decoding.
void MarianTest::lossAndLogitsAgree()
{
    const fs::path folder = folderOfRow();
    const Imported imported(folder / "model");
    const Batch batch = batchOf(imported, readSafetensors(folder / "answer.safetensors").tensors);
    const at::NoGradGuard noGrad;
    const at::Tensor logp = imported.model->forward(batch, {}).to(at::kDouble).log_softmax(2);
    const at::Tensor wanted = logp.gather(2, batch.targetOutput.unsqueeze(2))
                                  .squeeze(2)
                                  .mul(batch.targetOutput.ne(kPadId))
                                  .sum()
                                  .neg();
    QVERIFY(distance(imported.model->loss(batch, 0.1, {}).nll, wanted) < 1e-6);
}

/// transformers reads the exported folder and answers as before; safetensors are equal bit by bit.
void MarianTest::exportsWhatItImported()
{
    const fs::path folder = folderOfRow();
    const Imported imported(folder / "model");
    const fs::path exported = folder / "export";
    MarianConfig config = imported.config;
    const auto ids = marianIds(imported.vocabulary.pieces.size());
    config.padId = static_cast<int>(ids[kPadId]);
    config.endId = static_cast<int>(ids[kEndId]);
    config.startId = config.padId;
    exportMarianTokenizer(imported.tokenizerFolder, exported);
    writeMarianWeights(exported / "model.safetensors", *imported.model, ids);
    writeFileAtomically(exported / "config.json", marianConfigJson(config).dump());
    writeFileAtomically(exported / "generation_config.json", marianGenerationJson(config).dump());
    runReference("model/marian_reference.py", {"read", folder.string()});
    const json before = answerOf(folder / "answer.json");
    json after = answerOf(folder / "again.json");
    QVERIFY(before == after);
    const auto logits = readSafetensors(folder / "again.safetensors").tensors.at("logits");
    const auto first = readSafetensors(folder / "answer.safetensors").tensors.at("logits");
    QVERIFY(same(logits, first));
}

void MarianTest::namesWhatIsWrong_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* field, const char* value, const char* named) {
        QTest::newRow(field) << field << value << named;
    };
    row("model_type", "\"bart\"", "marian");
    row("activation_function", "\"tanh\"", "swish");
    row("scale_embedding", "false", "true");
    row("share_encoder_decoder_embeddings", "false", "true");
    row("normalize_before", "true", "false");
    row("decoder_ffn_dim", "48", "encoder_ffn_dim");
    row("decoder_start_token_id", "5", "pad_token_id");
    row("d_model", "26", "heads");
    row("encoder_layers", "3", "model.encoder.layers.2.self_attn.q_proj.weight");
    row("decoder_layers", "2", "model.decoder.layers.2");
    row("vocab_size", "40", "vocab.json");
    row("pad_token_id", "\"0\"", "whole number");
}

void MarianTest::namesWhatIsWrong()
{
    QFETCH(const QString, field);
    QFETCH(const QString, value);
    QFETCH(const QString, named);
    const TextFolder folder;
    fs::copy(folderOf(0) / "model", folder.path() / "model");
    json config = answerOf(folder.path() / "model" / "config.json");
    config[field.toStdString()] = json::parse(value.toStdString());
    writeFileAtomically(folder.path() / "model" / "config.json", config.dump());
    const std::string sentence =
        sentenceOf([&] { const Imported imported(folder.path() / "model"); });
    QVERIFY2(sentence.find(named.toStdString()) != std::string::npos, sentence.c_str());
}

/// A pickle that would make a file when it is executed.
void MarianTest::executesNoPickle()
{
    const TextFolder folder;
    fs::copy(folderOf(1) / "model", folder.path() / "model");
    const fs::path harm = folder.path() / "harm";
    const fs::path file = folder.path() / "model" / "pytorch_model.bin";
    runReference("model/harmful_pickle.py", {file.string(), harm.string()});
    const std::string sentence =
        sentenceOf([&] { const Imported imported(folder.path() / "model"); });
    QVERIFY2(sentence.find("safetensors") != std::string::npos, sentence.c_str());
    QVERIFY(!fs::exists(harm));
}

void MarianTest::saysWhatMarianHasAndThisHasNot_data()
{
    QTest::addColumn<QString>("named");
    for (const auto& [key, value] : kCases[kNpz].sizes["wrong"].items()) {
        const QString named = key == "enc-depth"   ? "model.encoder.layers.2"
                              : key == "dec-depth" ? "model.decoder.layers.1"
                                                   : QString::fromStdString(key);
        QTest::newRow(key.c_str()) << named;
    }
}

void MarianTest::saysWhatMarianHasAndThisHasNot()
{
    QFETCH(const QString, named);
    const fs::path folder = folderOf(kNpz) / "wrong" / QTest::currentDataTag();
    const std::string sentence = sentenceOf([&] { const Imported imported(folder); });
    QVERIFY2(sentence.find(named.toStdString()) != std::string::npos, sentence.c_str());
    QVERIFY2(sentence.find("model.npz") != std::string::npos, sentence.c_str());
}

/// A file that is cut or has a changed byte is refused, or read as before where the byte says
/// nothing (times, versions).
void MarianTest::findsDamageInNpz()
{
    const TextFolder folder;
    const fs::path file = folder.path() / "model.npz";
    for (const std::size_t index : {kNpz, kNpz + 1}) {
        const std::string whole = readFile(folderOf(index) / "model" / "model.npz");
        writeFileAtomically(file, whole);
        const auto arrays = readNpz(file);
        QVERIFY(arrays.contains("encoder_l1_self_Wq"));
        int refused = 0;
        int tried = 0;
        const auto attempt = [&](const std::string& content) {
            writeFileAtomically(file, content);
            ++tried;
            std::map<std::string, at::Tensor> found;
            if (!sentenceOf([&] { found = readNpz(file); }).empty()) {
                ++refused;
                return;
            }
            QCOMPARE(found.size(), arrays.size());
            for (const auto& [name, array] : arrays)
                QVERIFY2(found.contains(name) && same(found.at(name), array), name.c_str());
        };
        for (std::size_t length = 0; length < whole.size(); length += whole.size() / 40)
            attempt(whole.substr(0, length));
        QCOMPARE(refused, tried);
        for (std::size_t at = 0; at < whole.size(); at += whole.size() / 150) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x24);
            attempt(changed);
        }
        QVERIFY2(refused > tried * 2 / 3, qPrintable(QString::number(refused)));
    }
    runReference("model/copy_arrays.py", {folder.path().string()});
    const auto read = readNpz(folder.path() / "arrays.npz");
    const auto wanted = readSafetensors(folder.path() / "arrays.safetensors").tensors;
    QCOMPARE(read.size(), wanted.size());
    for (const auto& [name, array] : wanted) {
        QVERIFY2(same(read.at(name).to(at::kFloat), array), name.c_str());
    }
    QCOMPARE(read.at("int16").scalar_type(), at::kShort);
    QCOMPARE(read.at("float64").scalar_type(), at::kDouble);
    for (const char* name : {"objects", "text"}) {
        const std::string sentence =
            sentenceOf([&] { readNpz(folder.path() / (std::string(name) + ".npz")); });
        QVERIFY2(sentence.find("something else than numbers") != std::string::npos,
                 sentence.c_str());
    }
}

QTEST_GUILESS_MAIN(MarianTest)
#include "tst_marian.moc"
