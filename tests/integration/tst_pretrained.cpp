// SPDX-License-Identifier: GPL-3.0-or-later
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
/// transformers.
class Pretrained : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isTheBaseModelOfASweep();
    void isBroughtInOnce();
    void adaptsAndGoesBackToTransformers();
    void refusesWhatDoesNotGoTogether();

private:
    QString study() const { return QString::fromStdString(m_study.string()); }
    EngineResult run(const std::string& section);
    const JobRow* job(RunKind kind, const std::string& strategy = {}) const;
    /// The first lines of the new domain's test text, translated greedily.
    std::string translate(const std::string& identity) const;

    QTemporaryDir m_folder;
    std::filesystem::path m_study;
    std::vector<JobRow> m_jobs;
};

void Pretrained::initTestCase()
{
    m_study = (m_folder.path() + "/study").toStdString();
    std::filesystem::create_directories(m_study);
    runPython({"make", m_folder.path() + "/opus", kSmall});
    const EngineResult result = run("[pretrained]\nfolder = \"../opus\"\n");
    QVERIFY2(result.code == 0, result.errors.c_str());
    m_jobs = StudyStore(m_study, OpenMode::ReadOnly).jobs();
}

EngineResult Pretrained::run(const std::string& section)
{
    const auto file = m_study / "study.toml";
    writeStudyOver(file, QString::fromStdString(section),
                   R"("baseline", { name = "ewc", lambda = 1 }, "fine-tuning")");
    return runEngine({"sweep", "run", "--json", "--study", study(), "--file",
                      QString::fromStdString(file.string())});
}

const JobRow* Pretrained::job(RunKind kind, const std::string& strategy) const
{
    for (const JobRow& row : m_jobs) {
        if (row.kind == kind && (strategy.empty() || row.config.strategy.name == strategy))
            return &row;
    }
    return nullptr;
}

std::string Pretrained::translate(const std::string& identity) const
{
    const auto process =
        startEngine({"translate", "--study", study(), "--job", QString::fromStdString(identity),
                     "--beam", "1", "--max-length-ratio", "1"});
    std::ifstream text(kSmall.toStdString() + "/test.de");
    std::string line;
    for (int i = 0; i < 10 && std::getline(text, line); ++i)
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
    const EngineResult again = run("[pretrained]\nfolder = \"../opus\"\n");
    QVERIFY2(again.code == 0, again.errors.c_str());
    const EngineResult byName = run("[pretrained]\nname = \"opus\"\n");
    QVERIFY2(byName.code == 0, byName.errors.c_str());
    QCOMPARE(StudyStore(m_study, OpenMode::ReadOnly).jobs().size(), m_jobs.size());
}

/// transformers translates with the exported model as the study does.
void Pretrained::adaptsAndGoesBackToTransformers()
{
    std::set<std::string> different;
    for (const char* strategy : {"baseline", "ewc", "fine-tuning"}) {
        const std::string identity = job(RunKind::Trial, strategy)->identity;
        const QString to = m_folder.path() + "/exported-" + strategy;
        const EngineResult exported = runEngine({"export", "model", "--study", study(), "--job",
                                                 QString::fromStdString(identity), "-o", to});
        QVERIFY2(exported.code == 0, exported.errors.c_str());
        const QString there = runPython({"translate", to, kSmall + "/test.de"});
        QCOMPARE(QString::fromStdString(translate(identity)).split('\n'), there.split('\n'));
        different.insert(there.toStdString());
    }
    QCOMPARE(different.size(), std::size_t{3});
}

void Pretrained::refusesWhatDoesNotGoTogether()
{
    const auto refusal = [this](const std::string& section) {
        const EngineResult result = run(section);
        return result.code == 2 ? QString::fromStdString(result.errors) : QString();
    };
    QVERIFY(refusal("[pretrained]\nname = \"opus\"\n[model]\npreset = \"tiny\"\n")
                .contains("does not go with [pretrained]"));
    QVERIFY(refusal("[pretrained]\nname = \"other\"\n").contains("it has opus"));
    QVERIFY(refusal("[pretrained]\nfolder = \"../nowhere\"\n").contains("config.json"));
}

QTEST_GUILESS_MAIN(Pretrained)
#include "tst_pretrained.moc"
