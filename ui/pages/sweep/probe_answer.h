// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>

#include "ui/pages/notice_bar.h"

namespace palimpsest
{

/// What a probe for λ found, and what the notice says of it.
struct ProbeAnswer {
    std::vector<double> lambdas; ///< empty where the answer cannot be read
    NoticeBar::Tone tone = NoticeBar::Tone::Info;
    QString text;
};

/// Of what `lambda --json` printed. A penalty whose 2cλ·max(F)·learning rate reaches 2, the limit
/// of plain gradient descent, is warned of.
ProbeAnswer probeAnswer(const QString& output);

} // namespace palimpsest
