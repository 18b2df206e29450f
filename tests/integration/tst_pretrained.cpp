// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <set>
#include <stdexcept>

#include <QTemporaryDir>
#include <QTest>

#include "engine/store/study_store.h"
#include "engine/study/study_layout.h"
#include "tests/integration/engine_process.h"

using namespace palimpsest;

namespace
{

const QString kSmall = QStringLiteral(PALIMPSEST_TEST_DATA "/small/music");

/// What the script prints.
QString runPython(QStringList arguments)
{
    arguments.prepend(
        QStringLiteral(PALIMPSEST_SOURCE_DIR "/tests/integration/pretrained_marian.py"));
    QProcess python;
    python.start(QStringLiteral(PALIMPSEST_PYTHON), arguments);
    const EngineResult result = finish(python);
    if (result.code != 0)
        throw std::runtime_error(result.errors);
    return QString::fromStdString(result.output);
}

} // namespace

/// A MarianMT model as the base of a study: brought in, adapted with EWC, given back to
/// transformers and to CTranslate2.
class Pretrained : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isTheBaseModelOfASweep();
    void isBroughtInOnce();
    void adaptsAndGoesBack();
    void aModelThatWasTrainedHereGoesThere_data();
    void aModelThatWasTrainedHereGoesThere();
    void refusesWhatDoesNotGoTogether();

private:
    static QString text(const std::filesystem::path& path)
    {
        return QString::fromStdString(path.string());
    }
    static EngineResult run(const std::filesystem::path& study, const std::string& section);
    const JobRow* job(RunKind kind, const std::string& strategy = {}) const;
    /// The first lines of the new domain's test text.
    static std::string translate(const std::filesystem::path& study, const std::string& identity,
                                 int beam);
    /// Where transformers or CTranslate2 translate otherwise with the exported model than the
    /// study, greedily or with a beam; empty where they do not. Their translations go into `all`.
    static QString differences(const std::filesystem::path& study, const std::string& strategy,
                               const QStringList& programs, std::set<std::string>& all);

    QTemporaryDir m_folder;
    std::filesystem::path m_study;
    std::vector<JobRow> m_jobs;
};

void Pretrained::initTestCase()
{
    m_study = (m_folder.path() + "/study").toStdString();
    std::filesystem::create_directories(m_study);
    runPython({"make", m_folder.path() + "/opus", kSmall});
    const EngineResult result = run(m_study, "[pretrained]\nfolder = \"../opus\"\n");
    QVERIFY2(result.code == 0, result.errors.c_str());
    m_jobs = StudyStore(m_study, OpenMode::ReadOnly).jobs();
}

EngineResult Pretrained::run(const std::filesystem::path& study, const std::string& section)
{
    const auto file = study / "study.toml";
    writeStudyOver(
        file, QString::fromStdString(section),
        R"("baseline", { name = "ewc", lambda = 1 }, "fine-tuning", { name = "gradient-projection", method = "pcgrad" })");
    return runEngine({"sweep", "run", "--json", "--study", text(study), "--file", text(file)});
}

const JobRow* Pretrained::job(RunKind kind, const std::string& strategy) const
{
    for (const JobRow& row : m_jobs) {
        if (row.kind == kind && (strategy.empty() || row.config.strategy.name == strategy))
            return &row;
    }
    return nullptr;
}

std::string Pretrained::translate(const std::filesystem::path& study, const std::string& identity,
                                  int beam)
{
    const auto process = startEngine(
        {"translate", "--study", text(study), "--job", QString::fromStdString(identity), "--beam",
         QString::number(beam), "--length-penalty", "1", "--max-length-ratio", "1"});
    std::ifstream sentences(kSmall.toStdString() + "/test.de");
    std::string line;
    for (int i = 0; i < 10 && std::getline(sentences, line); ++i)
        process->write((line + "\n").c_str());
    process->closeWriteChannel();
    const EngineResult result = finish(*process);
    return result.code == 0 ? result.output : result.errors;
}

void Pretrained::isTheBaseModelOfASweep()
{
    const JobRow* base = job(RunKind::Base);
    QVERIFY(base != nullptr);
    QCOMPARE(base->label, std::string("Base model, opus"));
    QCOMPARE(base->state, JobState::Done);
    for (const JobRow& row : m_jobs)
        QVERIFY2(row.state == JobState::Done, row.label.c_str());
    QVERIFY(std::filesystem::exists(m_study / base->config.tokenizerFolder / "vocabulary.json"));
    QVERIFY(job(RunKind::Trial, "ewc")->config.fisherFolder.size() > 0);
}

void Pretrained::isBroughtInOnce()
{
    const EngineResult again = run(m_study, "[pretrained]\nfolder = \"../opus\"\n");
    QVERIFY2(again.code == 0, again.errors.c_str());
    const EngineResult byName = run(m_study, "[pretrained]\nname = \"opus\"\n");
    QVERIFY2(byName.code == 0, byName.errors.c_str());
    QCOMPARE(StudyStore(m_study, OpenMode::ReadOnly).jobs().size(), m_jobs.size());
}

QString Pretrained::differences(const std::filesystem::path& study, const std::string& strategy,
                                const QStringList& programs, std::set<std::string>& all)
{
    const std::vector<JobRow> jobs = StudyStore(study, OpenMode::ReadOnly).jobs();
    const auto trial = std::ranges::find_if(jobs, [&](const JobRow& row) {
        return row.kind == RunKind::Trial && row.config.strategy.name == strategy;
    });
    if (trial == jobs.end())
        return "There is no trial of " + QString::fromStdString(strategy);
    const QString to = text(study) + "-exported-" + QString::fromStdString(strategy);
    const EngineResult exported = runEngine({"export", "model", "--study", text(study), "--job",
                                             QString::fromStdString(trial->identity), "-o", to});
    if (exported.code != 0)
        return QString::fromStdString(exported.errors);
    const auto found = nlohmann::json::parse(
        runPython({"translate", to, kSmall + "/test.de", "1", "4"}).toStdString());
    for (const int beam : {1, 4}) {
        const QString here = QString::fromStdString(translate(study, trial->identity, beam));
        for (const QString& program : programs) {
            const QString how = QStringLiteral("%1, beam %2").arg(program).arg(beam);
            QString there;
            for (const std::string line : found.at(how.toStdString()))
                there += QString::fromStdString(line) + '\n';
            if (here != there)
                return QStringLiteral("%1:\n%2\nthere:\n%3").arg(how, here, there);
            all.insert(there.toStdString());
        }
    }
    return {};
}

/// They translate with the exported model as the study does.
void Pretrained::adaptsAndGoesBack()
{
    std::set<std::string> all;
    for (const char* strategy : {"baseline", "ewc", "fine-tuning", "gradient-projection"}) {
        const QString found = differences(m_study, strategy, {"transformers", "CTranslate2"}, all);
        QVERIFY2(found.isEmpty(), qPrintable(found));
    }
    QVERIFY(all.size() >= 4);
}

void Pretrained::aModelThatWasTrainedHereGoesThere_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<QStringList>("programs");
    QTest::newRow("usual start") << "" << QStringList{"transformers"};
    // CTranslate2's models of this form start the decoder with zeros.
    QTest::newRow("zeros") << "startsWithPad = true\n"
                           << QStringList{"transformers", "CTranslate2"};
}

/// With norms behind the sublayers a model has MarianMT's form.
void Pretrained::aModelThatWasTrainedHereGoesThere()
{
    QFETCH(QString, start);
    QFETCH(QStringList, programs);
    const std::filesystem::path study =
        (m_folder.path() + "/own " + QTest::currentDataTag()).toStdString();
    std::filesystem::create_directories(study);
    const EngineResult made =
        run(study, "[tokenizer]\nvocabulary = 600\n[model]\npreset = \"custom\"\ndModel = 32\n"
                   "heads = 2\nfeedForward = 64\nencoderLayers = 1\ndecoderLayers = 1\n"
                   "norm = \"post\"\n" +
                       start.toStdString() +
                       "[base]\nbatchTokens = 500\nlearningRate = 5e-3\n"
                       "warmup = 20\ndropout = 0.0\nprecision = \"float32\"\nvalidateEvery = 0\n"
                       "validateSentences = 8\nbudget = { policy = \"updates\", updates = 150 }\n");
    QVERIFY2(made.code == 0, made.errors.c_str());
    std::set<std::string> all;
    for (const char* strategy : {"baseline", "fine-tuning"}) {
        const QString found = differences(study, strategy, programs, all);
        QVERIFY2(found.isEmpty(), qPrintable(found));
    }
    QVERIFY(all.size() >= 3);
}

void Pretrained::refusesWhatDoesNotGoTogether()
{
    const auto refusal = [this](const std::string& section) {
        const EngineResult result = run(m_study, section);
        return result.code == 2 ? QString::fromStdString(result.errors) : QString();
    };
    QVERIFY(refusal("[pretrained]\nname = \"opus\"\n[model]\npreset = \"tiny\"\n")
                .contains("does not go with [pretrained]"));
    QVERIFY(refusal("[pretrained]\nname = \"other\"\n").contains("it has opus"));
    QVERIFY(refusal("[pretrained]\nfolder = \"../nowhere\"\n").contains("config.json"));
}

QTEST_GUILESS_MAIN(Pretrained)
#include "tst_pretrained.moc"
