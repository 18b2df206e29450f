// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>
#include <QString>

namespace palimpsest
{

/// Reads the last `bytes` of a text file outside the GUI thread (study folders may lie on slow
/// disks) and calls `take` in the thread of `context` with whole lines; an absent file is an empty
/// text. Nothing is called when `context` has gone by then.
void readTail(const QString& path, qint64 bytes, QObject* context,
              std::function<void(const QString&)> take);

} // namespace palimpsest
