// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

/// What a program of this project tells its caller. Kept in step with the table in README.md.
enum class ExitCode : int {
    Done = 0,
    InternalError = 1, ///< a bug: an assertion or an unexpected exception
    BadInput = 2,      ///< a file, option or field is wrong; the sentence names it and the remedy
    OutOfMemory = 3,
    Stopped = 4,       ///< stopped on request after saving; can be resumed
    NonFiniteLoss = 5, ///< loss or gradient norm became NaN or infinite
    DiskFull = 6,      ///< or read-only, or gone: it takes nothing more
    Locked = 7,        ///< another conductor works on this study, or another worker on this run
    WorkerLost = 8,    ///< a worker process ended without saying why
    PartlyDone = 9,    ///< a sweep ended, but some of its trials failed
};

} // namespace palimpsest
