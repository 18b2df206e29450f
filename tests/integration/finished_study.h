// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <QTemporaryDir>
#include <QTest>

#include "tests/integration/engine_process.h"
#include "tests/integration/study_results.h"

namespace palimpsest
{

/// How often each kind of accident happens: few in the suite; PALIMPSEST_CRASHES=200 by hand.
inline int accidents(int usual)
{
    const int asked = qEnvironmentVariableIntValue("PALIMPSEST_CRASHES");
    return asked > 0 ? asked : usual;
}

/// Qt ends a test function after five minutes, which many accidents take.
inline const bool kMayTakeLong =
    accidents(0) == 0 || qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(24 * 3600 * 1000));

/// A small real study whose sweep the engine has run to its end, and what came of it.
class FinishedStudy
{
    QTemporaryDir m_folder;

public:
    /// Runs the sweep; a failure is the sentence.
    std::string make()
    {
        std::filesystem::create_directories(study);
        writeStudyWith(study / "study.toml",
                       R"("baseline", "fine-tuning", { name = "ewc", lambda = 1 })", 40);
        const std::string problem = finishSweep(study);
        if (problem.empty())
            results = resultsOf(study);
        return problem;
    }

    /// Another folder beside it, empty but for the study file.
    std::filesystem::path unmade(const std::string& name) const
    {
        const std::filesystem::path folder = path(name);
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        std::filesystem::copy(study / "study.toml", folder / "study.toml");
        return folder;
    }

    std::filesystem::path copy(const std::string& name) const
    {
        const std::filesystem::path folder = path(name);
        std::filesystem::remove_all(folder);
        std::filesystem::copy(study, folder, std::filesystem::copy_options::recursive);
        return folder;
    }

    /// Goes on until all is done; a failure is the sentence.
    static std::string finishSweep(const std::filesystem::path& folder)
    {
        const EngineResult result = runEngine(sweepRun(folder));
        return result.code == 0 ? "" : std::to_string(result.code) + ": " + result.errors;
    }

    const std::filesystem::path study = path("sound");
    std::map<std::string, std::string> results;

private:
    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
};

/// 'study check' or 'study repair', as JSON.
inline EngineResult studyCommand(const char* what, const std::filesystem::path& study)
{
    return runEngine({"study", what, "--json", "--study", QString::fromStdString(study.string())});
}

} // namespace palimpsest
