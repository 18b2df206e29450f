// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <QObject>
#include <QThread>

namespace palimpsest
{

/// Work in a thread of its own, of which only the newest counts: what was asked before and has not
/// begun is not done, and its answer, where it has, is dropped.
class LatestWork : public QObject
{
    Q_OBJECT
public:
    /// Called in the thread of this object.
    using Answer = std::function<void()>;
    /// Called in the other thread; captures values, nothing of the window.
    using Work = std::function<Answer()>;

    explicit LatestWork(const QString& threadName, QObject* parent = nullptr);
    ~LatestWork() override;

    void ask(Work work);
    void forget(); ///< no answer comes any more
    /// Blocks until the newest work is done and its answer was called. For exports and tests.
    void wait();

Q_SIGNALS:
    void failed(const QString& sentence); ///< the newest work threw

private:
    QThread m_thread;
    QObject* m_worker; ///< lives in m_thread
    std::shared_ptr<std::atomic<quint64>> m_newest;
};

} // namespace palimpsest
