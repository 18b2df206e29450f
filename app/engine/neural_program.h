// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace palimpsest
{

/// A subcommand that palimpsest-engine-nn carries out, alone or in a group of subcommands.
struct NeuralCommand {
    const char* name;
    const char* help;
    const char* group = "";
};
inline constexpr NeuralCommand kTrial = {
    "trial", "Execute one run folder: tokenizer, base model, Fisher information or trial"};
inline constexpr NeuralCommand kEvaluate = {
    "evaluate", "Translate dev or test text with a model and score the translations"};
inline constexpr NeuralCommand kTranslate = {
    "translate", "Translate lines from standard input to standard output, in their order"};
inline constexpr NeuralCommand kLambda = {
    "lambda", "Propose a grid of λ that spans the way from the base model to fine-tuning"};
inline constexpr NeuralCommand kBaseImport = {
    "import",
    "Bring a pretrained model into a study: a MarianMT folder (OPUS-MT) of Hugging Face's "
    "transformers, or Marian's own .npz",
    "base"};
inline constexpr NeuralCommand kExportModel = {
    "model", "Write a base or adapted model as a MarianMT folder for transformers", "export"};
inline constexpr NeuralCommand kNeuralCommands[] = {kTrial,  kEvaluate,   kTranslate,
                                                    kLambda, kBaseImport, kExportModel};

/// The subcommand with which palimpsest-engine asks how many GPUs there are.
inline constexpr const char* kCountDevices = "count-devices";

/// Puts palimpsest-engine-nn, which lies beside this program, in the place of this process, with
/// the same arguments. Returns only by throwing BadInput, where it is not there.
[[noreturn]] void becomeNeuralProgram(char** arguments);

/// Runs palimpsest-engine-nn with these arguments and returns what it printed. Throws Error with
/// its sentence and exit code when that is not 0.
std::string runNeuralProgram(const std::vector<std::string>& arguments);

/// GPUs that LibTorch can use; without a GPU build of LibTorch 0, else it is asked.
int countCudaDevices();

} // namespace palimpsest
