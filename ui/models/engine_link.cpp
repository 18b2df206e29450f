// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/engine_link.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

#include "engine/study/exit_code.h"
#include "ui/models/study_session.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

namespace
{

constexpr int kAnswerMilliseconds = 500;
/// A conductor that was just started has not taken its lock yet.
constexpr qint64 kStartGraceMilliseconds = 4000;

QString lastLine(const QString& text)
{
    const QStringList lines = text.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    return lines.isEmpty() ? QString() : lines.last().trimmed();
}

} // namespace

EngineCommand::EngineCommand(const QString& program, const QStringList& arguments, QObject* parent)
    : QObject(parent), m_program(program), m_arguments(arguments)
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &EngineCommand::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &EngineCommand::readErrors);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            end(static_cast<int>(ExitCode::InternalError),
                tr("%1 cannot be started: %2. Install palimpsest-engine beside this program.")
                    .arg(m_program, m_process.errorString()));
        }
    });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        readOutput();
        readErrors();
        QString sentence;
        if (status == QProcess::CrashExit) {
            sentence = tr("The engine ended unexpectedly (signal %1).").arg(code);
            code = static_cast<int>(ExitCode::WorkerLost);
        } else if (code != 0) {
            sentence = lastLine(m_errors);
            if (sentence.isEmpty()) {
                sentence = tr("The engine ended with exit code %1.").arg(code);
            }
        }
        end(code, sentence);
    });
}

void EngineCommand::start()
{
    m_process.start(m_program, m_arguments, QIODevice::ReadOnly);
}

void EngineCommand::cancel()
{
    m_process.terminate();
}

bool EngineCommand::running() const
{
    return m_process.state() != QProcess::NotRunning;
}

void EngineCommand::readOutput()
{
    m_output += QString::fromUtf8(m_process.readAllStandardOutput());
    for (qsizetype next = m_output.indexOf(QLatin1Char('\n'), m_outputLine); next >= 0;
         next = m_output.indexOf(QLatin1Char('\n'), m_outputLine)) {
        const QString text = m_output.mid(m_outputLine, next - m_outputLine);
        m_outputLine = next + 1;
        Q_EMIT line(text);
    }
}

void EngineCommand::readErrors()
{
    m_errors += QString::fromUtf8(m_process.readAllStandardError())
                    .replace(QLatin1Char('\r'), QLatin1Char('\n'));
    const qsizetype end = m_errors.lastIndexOf(QLatin1Char('\n'));
    if (end >= m_errorLine) {
        const QString text = lastLine(m_errors.mid(m_errorLine, end - m_errorLine));
        m_errorLine = end + 1;
        if (!text.isEmpty()) {
            Q_EMIT progress(text);
        }
    }
}

void EngineCommand::end(int exitCode, const QString& sentence)
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    Q_EMIT finished(exitCode, sentence, m_output);
    deleteLater();
}

EngineLink::EngineLink(StudySession* session, QObject* parent) : QObject(parent), m_session(session)
{
    connect(&m_answers, &QTimer::timeout, this, &EngineLink::checkAnswers);
    connect(session, &StudySession::studyClosed, this, [this] { m_open.clear(); });
}

QString EngineLink::enginePath()
{
    const QString chosen = qEnvironmentVariable("PALIMPSEST_ENGINE");
    if (!chosen.isEmpty()) {
        return chosen;
    }
    return QCoreApplication::applicationDirPath() + QStringLiteral("/palimpsest-engine");
}

RowId EngineLink::request(const QString& action, const nlohmann::json& payload)
{
    if (!m_session->isOpen()) {
        Q_EMIT failed(tr("Open a study first."));
        return 0;
    }
    if (m_session->readOnly()) {
        Q_EMIT failed(
            tr("This study is open for reading only: %1").arg(m_session->readOnlyReason()));
        return 0;
    }
    RowId id = 0;
    try {
        id = m_session->store().addRequest(action.toStdString(), payload);
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
        return 0;
    }
    m_open.append({id, action});
    m_answers.start(kAnswerMilliseconds);
    Q_EMIT requested(id, action);
    m_startFailed = false;
    ensureConductor();
    return id;
}

RowId EngineLink::requestSweep(const QString& action, RowId sweep)
{
    return request(action, {{"sweep", sweep}});
}

RowId EngineLink::requestJob(const QString& action, RowId job)
{
    return request(action, {{"job", job}});
}

bool EngineLink::ensureConductor()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (m_session->conductorAlive() || now - m_lastStart < kStartGraceMilliseconds) {
        return true;
    }
    const QString program = enginePath();
    if (!QFileInfo(program).isExecutable()) {
        m_startFailed = true;
        Q_EMIT failed(tr("The engine %1 is missing: build or install palimpsest-engine beside this "
                         "program, then try again.")
                          .arg(program));
        return false;
    }
    m_lastStart = now;
    EngineCommand* conduct = command({QStringLiteral("conduct"), QStringLiteral("--study"),
                                      m_session->folder(), QStringLiteral("--detach")});
    connect(conduct, &EngineCommand::finished, this, [this](int code, const QString& sentence) {
        // Another conductor was quicker: it will answer as well.
        if (code != 0 && code != static_cast<int>(ExitCode::Locked)) {
            m_lastStart = 0;
            m_startFailed = true; // said once; the next request tries again
            Q_EMIT failed(sentence);
        }
    });
    conduct->start();
    return true;
}

EngineCommand* EngineLink::command(const QStringList& arguments, QObject* parent)
{
    return new EngineCommand(enginePath(), arguments, parent != nullptr ? parent : this);
}

void EngineLink::checkAnswers()
{
    if (m_open.isEmpty() || !m_session->isOpen()) {
        m_answers.stop();
        return;
    }
    if (!m_startFailed)
        ensureConductor(); // the one that was there may have left without seeing the request
    const QList<QPair<RowId, QString>> open = m_open;
    for (const auto& [id, action] : open) {
        std::optional<RequestRow> row;
        try {
            row = m_session->store().request(id);
        } catch (const std::exception&) {
            continue; // busy; looked at again with the next change
        }
        if (row && row->state == RequestState::Open) {
            continue;
        }
        m_open.removeOne({id, action});
        if (row && row->state == RequestState::Refused) {
            Q_EMIT refused(id, action, engineSentence(row->answer));
        }
    }
}

} // namespace palimpsest
