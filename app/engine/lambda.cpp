// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <memory>
#include <sstream>

#include <ATen/Parallel.h>
#include <ATen/ops/ones_like.h>
#include <CLI/CLI.hpp>

#include "app/engine/commands.h"
#include "app/engine/neural_program.h"
#include "app/engine/study_options.h"
#include "engine/adaptation/fisher_file.h"
#include "engine/adaptation/lambda_ruler.h"
#include "engine/model/model_files.h"
#include "engine/study/error.h"
#include "engine/study/planner.h"
#include "engine/study/study_layout.h"
#include "engine/text/tokenizer.h"

namespace palimpsest
{
namespace
{

struct LambdaOptions {
    StudyOptions common;
    std::string sweep;
    std::string strategy = "ewc";
    std::string device = "cpu";
    int threads = 0;
    int points = 5;
    int updates = 30;
};

/// A new folder that goes with it.
struct ScratchFolder {
    std::filesystem::path path;

    ScratchFolder()
    {
        std::string name = std::filesystem::temp_directory_path() / "palimpsest-probe-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr)
            throw Error(ExitCode::DiskFull,
                        name + ": no folder for the probe can be made there: free some space, or "
                               "set TMPDIR.");
        path = name;
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

/// The penalty as the sweep has it, or with its defaults.
StrategySpec penaltyOf(const SweepSpec& spec, const std::string& kind)
{
    StrategySpec penalty{.name = kind, .parts = {{kind, nlohmann::json::object()}}};
    for (const StrategyGrid& grid : spec.strategies) {
        const auto part = std::ranges::find(grid.base.parts, kind, &StrategyPart::kind);
        if (part != grid.base.parts.end()) {
            penalty.parts = {*part};
            penalty.training = grid.base.training;
            break;
        }
    }
    return completed(penalty);
}

/// The trial that a sweep of this penalty alone would have; throws BadInput unless what it stands
/// on is there.
RunConfig trialOf(const StudyStore& store, SweepSpec spec, const StrategySpec& penalty)
{
    spec.strategies = {{penalty, {}}};
    spec.sequence = {};
    spec.seeds.resize(1);
    const std::vector<Job> jobs = planSweep(spec, store.facts());
    for (const Job& job : jobs) {
        if (job.kind == RunKind::Trial)
            continue;
        const auto row = store.jobByIdentity(job.identity);
        if (!row || row->state != JobState::Done)
            throw BadInput(job.label +
                           ": not there yet, and λ can only be proposed with it; make "
                           "it with '" +
                           (job.kind == RunKind::Fisher ? "fisher" : "base train") +
                           "', or start the sweep.");
    }
    return jobs.back().config;
}

std::vector<std::shared_ptr<const IdShard>> newText(const RunConfig& config,
                                                    const StudyLayout& layout)
{
    const Tokenizer tokenizer(layout.absolute(config.tokenizerFolder));
    std::vector<std::shared_ptr<const IdShard>> shards;
    for (const Domain& domain : *config.domains) {
        if (domain.role != DomainRole::New)
            continue;
        const Corpus& text = domain.splits.at(Split::Train);
        shards.push_back(std::make_shared<const IdShard>(encodeShard(
            layout.absolute(text.source), layout.absolute(text.target), text.hash, tokenizer,
            config.base->filter, layout.absolute(config.tokenizerFolder) / "shards", 1)));
    }
    return shards;
}

/// F as the penalty has it: of the file, normalised where the strategy says so; 1 for L2.
at::Tensor importanceOf(const RunConfig& config, const StudyLayout& layout,
                        const Transformer& model, const std::string& kind)
{
    if (config.fisherFolder.empty())
        return at::ones_like(model.parameters().flat());
    const FisherFile file = loadFisher(layout.absolute(config.fisherFolder), model.parameters());
    requireSameModel(file, layout.absolute(config.baseFolder));
    if (config.strategy.parameter(kind, "scale") == "normalised")
        return file.flat.div(file.facts.at("mean").get<double>());
    return file.flat;
}

std::string textOf(const nlohmann::json& found)
{
    std::ostringstream text;
    text << "Probe of " << found.at("probeUpdates") << " updates for a training of "
         << found.at("plannedUpdates") << "\n"
         << std::setw(12) << "lambda" << std::setw(14) << "way left" << std::setw(20)
         << "2cλ·max(F)·rate" << "\n";
    bool stiff = false;
    for (std::size_t i = 0; i < found.at("lambda").size(); ++i) {
        const double share = found.at("shares")[i];
        const double stiffness = found.at("stiffness")[i];
        stiff = stiff || stiffness >= 2;
        text << std::setw(12) << found.at("lambda")[i].dump() << std::setw(12)
             << std::lround(100 * share) << " %" << std::setw(19) << std::setprecision(3)
             << stiffness << (stiffness >= 2 ? " !" : "") << "\n";
    }
    if (stiff)
        text << "! above 2, the limit of plain gradient descent: the loss may oscillate; a lower "
                "learning rate, or clipped Fisher information (fisher.clip), would cure it\n";
    text << "lambda = " << found.at("lambda").dump();
    return text.str();
}

void proposeLambda(const LambdaOptions& options)
{
    const at::Device device = deviceFromString(options.device);
    const StudyStore store = openForReading(options.common.study);
    const StudyLayout layout(store.folder());
    const SweepSpec spec = findSweep(store, options.sweep).spec;
    const StrategySpec penalty = penaltyOf(spec, options.strategy);
    const RunConfig config = trialOf(store, spec, penalty);
    if (options.threads > 0)
        at::set_num_threads(options.threads);
    const auto model = loadModel(layout.absolute(config.baseFolder), device);
    const at::Tensor importance = importanceOf(config, layout, *model, options.strategy);
    BatchStream stream({{newText(config, layout), 1, true}}, config.training.batchTokens,
                       config.training.seed);
    const ScratchFolder scratch;
    const ProbedDrift probe =
        probeDrift(*model, stream, config.training, options.updates, scratch.path);
    const double factor = penalty.parameter(options.strategy, "factor");
    const LambdaRuler ruler(probe, importance, factor);
    nlohmann::json found = {{"strategy", options.strategy},
                            {"lambda", ruler.grid(options.points)},
                            {"shares", {}},
                            {"stiffness", {}},
                            {"probeUpdates", probe.updates},
                            {"plannedUpdates", probe.planned},
                            {"driftGrowth", probe.growth}};
    const double stiffest =
        2 * factor * importance.max().item<double>() * config.training.learningRate;
    for (const double lambda : found.at("lambda")) {
        found["shares"].push_back(ruler.share(lambda));
        found["stiffness"].push_back(lambda * stiffest);
    }
    if (options.common.json)
        options.common.print(found);
    else
        options.common.print(textOf(found));
}

} // namespace

void addLambdaCommand(CLI::App& app)
{
    auto options = std::make_shared<LambdaOptions>();
    CLI::App* command = app.add_subcommand(kLambda.name, kLambda.help);
    options->common.addTo(*command);
    command->add_option("--sweep", options->sweep, "Settings of this sweep (default: the newest)");
    command->add_option("--strategy", options->strategy, "Which penalty")
        ->check(CLI::IsMember({"ewc", "l2", "mas"}))
        ->capture_default_str();
    command->add_option("--points", options->points, "Values of λ")
        ->check(CLI::Range(2, 50))
        ->capture_default_str();
    command->add_option("--updates", options->updates, "Updates of plain fine-tuning as a probe")
        ->check(CLI::Range(2, 1000000))
        ->capture_default_str();
    command->add_option("--device", options->device, "cpu or cuda:0")->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads; 0 = all")
        ->check(CLI::NonNegativeNumber);
    command->callback([options] { proposeLambda(*options); });
}

} // namespace palimpsest
