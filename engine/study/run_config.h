// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <any>
#include <string>
#include <unordered_map>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/study/base_spec.h"
#include "engine/study/domain.h"
#include "engine/study/fisher_options.h"
#include "engine/study/run_limits.h"
#include "engine/study/shared_value.h"
#include "engine/study/strategy_spec.h"
#include "engine/study/sweep_spec.h"

namespace palimpsest
{

/// What a worker process does in one run. All four report through the same run folder.
enum class RunKind {
    Tokenizer, ///< train the SentencePiece model, encode all corpora into id shards
    Base,      ///< train the base model on the old domains
    Fisher,    ///< estimate the diagonal Fisher information of the base model
    Trial,     ///< adapt the base model, evaluate; one cell of a sweep
};
const char* toString(RunKind kind);
RunKind runKindFromString(const std::string& text); ///< throws BadInput

/// Content of runs/<run>/config.json: all that a worker needs. Paths are relative to the study
/// folder. Fields that a kind does not use keep their defaults. What the jobs of a sweep have in
/// common they share, so that many of them are copied quickly and take little memory.
struct RunConfig {
    static constexpr int kProtocol = 1;

    int protocol = kProtocol;
    std::string run; ///< name of the run folder
    RunKind kind = RunKind::Trial;
    std::string identity; ///< of what this run makes; see planner.h
    std::string sourceLanguage;
    std::string targetLanguage;
    Shared<std::vector<Domain>> domains; ///< those that take part, old ones first
    Shared<BaseSpec> base;
    std::string tokenizerFolder; ///< tokenizers/<id>/: tokenizer.model, shards/
    std::string baseFolder;      ///< models/<id>/: model.json, weights.safetensors
    std::string fisherFolder; ///< fisher/<id>/: fisher.json, fisher.safetensors; empty = not needed
    std::string adaptedFolder; ///< Trial: models/<id>/ of the adapted model that is merged; empty =
                               ///< the trial trains its own
    /// Trial of a sequence: the new domains learned so far; the last one is what it learns. Empty =
    /// all new domains at once.
    std::vector<std::string> sequence;
    std::string startFolder;         ///< what a later step of a sequence begins with: models/<id>/
                                     ///< of the step before; empty = the base model
    std::string earlierFisherFolder; ///< Fisher of a later step: the estimate before it, to which
                                     ///< this one is added; empty = there is none
    double fisherDecay = 1;          ///< γ of the earlier estimate
    TrainingOptions training;        ///< Trial: of the adaptation
    Shared<FisherOptions> fisher;
    StrategySpec strategy;
    Shared<EvaluationPlan> evaluation;
    std::string device = "cpu"; ///< "cpu", "cuda:0"
    int threads = 1;            ///< CPU threads of this worker
    RunLimits limits;           ///< what the worker may take; whoever runs it sees to that
};

/// What a trial's point is called: parameterLabel of its strategy, and in a sequence how many
/// domains it has learned, as in "λ=0.1 after 2".
std::string pointLabel(const RunConfig& config);

/// The model that a run begins with: startFolder, or else the base model's.
const std::string& startingModel(const RunConfig& config);

void to_json(nlohmann::json& json, const RunConfig& config);
void from_json(const nlohmann::json& json, RunConfig& config);

/// Reads many configurations of one study quickly. The jobs of a sweep differ in a few fields only
/// (strategy, seed, identity), so a field is parsed where its text is another than in the
/// configuration before, a longer one once for each text that it has; else its value is shared or
/// copied. Values and errors are those of from_json.
class RunConfigReader
{
public:
    /// Throws FieldError for a wrong field, nlohmann::json::parse_error for text that is not JSON.
    RunConfig read(const std::string& text);

private:
    struct Field {
        std::string text;
        std::any value;
    };
    std::unordered_map<std::string, std::any> m_parsed; ///< name and text of a long field → value
    std::unordered_map<std::string, Field> m_last;      ///< name of a field → what it was last
    friend class RunConfigFields;
};

} // namespace palimpsest
