// SPDX-License-Identifier: GPL-3.0-or-later
#include "python_reference.h"

#include <fstream>
#include <stdexcept>

#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

namespace palimpsest
{

namespace
{

/// Milliseconds. Recording every figure anew takes far longer than any test may.
const int kPatience = qEnvironmentVariableIsSet("PALIMPSEST_RECORD_SCORES") ? 7200000 : 240000;

} // namespace

bool hasPython()
{
    return QFileInfo::exists(QStringLiteral(PALIMPSEST_PYTHON));
}

nlohmann::json askPython(const std::string& script, const nlohmann::json& question)
{
    const QTemporaryDir folder;
    const QString in = folder.filePath(QStringLiteral("question.json"));
    const QString out = folder.filePath(QStringLiteral("answer.json"));
    std::ofstream(in.toStdString()) << question.dump();
    QProcess python;
    python.setProcessChannelMode(QProcess::MergedChannels);
    python.start(QStringLiteral(PALIMPSEST_PYTHON),
                 {QStringLiteral(PALIMPSEST_SOURCE_DIR "/tests/engine/scoring/") +
                      QString::fromStdString(script),
                  in, out});
    if (!python.waitForFinished(kPatience) || python.exitCode() != 0)
        throw std::runtime_error("python: " + python.errorString().toStdString() + "\n" +
                                 python.readAll().toStdString());
    std::ifstream answer(out.toStdString());
    return nlohmann::json::parse(answer);
}

} // namespace palimpsest
