// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <QProcess>
#include <QStringList>

#include <nlohmann/json.hpp>

namespace palimpsest
{

/// What a call of palimpsest-engine gave back.
struct EngineResult {
    int code = -1;
    std::string output;
    std::string errors;

    nlohmann::json json() const { return nlohmann::json::parse(output); }
};

/// Starts the real engine program.
std::unique_ptr<QProcess> startEngine(const QStringList& arguments);
/// Waits for its end; two minutes are an end, too (code -1).
EngineResult finish(QProcess& process);
EngineResult runEngine(const QStringList& arguments);

/// Writes a study file over tests/data/small with networks that train in seconds. `lambdas` is the
/// list of EWC, `baseUpdates` how long the base model trains.
void writeStudyFile(const std::filesystem::path& file, const std::string& lambdas, int baseUpdates);

/// The same with other strategies: the inside of the study file's list.
void writeStudyWith(const std::filesystem::path& file, const QString& strategies, int baseUpdates);

/// The same over another base model: the sections of the study file that describe it.
void writeStudyOver(const std::filesystem::path& file, const QString& base,
                    const QString& strategies);

/// Arguments that run the sweep of study.toml in the study's folder, printing JSON.
QStringList sweepRun(const std::filesystem::path& study);

/// Process id of the worker in a run folder, 0 = none yet.
std::int64_t workerOf(const std::filesystem::path& runFolder);

} // namespace palimpsest
