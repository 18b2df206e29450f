// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/latest_work.h"

#include <QCoreApplication>

namespace palimpsest
{

LatestWork::LatestWork(const QString& threadName, QObject* parent)
    : QObject(parent), m_worker(new QObject), m_newest(std::make_shared<std::atomic<quint64>>(0))
{
    m_thread.setObjectName(threadName);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

LatestWork::~LatestWork()
{
    forget();
    m_thread.quit();
    m_thread.wait();
}

void LatestWork::ask(Work work)
{
    const quint64 token = ++*m_newest;
    const auto doIt = [this, token, newest = m_newest, work = std::move(work)] {
        if (*newest != token)
            return;
        Answer answer;
        try {
            answer = work();
        } catch (const std::exception& error) {
            answer = [this, sentence = QString::fromUtf8(error.what())] {
                Q_EMIT failed(sentence);
            };
        }
        QMetaObject::invokeMethod(
            this,
            [token, newest, answer = std::move(answer)] {
                if (*newest == token && answer)
                    answer();
            },
            Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(m_worker, doIt, Qt::QueuedConnection);
}

void LatestWork::forget()
{
    ++*m_newest;
}

void LatestWork::wait()
{
    QMetaObject::invokeMethod(m_worker, [] {}, Qt::BlockingQueuedConnection);
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

} // namespace palimpsest
