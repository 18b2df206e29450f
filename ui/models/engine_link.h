// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <nlohmann/json.hpp>

#include "engine/store/rows.h"

namespace palimpsest
{

class StudySession;

/// One running subcommand of palimpsest-engine with its output as lines. Deletes itself after
/// finished().
class EngineCommand : public QObject
{
    Q_OBJECT
public:
    EngineCommand(const QString& program, const QStringList& arguments, QObject* parent = nullptr);
    void start();
    void cancel(); ///< SIGTERM: the engine ends tidily
    bool running() const;

Q_SIGNALS:
    void line(const QString& text);     ///< a line of standard output
    void progress(const QString& text); ///< the latest line of standard error
    /// `exitCode` as in engine/study/exit_code.h; `sentence` is why it failed, else empty.
    void finished(int exitCode, const QString& sentence, const QString& output);

private:
    void readOutput();
    void readErrors();
    void end(int exitCode, const QString& sentence);

    QProcess m_process;
    QString m_program;
    QStringList m_arguments;
    QString m_output;
    QString m_errors;
    qsizetype m_outputLine = 0;
    qsizetype m_errorLine = 0;
    bool m_ended = false;
};

/// How the window asks the engine for things: by rows in the request table, which the conductor
/// answers, and by subcommands of the engine program that lies beside this one. A request starts a
/// detached conductor where none is alive; it goes on when the window is closed.
class EngineLink : public QObject
{
    Q_OBJECT
public:
    explicit EngineLink(StudySession* session, QObject* parent = nullptr);

    /// Writes a request row (see kRequestActions) and makes sure that a conductor is there to
    /// answer it. Returns the row's id, or 0 after emitting failed().
    RowId request(const QString& action, const nlohmann::json& payload);
    /// Same for {"sweep": id} and {"job": id}.
    RowId requestSweep(const QString& action, RowId sweep);
    RowId requestJob(const QString& action, RowId job);

    /// Starts `palimpsest-engine conduct --study DIR --detach` where no conductor is alive.
    bool ensureConductor();

    /// A subcommand, not started yet, e.g. {"domain", "add", "--study", dir, …}; connect, then
    /// start().
    EngineCommand* command(const QStringList& arguments, QObject* parent = nullptr);

    /// The engine beside this program; PALIMPSEST_ENGINE in the environment overrides it (tests).
    static QString enginePath();

Q_SIGNALS:
    void failed(const QString& sentence);
    void requested(palimpsest::RowId request, const QString& action);
    void refused(palimpsest::RowId request, const QString& action, const QString& answer);

private:
    void checkAnswers();

    StudySession* m_session;
    QList<QPair<RowId, QString>> m_open; ///< asked, not answered yet
    QTimer m_answers;                    ///< runs while something is open
    bool m_startFailed = false;
    qint64 m_lastStart = 0; ///< a conductor needs a moment to take its lock; do not start two
};

} // namespace palimpsest
