// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/study/error.h"

namespace palimpsest
{

/// The sentence of the error that `work` ends with; "nothing" where it does not. Errors of another
/// kind pass.
template <class Expected = BadInput, class Work>
QString saidBy(const Work& work)
{
    try {
        work();
    } catch (const Expected& error) {
        return QString::fromUtf8(error.what());
    }
    return QStringLiteral("nothing");
}

} // namespace palimpsest
