// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

/// A moment at which the program hands something to the disk for good: before and after every
/// fsync, rename and commit, and every event. Does nothing but in the tests of the crash contract:
/// with PALIMPSEST_DIE_AT=n in its environment the process ends at the n-th of them, at once and
/// without a word, as a power cut would end it (exit code kDiedAtWritePoint).
void writePoint();

inline constexpr int kDiedAtWritePoint = 137;

} // namespace palimpsest
