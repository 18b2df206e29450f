// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/file_tail.h"

#include <algorithm>

#include <QFile>
#include <QPointer>
#include <QThreadPool>

namespace palimpsest
{

namespace
{

QString tailOf(const QString& path, qint64 bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const qint64 from = std::max<qint64>(0, file.size() - bytes);
    file.seek(from);
    QByteArray content = file.readAll();
    if (from > 0)
        content.remove(0, content.indexOf('\n') + 1); // the first line is cut
    return QString::fromUtf8(content);
}

} // namespace

void readTail(const QString& path, qint64 bytes, QObject* context,
              std::function<void(const QString&)> take)
{
    // The pool's thread must not touch `context`, which may go meanwhile: an object that lives in
    // the GUI thread and belongs to it carries the answer, and a guard drops an answer that comes
    // too late.
    const QPointer<QObject> guard(context);
    auto* carrier = new QObject;
    QThreadPool::globalInstance()->start([path, bytes, guard, carrier, take = std::move(take)] {
        const QString text = tailOf(path, bytes);
        QMetaObject::invokeMethod(
            carrier,
            [text, guard, carrier, take] {
                if (guard)
                    take(text);
                carrier->deleteLater();
            },
            Qt::QueuedConnection);
    });
}

} // namespace palimpsest
