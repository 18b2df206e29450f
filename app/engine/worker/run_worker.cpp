// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/worker/run_worker.h"

#include <optional>

#include <ATen/Parallel.h>

#include "app/engine/error_sentence.h"
#include "app/engine/worker/jobs.h"
#include "app/engine/worker/stop_signal.h"
#include "app/engine/worker/worker_context.h"
#include "engine/model/model_files.h"
#include "engine/orchestration/run_folder.h"
#include "engine/orchestration/worker_lock.h"
#include "engine/study/error.h"
#include "engine/study/write_point.h"
#include "engine/training/allocator.h"
#include "engine/training/training_state.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;

const char* nameOf(Precision precision)
{
    return precision == Precision::BFloat16 ? "bf16" : "fp32";
}

/// What training will run in, for the hello event; empty where nothing is trained.
std::string precisionOf(const RunConfig& config)
{
    if (config.kind == RunKind::Tokenizer)
        return {};
    const at::Device device = deviceFromString(config.device);
    if (config.kind == RunKind::Fisher)
        return nameOf(Precision::Float32);
    const TrainingOptions& training =
        config.kind == RunKind::Base ? config.base->training : config.training;
    return nameOf(choosePrecision(training.precision, device));
}

void sayHello(WorkerContext& context)
{
    std::optional<std::int64_t> resumedFrom;
    std::string precision;
    try {
        const auto saved = TrainingState::peek(context.runFolder() / "checkpoint");
        if (saved)
            resumedFrom = saved->update;
        precision = saved ? nameOf(saved->precision) : precisionOf(context.config());
    } catch (const std::exception&) {
        context.hello({}, {}); // the stream begins with hello even when it ends in failed at once
        throw;
    }
    context.hello(precision, resumedFrom);
}

void doJob(WorkerContext& context)
{
    switch (context.config().kind) {
    case RunKind::Tokenizer:
        return runTokenizerJob(context);
    case RunKind::Base:
        return runBaseJob(context);
    case RunKind::Fisher:
        return runFisherJob(context);
    case RunKind::Trial:
        return runTrialJob(context);
    }
}

} // namespace

void runWorker(const fs::path& studyFolder, const std::string& run)
{
    const StudyLayout layout(fs::absolute(studyFolder));
    const RunConfig config = readRunConfig(layout.run(run));
    if (config.run != run)
        throw BadInput("The configuration in " + layout.run(run).string() + " is of run \"" +
                       config.run + "\"; a run folder must not be renamed.");
    countWritePointsOfWorker(toString(config.kind));
    const WorkerLock lock(layout.run(run)); // before anything is written
    installStopHandlers();
    keepFreedMemory();
    at::set_num_threads(config.threads);
    at::set_num_interop_threads(1);
    WorkerContext context(layout, config);
    try {
        sayHello(context);
        doJob(context);
        context.write(event::kDone,
                      {{"step", context.step}, {"seconds", context.secondsSinceStart()}});
    } catch (const std::exception& exception) {
        const Error error = asError(exception);
        if (error.code() == ExitCode::Stopped)
            context.write(event::kStopped, {{"step", context.step}});
        else
            context.write(event::kFailed, {{"exitCode", static_cast<int>(error.code())},
                                           {"sentence", error.what()}});
        throw error;
    }
}

} // namespace palimpsest
