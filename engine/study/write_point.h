// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace palimpsest
{

/// A moment at which the program hands something to the disk for good: before and after every
/// fsync, rename and commit, and every event. Does nothing but in the tests of the crash contract,
/// which let a process end at its n-th, at once and without a word, as a power cut would end it:
/// with PALIMPSEST_DIE_AT=n in its environment a process that is no worker (exit code
/// kDiedAtWritePoint), with PALIMPSEST_WORKER_DIES_AT=n a worker (by SIGKILL, since its conductor
/// looks at how it ends). With a folder in PALIMPSEST_DEATHS only the first worker of each kind
/// does, and leaves a file named after the kind there.
void writePoint();

/// What follows are write points of a worker of this kind.
void countWritePointsOfWorker(const std::string& kind);

inline constexpr int kDiedAtWritePoint = 137;

} // namespace palimpsest
