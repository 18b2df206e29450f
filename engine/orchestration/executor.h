// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/study/device_slot.h"
#include "engine/study/error.h"
#include "engine/study/run_config.h"

namespace palimpsest
{

/// How a worker process stands. `exitCode` and `signal` are known only where the worker is a child
/// of this process; an adopted one just ends.
struct WorkerStatus {
    bool running = false;
    std::optional<int> exitCode = {};
    std::optional<int> signal = {}; ///< that ended it
    /// Running, but not at work yet: where it waits, and why, in words.
    std::string waiting = {};
    /// Ended by no fault of its own, and to be started again: why, as in "its node failed".
    std::string restart = {};
    /// Ended by whoever runs workers: a sentence that says so.
    std::string sentence = {};
};

/// A worker is at work in the run folder already, so that no other one can start there now.
class FolderInUse : public BadInput
{
public:
    using BadInput::BadInput;
};

/// Where workers run. The run folder is the whole protocol, so an executor only starts, asks and
/// stops; it keeps whatever it needs to find a worker again in the run folder, because the
/// conductor may be another process by then.
class Executor
{
public:
    virtual ~Executor() = default;

    /// Starts a worker on an existing run folder. Throws BadInput when that is not possible, and
    /// FolderInUse when a worker is at work in the folder already, StorageError where the disk does
    /// not allow it. It may wait for flush().
    virtual void start(const RunConfig& config, const DeviceSlot& slot) = 0;
    /// No more workers are started for now: those that start() collected can go together.
    virtual void flush() {}
    /// Why whoever runs workers does not answer at present; empty when all is well.
    virtual std::string trouble() const { return {}; }
    /// Once a worker that is a child of this process was reported as ended, it is reported so for
    /// ever.
    virtual WorkerStatus status(const std::string& run) = 0;
    /// Whether a worker works on elsewhere when this machine goes down, so that the next conductor
    /// finds it there.
    virtual bool outlivesThisMachine(const std::string&) { return false; }
    /// Asks it to save and leave (exit code 4). Nothing happens when it is gone.
    virtual void requestStop(const std::string& run) = 0;
    /// Ends it at once.
    virtual void kill(const std::string& run) = 0;
    /// Process id of a running worker, 0 = not known.
    virtual std::int64_t processId(const std::string& run) = 0;
};

} // namespace palimpsest
