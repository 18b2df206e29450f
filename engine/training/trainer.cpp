// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include "engine/model/model_files.h"
#include "engine/study/error.h"
#include "engine/text/text_hash.h"
#include "engine/training/batch_assembly.h"
#include "engine/training/budget_plan.h"
#include "engine/training/learning_rate.h"

namespace palimpsest
{
namespace
{

/// Dropout of one batch is a function of (seed, number of the batch).
std::uint64_t dropoutSeed(std::uint64_t seed, std::int64_t batch)
{
    return mixBits(mixBits(seed) + static_cast<std::uint64_t>(batch));
}

double normOf(const at::Tensor& flat)
{
    return at::linalg_vector_norm(flat).item<double>();
}

int weightsToKeep(const TrainingOptions& options)
{
    switch (options.choice) {
    case CheckpointChoice::Last:
        return 0;
    case CheckpointChoice::BestDev:
        return 1;
    case CheckpointChoice::AverageBest:
    case CheckpointChoice::AverageLast:
        return std::max(options.averageBest, 1);
    }
    return 0;
}

} // namespace

Trainer::Trainer(Transformer& model, BatchStream& stream, TrainerSettings settings,
                 std::vector<TrainingHooks*> hooks, TrainingObserver& observer)
    : m_model(model), m_stream(stream), m_settings(std::move(settings)),
      m_allWeights(model.parameters()),
      m_variables(m_settings.variables ? *m_settings.variables : m_allWeights),
      m_hooks(std::move(hooks)), m_observer(observer),
      m_state(model.parameters(), m_variables.variables(), m_settings.configuration,
              m_settings.options.seed,
              BestWeights(m_settings.folder / "best", weightsToKeep(m_settings.options))),
      m_adamStep(at::zeros({}, model.parameters().flat().options()))
{
    const TrainingOptions& options = m_settings.options;
    const Budget& budget = options.budget;
    if (budget.policy == BudgetPolicy::EarlyStopping && options.validateEvery <= 0 &&
        budget.updates <= 0 && budget.minutes <= 0)
        throw BadInput("The budget has no end: early stopping needs validateEvery above 0, or an "
                       "upper bound in updates or minutes.");
    if (needsTotal(options.schedule) && budget.policy == BudgetPolicy::EarlyStopping &&
        budget.updates <= 0)
        throw BadInput("A linear or cosine schedule needs budget.updates, the number of updates "
                       "at which the learning rate arrives at 0.");
    m_state.precision = choosePrecision(options.precision, model.parameters().device());
    m_forward = trainingPass(options, m_state.precision);
}

bool Trainer::resume()
{
    if (!m_state.load(m_settings.folder / "checkpoint"))
        return false;
    m_forward.precision = m_state.precision;
    m_savedAt = m_state.update;
    m_unsaved = false;
    return true;
}

TrainingEnd Trainer::run()
{
    if (m_state.plannedUpdates == 0)
        m_state.plannedUpdates =
            plannedUpdates(m_settings.options, m_stream, m_hooks,
                           [this](const std::string& sentence) { m_observer.warned(sentence); });
    while (!m_state.finished) {
        const bool spent = budgetSpent();
        if (validationDue() && !validate()) {
            save();
            return TrainingEnd::Stopped;
        }
        // Early stopping may have been decided by the validation just made.
        if (spent || budgetSpent()) {
            m_state.finished = true;
            m_unsaved = true;
            save();
            break;
        }
        const std::int64_t every = m_settings.options.checkpointEvery;
        const bool stop = m_observer.stopRequested();
        if (stop || (every > 0 && m_state.update % every == 0 && m_state.update > 0))
            save();
        if (stop)
            return TrainingEnd::Stopped;
        makeUpdate();
    }
    chooseWeights();
    return TrainingEnd::Finished;
}

bool Trainer::budgetSpent() const
{
    const Budget& budget = m_settings.options.budget;
    const bool updatesSpent =
        (m_state.plannedUpdates > 0 || budget.policy == BudgetPolicy::Updates) &&
        m_state.update >= m_state.plannedUpdates;
    const bool noBetter = budget.policy == BudgetPolicy::EarlyStopping &&
                          m_state.validationsWithoutBetter >= std::max(budget.patience, 1);
    return updatesSpent || noBetter ||
           (budget.minutes > 0 && m_state.seconds >= budget.minutes * 60);
}

bool Trainer::validationDue() const
{
    const TrainingOptions& options = m_settings.options;
    if (m_state.validatedAt >= m_state.update || m_state.update == 0)
        return false;
    if (options.validateEvery > 0 && m_state.update % options.validateEvery == 0)
        return true;
    return options.choice != CheckpointChoice::Last && budgetSpent();
}

bool Trainer::validate()
{
    const std::optional<double> score = m_observer.validate(m_state.update);
    if (!score)
        return false;
    m_unsaved = true;
    m_state.validatedAt = m_state.update;
    const bool byAge = m_settings.options.choice == CheckpointChoice::AverageLast;
    m_state.best.add(m_state.update, byAge ? static_cast<double>(m_state.update) : *score,
                     m_model.parameters());
    if (!m_state.bestScore || *score > *m_state.bestScore) {
        m_state.bestScore = score;
        m_state.validationsWithoutBetter = 0;
    } else {
        ++m_state.validationsWithoutBetter;
    }
    return true;
}

void Trainer::save()
{
    if (!m_unsaved)
        return;
    m_state.save(m_settings.folder / "checkpoint");
    m_savedAt = m_state.update;
    m_unsaved = false;
    m_observer.checkpointSaved(m_state.update);
}

void Trainer::makeUpdate()
{
    const auto start = std::chrono::steady_clock::now();
    const TrainingOptions& options = m_settings.options;
    const UpdateSums sums = backward();
    UpdateInfo info;
    info.update = m_state.update + 1;
    info.learningRate = learningRate(options, info.update, m_state.plannedUpdates);
    info.precision = m_state.precision;
    info.logged = options.logEvery > 0 && (info.update == 1 || info.update % options.logEvery == 0);
    m_model.parameters().gradient().div_(static_cast<double>(sums.tokens));
    const double taskNorm = applyHooksAndClip(info);
    adamStep(info.learningRate);
    ++m_state.update;
    m_unsaved = true;

    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    m_state.seconds += took.count();
    m_state.targetTokens += sums.tokens;
    for (TrainingHooks* hook : m_hooks)
        m_state.targetTokens +=
            hook->targetPiecesDrawn(m_state.update) - hook->targetPiecesDrawn(m_state.update - 1);
    m_state.window.nll += sums.nll;
    m_state.window.smoothed += sums.smoothed;
    m_state.window.tokens += sums.tokens;
    m_state.window.seconds += took.count();
    m_observer.progressed(m_state, static_cast<double>(sums.tokens) / took.count());
    if (info.logged)
        log(info, taskNorm);
}

Trainer::UpdateSums Trainer::backward()
{
    const TrainingOptions& options = m_settings.options;
    Parameters& parameters = m_model.parameters();
    parameters.zeroGradient();
    UpdateSums sums;
    at::Tensor lossSums = at::zeros({2}, parameters.flat().options().dtype(at::kDouble));
    for (int micro = 0; micro < options.accumulate; ++micro) {
        const std::int64_t step = m_state.update * options.accumulate + micro;
        const Batch batch = assembleBatch(m_stream, m_stream.at(step), parameters.device());
        at::manual_seed(dropoutSeed(options.seed, step));
        const BatchLoss loss = m_model.loss(batch, options.labelSmoothing, m_forward);
        at::Tensor total = loss.smoothed;
        for (TrainingHooks* hook : m_hooks)
            total = hook->adjustLoss(batch, loss, total);
        total.backward();
        lossSums.add_(at::stack({loss.nll, loss.smoothed.detach().to(at::kDouble)}));
        sums.tokens += loss.tokens;
    }
    m_model.holdZeroStart();
    const at::Tensor read = lossSums.cpu(); // the device is waited for once an update
    sums.nll = read[0].item<double>();
    sums.smoothed = read[1].item<double>();
    if (!std::isfinite(sums.nll))
        failNonFinite("loss");
    return sums;
}

/// Norm of the gradient of what is trained.
double Trainer::trainedNorm()
{
    m_variables.pullGradient();
    return normOf(m_variables.variables().gradient());
}

/// Scales a gradient of this norm down to the limit, in the model and in the variables; returns the
/// norm that is left.
double Trainer::clip(double length)
{
    const double limit = m_settings.options.clipNorm;
    if (limit <= 0 || length <= limit)
        return length;
    m_model.parameters().gradient().mul_(limit / length);
    if (&m_variables.variables() != &m_model.parameters())
        m_variables.variables().gradient().mul_(limit / length);
    return limit;
}

double Trainer::applyHooksAndClip(UpdateInfo& info)
{
    const at::NoGradGuard noGrad;
    const TrainingOptions& options = m_settings.options;
    const double taskNorm = trainedNorm();
    if (!std::isfinite(taskNorm))
        failNonFinite("gradient");
    info.gradientNorm = taskNorm;
    if (options.clipScope == ClipScope::BeforePenalty) {
        info.gradientNorm = clip(taskNorm);
        info.clipFactor = taskNorm > 0 ? info.gradientNorm / taskNorm : 1;
    }
    at::Tensor gradient = m_model.parameters().gradient();
    for (TrainingHooks* hook : m_hooks)
        hook->addGradient(gradient, info);
    // Also where nothing is clipped: an infinite gradient would leave the weights finite and
    // Adam's second moment infinite, which freezes them unseen.
    const double total = m_hooks.empty() ? info.gradientNorm : trainedNorm();
    if (!std::isfinite(total))
        failNonFinite("gradient with the penalty");
    if (options.clipScope == ClipScope::AfterPenalty)
        clip(total);
    return taskNorm;
}

void Trainer::adamStep(double rate)
{
    const at::NoGradGuard noGrad;
    const TrainingOptions& options = m_settings.options;
    Parameters& variables = m_variables.variables();
    m_adamStep.fill_(static_cast<double>(m_state.update + 1));
    const std::vector<at::Tensor> weights = {variables.flat()};
    const std::vector<at::Tensor> gradients = {variables.gradient()};
    const std::vector<at::Tensor> first = {m_state.firstMoment};
    const std::vector<at::Tensor> second = {m_state.secondMoment};
    const std::vector<at::Tensor> steps = {m_adamStep};
    if (options.weightDecay > 0)
        at::_fused_adamw_(weights, gradients, first, second, {}, steps, rate, options.adamBeta1,
                          options.adamBeta2, options.weightDecay, options.adamEpsilon, false,
                          false);
    else
        at::_fused_adam_(weights, gradients, first, second, {}, steps, rate, options.adamBeta1,
                         options.adamBeta2, 0, options.adamEpsilon, false, false);
    m_variables.apply();
}

void Trainer::log(const UpdateInfo& info, double gradientNorm)
{
    const MetricWindow sums = std::exchange(m_state.window, {});
    const auto tokens = static_cast<double>(sums.tokens);
    std::map<std::string, double> values = {
        {"loss", sums.nll / tokens},
        {"smoothedLoss", sums.smoothed / tokens},
        {"tokensPerSecond", tokens / sums.seconds},
        {"learningRate", info.learningRate},
        {"gradientNorm", gradientNorm},
    };
    if (m_stream.newExamples() > 0)
        values["newEpochs"] = newEpochsAfter(m_state.update, m_settings.options, m_stream);
    if (m_settings.reference.defined())
        values["drift"] = normOf(m_model.parameters().flat().sub(m_settings.reference));
    for (TrainingHooks* hook : m_hooks)
        values.merge(hook->logValues());
    m_observer.logged(m_state.update, values);
}

void Trainer::chooseWeights()
{
    const at::NoGradGuard noGrad;
    m_state.best.restoreMean(m_model.parameters());
}

void Trainer::failNonFinite(const char* what) const
{
    std::string sentence = "In update " + std::to_string(m_state.update + 1) + " the " + what +
                           " is not a finite number; lower the learning rate or λ, or use fp32.";
    if (m_savedAt >= 0)
        sentence += " The checkpoint after update " + std::to_string(m_savedAt) + " is unharmed.";
    throw Error(ExitCode::NonFiniteLoss, sentence);
}

} // namespace palimpsest
