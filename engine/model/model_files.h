// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "engine/model/parameters.h"
#include "engine/model/transformer.h"

namespace palimpsest
{

/// Named tensors and a string-to-string header, as in a safetensors file.
struct TensorFile {
    std::map<std::string, at::Tensor> tensors; ///< on the CPU
    std::map<std::string, std::string> metadata;
};

/// Reads a safetensors file (F64, F32, F16, BF16, I64, I32, U8). Declared sizes are checked against
/// the file; throws BadInput naming the file and what is wrong.
TensorFile readSafetensors(const std::filesystem::path& file);
/// Writes atomically (temporary file, fsync, rename, fsync of the folder). Throws Error (DiskFull).
void writeSafetensors(const std::filesystem::path& file, const TensorFile& content);

/// Named tensors of a file that torch.save wrote, without executing any of its pickle; throws
/// BadInput for files that hold anything else, naming the remedy.
std::map<std::string, at::Tensor> readTorchFile(const std::filesystem::path& file);

/// A flat vector in the layout of `parameters` as named tensors, and back. Names and shapes must
/// agree; throws BadInput naming the first that does not, and `what` the vector is for ("Fisher
/// information").
std::map<std::string, at::Tensor> namedTensors(const Parameters& parameters,
                                               const at::Tensor& flat);
at::Tensor flatFromNamed(const Parameters& parameters,
                         const std::map<std::string, at::Tensor>& tensors, const std::string& what);

/// A model folder: model.json (architecture, vocabulary, facts) and weights.safetensors. It is
/// replaced as a whole (see replaceFolder), so that whoever reads finds one complete model.
void saveModel(const std::filesystem::path& folder, const Transformer& model,
               const nlohmann::json& facts);
/// Throws BadInput where a file is missing, damaged, or not the one that belongs to the other.
std::unique_ptr<Transformer> loadModel(const std::filesystem::path& folder, at::Device device);
/// The facts given to saveModel, with "weightsHash" (SHA-256 of weights.safetensors).
nlohmann::json modelFacts(const std::filesystem::path& folder);

/// The precision that "auto" means on this device: bf16 where a matrix product of the model's size
/// is measurably faster (> 1.3 ×) than fp32, decided once a process.
Precision choosePrecision(Precision wanted, at::Device device);
/// "cpu", "cuda:0" → device; throws BadInput when this build or machine has no such device.
at::Device deviceFromString(const std::string& name);

} // namespace palimpsest
