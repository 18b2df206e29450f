// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include "tests/integration/engine_process.h"

namespace palimpsest
{

/// A study file whose texts and settings are right; its texts lie in a CommandFolder.
extern const char* const kStudyFile;

/// A folder to call the real program in: texts a … f in German and English of 20 lines each,
/// good.toml (kStudyFile), an empty study "study", and "full", the study of good.toml.
class CommandFolder
{
public:
    CommandFolder();

    /// Why the folder could not be made; empty if it was.
    const std::string& problem() const { return m_problem; }
    QString root() const { return m_folder.path(); }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& content) const;

    /// Runs words separated by blanks; @name is a path in the folder.
    EngineResult run(const QString& line) const;
    /// The sentence of a call that must fail with this code, print nothing else and change no file;
    /// fails the test where it does not.
    QString failure(const QString& line, int code) const;

private:
    QTemporaryDir m_folder;
    std::string m_problem;
};

} // namespace palimpsest
