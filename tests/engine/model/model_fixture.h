// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <torch/cuda.h>

#include <QProcess>

#include "engine/model/model_files.h"
#include "engine/model/transformer.h"
#include "engine/study/tokenizer_options.h"
#include "tests/engine/text/text_fixture.h"

namespace palimpsest
{

inline constexpr int kVocabulary = 37;

/// A network small enough for a test, with sizes that differ from each other.
inline ModelOptions smallModel()
{
    ModelOptions options;
    options.preset = "custom";
    options.dModel = 24;
    options.heads = 3;
    options.feedForward = 40;
    options.encoderLayers = 2;
    options.decoderLayers = 3;
    options.maxPositions = 48;
    return options;
}

/// Initialised, then moved at random, so that no bias is 0 and no norm is 1.
inline Transformer movedModel(const ModelOptions& options, std::uint64_t seed = 1,
                              double deviation = 0.1, at::Device device = at::kCPU)
{
    Transformer model(options, kVocabulary, device);
    model.initialise(seed);
    at::Generator generator = at::detail::createCPUGenerator(seed + 1000);
    const at::Tensor noise = at::empty({model.parameters().size()}, at::kFloat);
    noise.normal_(0, deviation, generator);
    model.parameters().assignFlat(model.parameters().flat() + noise.to(device));
    return model;
}

/// A batch of made-up sentences of `shortest` to `longest` pieces, end marks included.
inline Batch makeBatch(std::uint64_t seed, std::int64_t rows, std::int64_t shortest,
                       std::int64_t longest, at::Device device = at::kCPU)
{
    MadeUpText made(seed);
    const auto side = [&](std::int64_t& tokens) {
        at::Tensor ids = at::full({rows, longest}, kPadId, at::kLong);
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto span = static_cast<std::uint64_t>(longest - shortest + 1);
            // The first row is as long as the batch is wide.
            const auto length =
                row == 0 ? longest : shortest + static_cast<std::int64_t>(made.draw(span));
            std::int64_t* out = ids.data_ptr<std::int64_t>() + row * longest;
            for (std::int64_t i = 0; i + 1 < length; ++i)
                out[i] = 4 + static_cast<std::int64_t>(made.draw(kVocabulary - 4));
            out[length - 1] = kEndId;
            tokens += length;
        }
        return ids;
    };
    Batch batch;
    const at::Tensor source = side(batch.sourceTokens);
    const at::Tensor target = side(batch.targetTokens);
    const at::Tensor begin = at::full({rows, 1}, kBeginId, at::kLong);
    const at::Tensor shifted = target.narrow(1, 0, longest - 1);
    batch.source = source.to(device);
    batch.sourceLength = source.ne(kPadId).sum(1).to(device);
    batch.targetInput =
        at::cat({begin, shifted.masked_fill(shifted.eq(kEndId), kPadId)}, 1).to(device);
    batch.targetOutput = target.to(device);
    batch.padded = shortest != longest;
    return batch;
}

/// Largest difference, in units of the largest wanted value. Infinite where shapes differ or
/// anything is not finite.
inline double distance(const at::Tensor& found, const at::Tensor& wanted)
{
    if (found.sizes() != wanted.sizes())
        return std::numeric_limits<double>::infinity();
    const at::NoGradGuard noGrad;
    const at::Tensor a = found.to(at::kCPU, at::kDouble);
    const at::Tensor b = wanted.to(at::kCPU, at::kDouble);
    const double off = (a - b).abs().max().item<double>();
    const double scale = b.abs().max().item<double>();
    return std::isfinite(off) && scale > 0 ? off / scale : std::numeric_limits<double>::infinity();
}

/// Every bit the same.
inline bool same(const at::Tensor& a, const at::Tensor& b)
{
    return a.scalar_type() == b.scalar_type() && at::equal(a, b);
}

/// Runs one of the tests' scripts ("model/loss_reference.py") with the Python that has PyTorch and
/// the safetensors package. Throws std::runtime_error with what Python said.
inline void runReference(const std::string& script, const std::vector<std::string>& arguments)
{
    QStringList list = {QString::fromStdString(PALIMPSEST_SOURCE_DIR "/tests/engine/" + script)};
    for (const std::string& argument : arguments)
        list.append(QString::fromStdString(argument));
    QProcess python;
    python.setProcessChannelMode(QProcess::MergedChannels);
    python.start(QStringLiteral(PALIMPSEST_PYTHON), list);
    if (!python.waitForFinished(240000) || python.exitStatus() != QProcess::NormalExit ||
        python.exitCode() != 0)
        throw std::runtime_error("python: " + python.errorString().toStdString() + "\n" +
                                 python.readAll().toStdString());
}

/// The CPU and, where there is one, the first GPU.
inline std::vector<at::Device> devicesHere()
{
    std::vector<at::Device> devices = {at::kCPU};
    if (torch::cuda::is_available())
        devices.emplace_back(at::kCUDA, static_cast<at::DeviceIndex>(0));
    return devices;
}

} // namespace palimpsest
