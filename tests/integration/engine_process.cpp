// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine_process.h"

#include <fstream>

namespace palimpsest
{
namespace
{

constexpr int kPatience = 120000; ///< milliseconds

constexpr const char* kDomain = R"(
[[domain]]
name = "%1"
role = "%2"
train = ["%3/train.de", "%3/train.en"]
dev = ["%3/dev.de", "%3/dev.en"]
test = ["%3/test.de", "%3/test.en"]
)";

constexpr const char* kBase = R"(
[tokenizer]
vocabulary = 600
[model]
preset = "custom"
dModel = 32
heads = 2
feedForward = 64
encoderLayers = 1
decoderLayers = 1
[base]
batchTokens = 500
learningRate = 3e-3
warmup = 20
dropout = 0.0
precision = "float32"
validateEvery = 0
validateSentences = 8
checkpointEvery = 20
budget = { policy = "updates", updates = %1 }
)";

constexpr const char* kSettings = R"(
[training]
batchTokens = 500
dropout = 0.0
warmup = 5
precision = "float32"
validateEvery = 10
validateSentences = 8
checkpointEvery = 5
logEvery = 5
budget = { policy = "updates", updates = 20 }
[fisher]
sentences = 40
[evaluation]
beam = 1
testSentences = 12
maxLengthRatio = 1
[sweep]
name = "integration"
devices = "cpu:2x1"
strategies = [%1]
)";
constexpr const char* kUsualStrategies =
    R"("baseline", "fine-tuning", { name = "ewc", lambda = [%1] }, { name = "mixing", ratio = [1] },
              { name = "ewc+mixing", lambda = [1], ratio = 1 })";

} // namespace

std::unique_ptr<QProcess> startEngine(const QStringList& arguments)
{
    auto process = std::make_unique<QProcess>();
    process->start(QStringLiteral(PALIMPSEST_ENGINE), arguments);
    return process->waitForStarted() ? std::move(process) : nullptr;
}

EngineResult finish(QProcess& process)
{
    EngineResult result;
    if (process.state() != QProcess::NotRunning && !process.waitForFinished(kPatience)) {
        process.kill();
        process.waitForFinished();
    } else if (process.exitStatus() == QProcess::NormalExit) {
        result.code = process.exitCode();
    }
    result.output = process.readAllStandardOutput().toStdString();
    result.errors = process.readAllStandardError().toStdString();
    return result;
}

EngineResult runEngine(const QStringList& arguments)
{
    const auto process = startEngine(arguments);
    return process ? finish(*process) : EngineResult{};
}

void writeStudyFile(const std::filesystem::path& file, const std::string& lambdas, int baseUpdates)
{
    writeStudyWith(file, QString(kUsualStrategies).arg(QString::fromStdString(lambdas)),
                   baseUpdates);
}

void writeStudyWith(const std::filesystem::path& file, const QString& strategies, int baseUpdates)
{
    writeStudyOver(file, QString(kBase).arg(baseUpdates), strategies);
}

void writeStudyOver(const std::filesystem::path& file, const QString& base,
                    const QString& strategies)
{
    const QString small = QStringLiteral(PALIMPSEST_TEST_DATA "/small/");
    QString text = QStringLiteral("[study]\nname = \"small\"\nsource = \"de\"\ntarget = \"en\"\n");
    text += QString(kDomain).arg("software", "old", small + "software");
    text += QString(kDomain).arg("manual pages", "new", small + "manual-pages");
    text += QString(kDomain).arg("music", "new", small + "music");
    text += base + QString(kSettings).arg(strategies);
    std::ofstream(file) << text.toStdString();
}

QStringList sweepRun(const std::filesystem::path& study)
{
    return {"sweep",
            "run",
            "--json",
            "--study",
            QString::fromStdString(study.string()),
            "--file",
            QString::fromStdString((study / "study.toml").string())};
}

std::int64_t workerOf(const std::filesystem::path& runFolder)
{
    std::int64_t process = 0;
    std::ifstream(runFolder / "worker.lock") >> process;
    return process;
}

} // namespace palimpsest
