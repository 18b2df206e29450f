// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/orchestration/worker_slots.h"
#include "engine/store/study_store.h"

namespace palimpsest
{

/// Cores, memory and the GPUs that LibTorch can use.
Machine machineWithDevices();

/// Conducts a study in this process until nothing is left to do, with progress on stderr.
/// `request`, if given, is asked for first, once the lock is held. SIGINT, SIGTERM and SIGHUP pause
/// everything, but the latter two leave what is in Slurm at work; a second one leaves at once.
/// Trouble with the study's disk or file once the lock is held (full, locked by another program,
/// not to be written) is said and waited out. Throws Error: Stopped after a pause, Locked when
/// another conductor works, BadInput when the request is refused.
struct SessionRequest {
    std::string action;
    nlohmann::json payload;
};
void conductInForeground(const std::filesystem::path& study, const std::string& devices,
                         const SessionRequest& request = {});

/// Starts `conduct` as a leader of its own session, its output in conductor.log of the study, and
/// returns once it holds the lock (or found nothing to do). Throws Error with its last words when
/// it fails.
void startDetachedConductor(const std::filesystem::path& study, const std::string& devices);

/// Asks the living conductor, and waits for its answer. Without one, `wakes` starts a detached
/// conductor, otherwise the request is answered here and nothing is started. Returns the answer; a
/// refusal throws BadInput.
std::string submitRequest(const std::filesystem::path& study, const SessionRequest& request,
                          bool wakes, const std::string& devices);

} // namespace palimpsest
